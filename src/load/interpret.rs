//! Which documents are in these bytes? Unpacks, tells the format, and has it parsed, however many lie in each other.
//!
//! Invariant: a parser that panics costs one document; what is unpacked and counted stays within the bounds of one file.
//! Must not know: folders, what documents share.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::{self, Budget};
use super::format::{self, Format};
use super::repeated::Lines;
use super::{Finding, How, Names, Parsed, Reading, Single};
use super::{
    dates, decode, feed, html, mail, markdown, mbox, office, package, pdf, records, rtf, unpack,
    walk,
};
use crate::briefing::{Briefing, Claim, Origin, Problem, SourceMap, Stated};
use crate::sanitize;

/// Archives and compressed files may lie in each other so deep.
const DEEPEST: usize = 4;

/// So many problems of one file are told.
const PROBLEMS: usize = 20;

/// Reads the content of a file; `name` is for people and for telling the format, `path` is named in problems.
pub(super) fn read(origin: Origin, name: &str, path: &Path, bytes: &[u8], how: How<'_>) -> Reading {
    let mut reader = Reader {
        origin: &origin,
        how,
        budget: Budget::default(),
        reading: Reading::default(),
    };
    let parent = || path.parent().unwrap_or(Path::new("")).to_owned();
    let item = Item {
        name: name.to_owned(),
        within: None,
        shown: path.to_owned(),
        folder: match &origin {
            Origin::Bundled(_) => PathBuf::new(),
            _ => parent(),
        },
        depth: 0,
    };
    reader.any(&item, bytes);
    reader.reading
}

/// What is being read: the file, or something in it.
#[derive(Clone)]
struct Item {
    /// For people.
    name: String,
    /// Where in the file it is; nothing for the file itself.
    within: Option<String>,
    /// As problems name it.
    shown: PathBuf,
    /// What its neighbours lie in.
    folder: PathBuf,
    depth: usize,
}

impl Item {
    /// Something in it that has a path of its own.
    fn member(&self, path: &str) -> Item {
        let name = archive::name(path);
        let folder = Path::new(&name).parent().map(|p| self.shown.join(p));
        Item {
            within: Some(match &self.within {
                Some(within) => format!("{within}/{name}"),
                None => name.clone(),
            }),
            shown: self.shown.join(&name),
            folder: folder.unwrap_or_else(|| self.shown.clone()),
            name: format!("{}/{name}", self.name),
            depth: self.depth + 1,
        }
    }

    /// The document of that number in it, which may have an id.
    fn entry(&self, number: usize, id: Option<&str>) -> Item {
        let key = id.map_or_else(|| format!("#{number}"), |id| format!("#{id}"));
        Item {
            name: format!("{}#{number}", self.name),
            within: Some(format!(
                "{}{key}",
                self.within.as_deref().unwrap_or_default()
            )),
            shown: PathBuf::from(format!("{}#{number}", self.shown.to_string_lossy())),
            folder: self.shown.clone(),
            depth: self.depth,
        }
    }
}

struct Reader<'a> {
    origin: &'a Origin,
    how: How<'a>,
    budget: Budget,
    reading: Reading,
}

