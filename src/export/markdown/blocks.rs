//! Writes the blocks of a briefing so that they are read as the same blocks again.
//!
//! Must not know: what stands before them, how a line is marked up.

use std::collections::HashMap;
use std::io::{self, Write};

use super::line;
use crate::briefing::{Block, BlockKind, Briefing, Inline, Span};

/// Writes all of them.
pub(super) fn write(b: &Briefing, out: &mut impl Write) -> io::Result<()> {
    let blocks: Vec<&Block> = b.text_blocks().collect();
    let mut writer = Writer {
        b,
        notes: notes(b, &blocks),
        lists: Vec::new(),
        out,
    };
    let mut rest = &blocks[..];
    while let Some((first, more)) = rest.split_first() {
        if first.kind == BlockKind::Row {
            let is_row = |b: &&&Block| b.kind == BlockKind::Row;
            let (table, after) = rest.split_at(rest.iter().take_while(is_row).count());
            writer.table(table)?;
            rest = after;
        } else {
            writer.block(first)?;
            rest = more;
        }
    }
    Ok(())
}

/// The notes that the text refers to: by the byte where each begins, its label.
fn notes<'b>(b: &'b Briefing, blocks: &[&Block]) -> HashMap<u32, &'b str> {
    let mut notes = HashMap::new();
    for inline in &b.inlines {
        let Some(label) = line::note(b, inline) else {
            continue;
        };
        let mark = format!("[{label}] ");
        let is_note = |k: &&&Block| {
            let text = b.body.get(k.span.range()).unwrap_or_default();
            // It is not the reference itself that begins with it.
            k.kind == BlockKind::Paragraph
                && text.starts_with(&mark)
                && !span(inline).overlaps(Span {
                    end: k.span.start + mark.len() as u32,
                    ..k.span
                })
        };
        if let Some(note) = blocks.iter().rfind(is_note) {
            notes.insert(note.span.start, label);
        }
    }
    notes
}

fn span(inline: &Inline) -> Span {
    match inline {
        Inline::Emphasis(s) | Inline::Strong(s) | Inline::Code(s) | Inline::Link(s, _) => *s,
    }
}

/// A cell in which no sign ends it: within code they are not escaped yet.
fn parted(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars() {
        if c == '|' && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

struct Writer<'b, W> {
    b: &'b Briefing,
    notes: HashMap<u32, &'b str>,
    /// The lists that are open, from the outermost.
    lists: Vec<List>,
    out: W,
}

/// A list that is open.
struct List {
    /// Where the text of its last entry begins.
    column: usize,
    /// The number of its last entry, and the sign behind it.
    number: Option<u32>,
    sign: char,
}

impl<'b, W: Write> Writer<'b, W> {
    fn line(&self, span: Span) -> String {
        line::set(self.b, span, &|label| {
            self.notes.values().any(|known| *known == label)
        })
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        if let BlockKind::Item { depth, number } = block.kind {
            return self.item(block.span, usize::from(depth.min(8)), number);
        }
        self.lists.clear();
        writeln!(self.out)?;
        match block.kind {
            BlockKind::Title => {
                let line = self.line(block.span);
                writeln!(self.out, "# {line}")
            }
            BlockKind::Heading(level) => {
                let signs = "#".repeat(usize::from(level.clamp(1, 6)));
                let line = self.line(block.span);
                writeln!(self.out, "{signs} {line}")
            }
            BlockKind::Quote | BlockKind::Earlier => {
                let line = self.line(block.span);
                writeln!(self.out, "> {line}")
            }
            BlockKind::Code => {
                let text = self.b.body.get(block.span.range()).unwrap_or_default();
                let fence = "`".repeat(line::longest_run(text).max(2) + 1);
                writeln!(self.out, "{fence}\n{text}\n{fence}")
            }
            _ => self.paragraph(block.span),
        }
    }

    fn paragraph(&mut self, span: Span) -> io::Result<()> {
        let Some(label) = self.notes.get(&span.start) else {
            let line = self.line(span);
            return writeln!(self.out, "{line}");
        };
        let start = span.start + format!("[{label}] ").len() as u32;
        let line = self.line(Span { start, ..span });
        writeln!(self.out, "[^{label}]: {line}")
    }

    fn table(&mut self, rows: &[&Block]) -> io::Result<()> {
        self.lists.clear();
        writeln!(self.out)?;
        let cells = |row: &Block| {
            let text = self.b.body.get(row.span.range()).unwrap_or_default();
            let mut start = row.span.start;
            let cell = |text: &str| {
                let end = start + text.len() as u32;
                let span = Span { start, end };
                start = end + 1;
                parted(&self.line(span))
            };
            text.split('\t').map(cell).collect::<Vec<String>>()
        };
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        // What stands in more columns than the first row has would be lost.
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        for (i, mut row) in rows.into_iter().enumerate() {
            row.resize(columns, String::new());
            writeln!(self.out, "| {} |", row.join(" | "))?;
            if i == 0 {
                writeln!(self.out, "|{}", " --- |".repeat(columns))?;
            }
        }
        Ok(())
    }

    /// An entry: what lies in it begins where its own text begins.
    fn item(&mut self, span: Span, depth: usize, number: Option<u32>) -> io::Result<()> {
        let line = self.line(span);
        // Longer ones are no numbers of lists.
        let (number, line) = match number {
            Some(long) if long > 999_999_999 => (None, format!("{long}\\. {line}")),
            number => (number, line),
        };
        let before = self.lists.len();
        self.lists.truncate(depth + 1);
        let open = match self.lists.len() > depth {
            true => self.lists.pop(),
            false => None,
        };
        let goes_on = |open: &List| match (open.number, number) {
            (Some(last), Some(n)) => last.checked_add(1) == Some(n),
            (last, n) => last.is_none() && n.is_none(),
        };
        let is_next = open.as_ref().is_some_and(goes_on);
        // A number that does not go on with the last one begins a list, which another sign tells.
        let sign = match open {
            Some(open) if is_next => open.sign,
            Some(open) if open.sign == '.' => ')',
            _ => '.',
        };
        // What begins a list stands apart, or some of it would be taken for the text before it.
        if !is_next || before == 0 {
            writeln!(self.out)?;
        }
        let column = self.lists.last().map_or(0, |list| list.column);
        let mut lead = " ".repeat(column);
        while self.lists.len() < depth {
            lead.push_str("- ");
            self.lists.push(List {
                column: lead.len(),
                number: None,
                sign: '.',
            });
        }
        match number {
            Some(number) => lead.push_str(&format!("{number}{sign} ")),
            None => lead.push_str("- "),
        }
        self.lists.push(List {
            column: lead.len(),
            number,
            sign,
        });
        writeln!(self.out, "{lead}{line}")
    }
}
