//! What is in the Markdown of a topic? Headings, paragraphs, lists, tables of two columns, code: no more than these files use.
//!
//! Must not know: what the topics say, how they are shown.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The title is of depth 1.
    Heading(usize, String),
    /// In one line.
    Text(String),
    /// Of a list; in one line. Its number, if it has one.
    Item(Option<u32>, String),
    /// As it is.
    Code(Vec<String>),
    /// A table without its head: what, and what of it.
    Rows(Vec<(String, String)>),
}

/// A topic in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page(pub Vec<Block>);

impl Page {
    /// Reads Markdown. What is in marks (`<!-- … -->`) on lines of their own is left out.
    pub fn read(markdown: &str) -> Page {
        let mut page = Page::default();
        let mut code: Option<Vec<String>> = None;
        // Whether the line goes on with what the one before began.
        let mut open = false;
        for line in markdown.lines() {
            let fence = line.starts_with("```");
            match (code.take(), fence) {
                (Some(lines), true) => page.0.push(Block::Code(lines)),
                (Some(mut lines), false) => {
                    lines.push(line.to_owned());
                    code = Some(lines);
                }
                (None, true) => code = Some(Vec::new()),
                (None, false) => {
                    open = page.take(line.trim(), open);
                    continue;
                }
            }
            open = false;
        }
        page
    }

    /// Takes a line that is not of code; whether the next may go on with it.
    fn take(&mut self, line: &str, open: bool) -> bool {
        let depth = line.bytes().take_while(|b| *b == b'#').count();
        if line.is_empty() || line.starts_with("<!--") {
            return false;
        }
        if depth > 0 {
            let text = line[depth..].trim().to_owned();
            self.0.push(Block::Heading(depth, text));
            return false;
        }
        if line.starts_with('|') {
            self.row(line, open);
            return true;
        }
        if let Some((number, text)) = item(line) {
            self.0.push(Block::Item(number, text.to_owned()));
            return true;
        }
        // Keys are written as in tables.
        let line = &line.replace("\\|", "|");
        match self.0.last_mut() {
            Some(Block::Text(text) | Block::Item(_, text)) if open => {
                text.push(' ');
                text.push_str(line);
            }
            _ => self.0.push(Block::Text(line.clone())),
        }
        true
    }

    /// Takes a line of a table: its head first, which only says what the columns are, then the rule below it.
    fn row(&mut self, line: &str, open: bool) {
        if !open {
            self.0.push(Block::Rows(Vec::new()));
            return;
        }
        let cells = cells(line);
        let ruled = cells.iter().all(|c| c.bytes().all(|b| b"-:".contains(&b)));
        if let (Some(Block::Rows(rows)), false) = (self.0.last_mut(), ruled) {
            let mut cells = cells.into_iter();
            let first = cells.next().unwrap_or_default();
            rows.push((first, cells.collect::<Vec<_>>().join(" ")));
        }
    }
}

/// `- text` or `1. text`.
fn item(line: &str) -> Option<(Option<u32>, &str)> {
    if let Some(text) = line.strip_prefix("- ") {
        return Some((None, text));
    }
    let (number, text) = line.split_once(". ")?;
    Some((Some(number.parse().ok()?), text))
}

fn cells(line: &str) -> Vec<String> {
    const BAR: &str = "\u{1}";
    let line = line.replace("\\|", BAR);
    let inner = line.trim_matches('|');
    let cells = inner.split('|').map(|c| c.trim().replace(BAR, "|"));
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_pieces() {
        let text = "# A\n\nOne\ntwo.\n\n<!-- readme -->\n- x\n  y\n- z\n2. n\n\n```sh\n# no heading\n\nrun\n```\nAfter.\n\n\
                    | k | v |\n|---|---|\n| `a\\|b` | c |\n<!-- /readme -->\n## B\nThree.\n";
        let owned = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect();
        let expected = [
            Block::Heading(1, "A".into()),
            Block::Text("One two.".into()),
            Block::Item(None, "x y".into()),
            Block::Item(None, "z".into()),
            Block::Item(Some(2), "n".into()),
            Block::Code(owned(&["# no heading", "", "run"])),
            Block::Text("After.".into()),
            Block::Rows(vec![("`a|b`".into(), "c".into())]),
            Block::Heading(2, "B".into()),
            Block::Text("Three.".into()),
        ];
        assert_eq!(Page::read(text).0, expected);
    }
}