impl Reader<'_> {
    fn fail(&mut self, item: &Item, cause: &str, hint: &str) {
        if self.reading.problems.len() < PROBLEMS {
            let problem = walk::problem(&item.shown, cause, hint);
            self.reading.problems.push(problem);
        }
    }

    /// What may be compressed, an archive, or a document.
    fn any(&mut self, item: &Item, bytes: &[u8]) {
        const BY_HAND: &str = "unpack it by hand, or fetch the document again";
        let inner = Item {
            depth: item.depth + 1,
            ..item.clone()
        };
        match unpack::unpack(bytes) {
            _ if item.depth > DEEPEST => {
                return self.fail(item, "archives lie in archives too deep", BY_HAND);
            }
            Some(Ok(bytes)) if !self.budget.take(bytes.len() as u64) => {
                let cause = "it holds more than is unpacked of one file";
                return self.fail(item, cause, BY_HAND);
            }
            Some(Ok(bytes)) => return self.any(&inner, &bytes),
            Some(Err(cause)) => return self.fail(item, cause, BY_HAND),
            None if archive::is_archive(bytes, &item.name) => return self.archive(item, bytes),
            None => {}
        }
        if let Some(pulse) = self.how.pulse {
            pulse.beat(bytes.len());
        }
        let read = super::shielded(|| self.document(item, bytes));
        if read.is_none() {
            let hint = "please report it with the file: this is a fault of the program";
            self.fail(item, "reading it failed", hint);
        }
    }

    fn archive(&mut self, item: &Item, bytes: &[u8]) {
        let mut members = Vec::new();
        let found = super::shielded(|| {
            archive::each(bytes, &mut self.budget, &mut |path, bytes| {
                members.push((path.to_owned(), bytes));
            })
        });
        let before = self.reading.documents.len();
        for (path, bytes) in members {
            self.any(&item.member(&path), &bytes);
        }
        let cause = match found {
            Some(Ok(())) if self.reading.documents.len() == before => "it holds no document",
            Some(Ok(())) => return,
            Some(Err(cause)) => cause,
            None => "it is broken",
        };
        self.fail(item, cause, "unpack it by hand, and open the folder");
        if let Some(last) = self.reading.problems.last_mut() {
            last.readable = self.reading.documents.len() > before;
        }
    }

    /// What is not compressed, in the format that it is in.
    fn document(&mut self, item: &Item, bytes: &[u8]) {
        let name = unpack::name(&item.name);
        let by_bytes = format::of_bytes(bytes, name);
        let is_text = !matches!(by_bytes, Some(Format::Pdf));
        let decoded = is_text.then(|| decode::decode(bytes)).flatten();
        let decoded = match (decoded, by_bytes) {
            (Some(decoded), _) => decoded,
            (None, Some(_)) => decode::Decoded::default(),
            (None, None) => {
                return self.fail(
                    item,
                    "it is binary, not text",
                    "move it out of the folder, or name it in an .ignore file",
                );
            }
        };
        let wanted = self.how.format.map(|f| f.format(&decoded.text));
        let format = wanted.or(by_bytes);
        let format = format.unwrap_or_else(|| format::of_text(&decoded.text, name));
        let documents = match parse(format, bytes, &decoded.text, self.how.names) {
            Ok(Documents::Many(all, _)) if all.is_empty() && self.how.data => {
                let text = super::text::parse(sanitize::mapped(&decoded.text));
                Documents::One(Box::new(text))
            }
            Ok(documents) => documents,
            Err((cause, hint)) => return self.fail(item, &cause, hint),
        };
        let damaged = decoded.damaged > 0 && by_bytes.is_none();
        let damage = damaged.then(|| damage(&decoded));
        match documents {
            Documents::One(mut parsed) => {
                if parsed.body.trim().is_empty() {
                    let hint = "delete it, or fetch the document again";
                    return self.fail(item, "it is empty", hint);
                }
                parsed.findings.extend(damage);
                date_by_name(&mut parsed.stated, name);
                self.take(item, format, *parsed, &decoded.text);
            }
            Documents::Many(all, findings) => {
                self.findings(item, damage.iter().chain(&findings));
                // Of two that bear one id, the second goes by its number.
                let mut ids = HashSet::new();
                for (mut parsed, number) in all.into_iter().zip(1..) {
                    // Where lines begin is not kept for each of very many.
                    parsed.runs.clear();
                    let id = parsed.stated.id.as_ref().map(|id| id.value.clone());
                    let id = id.filter(|id| ids.insert(id.clone()));
                    self.take(&item.entry(number, id.as_deref()), format, parsed, "");
                }
            }
        }
    }

    fn findings<'f>(&mut self, item: &Item, findings: impl Iterator<Item = &'f Finding>) {
        let problems = findings.map(|f| Problem {
            path: match f.line {
                0 => sanitize::line(&item.shown.to_string_lossy()),
                line => format!("{}:{line}", sanitize::line(&item.shown.to_string_lossy())),
            },
            cause: sanitize::line(&f.cause),
            hint: f.hint.clone(),
            readable: true,
        });
        self.reading.problems.extend(problems.take(PROBLEMS));
    }

    fn take(&mut self, item: &Item, format: Format, parsed: Parsed, text: &str) {
        self.findings(item, parsed.findings.iter());
        let origin = match (&item.within, self.origin) {
            (Some(within), Origin::File(path)) => Origin::Within(path.clone(), within.clone()),
            (_, origin) => origin.clone(),
        };
        let briefing = briefing(origin, &item.name, parsed, text);
        self.reading.documents.push(Single {
            lines: Lines::new(&briefing, format),
            briefing: Arc::new(briefing),
            format,
            folder: item.folder.clone(),
        });
    }
}

/// What a format makes of a file.
enum Documents {
    /// The file is a document.
    One(Box<Parsed>),
    /// It holds some; none is no problem where it may as well be data.
    Many(Vec<Parsed>, Vec<Finding>),
}

