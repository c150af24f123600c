//! How does a topic look where there is only text? Lines filled between spaces, so that no option or key is broken in two.
//!
//! Must not know: where the lines go.

use super::{Block, Page};
use crate::typeset::width;

/// What is named in a table stands beside what is said of it up to this many columns; what is longer has a line of its own.
const NAMES: usize = 26;

/// The lines of a page.
pub(super) fn lines(page: &Page, columns: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_list = false;
    for block in &page.0 {
        let item = matches!(block, Block::Item(..));
        if !(out.is_empty() || in_list && item) {
            out.push(String::new());
        }
        in_list = item;
        match block {
            Block::Heading(1, text) => out.push(text.to_uppercase()),
            Block::Heading(_, text) => out.push(text.clone()),
            Block::Text(text) => out.extend(filled(&bare(text), columns)),
            Block::Item(number, text) => {
                let marker = number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
                out.extend(hung(&marker, &bare(text), marker.len(), columns));
            }
            Block::Code(lines) => out.extend(lines.iter().map(|l| indented(l, 4))),
            Block::Rows(rows) => out.extend(table(rows, columns)),
        }
    }
    out
}

fn indented(line: &str, by: usize) -> String {
    let line = format!("{:by$}{line}", "");
    line.trim_end().to_owned()
}

/// Without what only Markdown needs; quoted code keeps its marks, which tell keys from words.
fn bare(text: &str) -> String {
    text.replace("**", "")
}

/// A text in lines, broken at spaces alone.
pub(super) fn filled(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text after `first`, its other lines set in by so many columns.
fn hung(first: &str, text: &str, by: usize, columns: usize) -> Vec<String> {
    let lines = filled(text, columns.saturating_sub(by).max(1)).into_iter();
    let lines = lines.enumerate().map(|(n, line)| match n {
        0 => format!("{first}{line}"),
        _ => indented(&line, by),
    });
    lines.collect()
}

fn table(rows: &[(String, String)], columns: usize) -> Vec<String> {
    let name = |cell: &str| cell.replace("`` ", "").replace(" ``", "").replace('`', "");
    let names = rows.iter().map(|(cell, _)| width(&name(cell)));
    let most = NAMES.min(columns / 3);
    let column = names.filter(|w| *w <= most).max().unwrap_or(0);
    let mut out = Vec::new();
    for (cell, text) in rows {
        let (name, text) = (name(cell), bare(text));
        let by = column + 4;
        if width(&name) > column {
            out.push(format!("  {name}"));
            out.extend(hung(&" ".repeat(by), &text, by, columns));
        } else {
            let gap = " ".repeat(column - width(&name));
            out.extend(hung(&format!("  {name}{gap}  "), &text, by, columns));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_filled_and_hang() {
        let text = "# Title\n\nWords **that** are filled with `--one-option` here.\n\n- an item that is\n  long enough\n- b\n\n\
                    | a | b |\n|---|---|\n| `x` `y` | what it does, at length |\n| `longer than` | more |\n\n```sh\nkept  as   it is, however long it may be\n```\n";
        let expected = "\
TITLE

Words that are filled with
`--one-option` here.

- an item that is long
  enough
- b

  x y  what it does, at
       length
  longer than
       more

    kept  as   it is, however long it may be";
        assert_eq!(lines(&Page::read(text), 26).join("\n"), expected);
    }
}