/// Why a file could not be parsed, and the way out.
type Failure = (String, &'static str);

fn parse(format: Format, bytes: &[u8], text: &str, names: &Names) -> Result<Documents, Failure> {
    let one = match format {
        Format::Unread(format) => {
            let cause = format!("{format} cannot be read yet");
            return Err((cause, "save it as plain text or Markdown"));
        }
        Format::Docx | Format::Odt | Format::Epub => packaged(format, bytes).map_err(|cause| {
            let hint = "open it in the program that wrote it, and save it again";
            (cause.to_owned(), hint)
        })?,
        Format::Pdf => pdf::parse(bytes).map_err(|(cause, hint)| (cause.to_owned(), hint))?,
        Format::Rtf => rtf::parse(bytes),
        Format::Feed => {
            let failed = |cause: &str| (cause.to_owned(), "fetch it again: briefing add URL");
            let feed = feed::parse(text).map_err(failed)?;
            if feed.entries.is_empty() {
                return Err(failed("the feed has no entries"));
            }
            return Ok(Documents::Many(feed.entries, Vec::new()));
        }
        Format::Outlines => {
            return Err((
                "it is a list of feeds".into(),
                "follow them: briefing add FILE",
            ));
        }
        Format::Mail => mail::parse(bytes, text),
        Format::Markdown => markdown::parse(text),
        Format::Html => html::parse(text),
        Format::Text => super::text::parse(sanitize::mapped(text)),
        Format::Mbox => return Ok(Documents::Many(mbox::parse(bytes), Vec::new())),
        Format::Json | Format::Table(_) => {
            return match records::parse(format, text, names) {
                Ok(records::Found::One(one)) => Ok(Documents::One(one)),
                Ok(records::Found::Many(many, findings)) => Ok(Documents::Many(many, findings)),
                Err(cause) => Err((
                    cause,
                    "name it under [fields] in briefings.toml, or mend it",
                )),
            };
        }
    };
    Ok(Documents::One(Box::new(one)))
}

/// Reads a document that is a package of several files.
fn packaged(format: Format, bytes: &[u8]) -> Result<Parsed, &'static str> {
    let mut package = package::Package::open(bytes).ok_or("it is a broken package")?;
    let parsed = match format {
        Format::Docx => office::docx(&mut package),
        Format::Odt => office::odt(&mut package),
        _ => office::epub(&mut package),
    };
    match parsed {
        _ if package.is_cut => Err("it unpacks to far more than a document holds"),
        Some(parsed) => Ok(parsed),
        None => Err("it is a package without its text, or locked"),
    }
}

fn damage(decoded: &decode::Decoded) -> Finding {
    let places = match decoded.damaged {
        1 => "1 place".to_string(),
        n => format!("{n} places"),
    };
    let cause = format!("{places} could not be decoded as {}", decoded.encoding);
    let hint = "save it as UTF-8 from the program that wrote it".into();
    Finding::at(decode::first_damaged_line(&decoded.text), cause, hint)
}

/// A file name that begins with a day dates a document that does not say.
fn date_by_name(stated: &mut Stated, name: &str) {
    let file = name.rsplit('/').next().unwrap_or(name);
    if stated.published.is_none() {
        stated.published =
            dates::of_file_name(file).map(|day| Claim::inferred(day, 90, "file name"));
    }
}

pub(super) fn briefing(origin: Origin, name: &str, parsed: Parsed, text: &str) -> Briefing {
    Briefing {
        origin,
        name: name.to_string(),
        title: parsed.title,
        stated: parsed.stated,
        body: parsed.body,
        blocks: parsed.blocks,
        inlines: parsed.inlines,
        map: SourceMap {
            runs: parsed.runs,
            lines: line_starts(text),
            pages: parsed.pages,
        },
    }
}

/// The first character of every line; lines end as editors have it, with LF, CR or both.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let (mut starts, mut chars) = (vec![0], 0);
    for (i, byte) in bytes.iter().enumerate() {
        // Every byte but 10xxxxxx begins a character.
        chars += u32::from(byte & 0xc0 != 0x80);
        if *byte == b'\n' || *byte == b'\r' && bytes.get(i + 1) != Some(&b'\n') {
            starts.push(chars);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::line_starts;

    #[test]
    fn lines_begin_where_editors_have_them() {
        assert_eq!(line_starts("a\nb"), [0, 2]);
        assert_eq!(line_starts("\u{e9}\r\n\r\u{e9}\n"), [0, 3, 4, 6]);
        assert_eq!(line_starts(""), [0]);
    }
}
