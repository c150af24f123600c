//! What is wrong where in a file that somebody wrote by hand, and what was meant?
//!
//! Invariant: a diagnosis points at bytes of the text it carries, so it can always be shown with line, column and caret.
//! Must not know: what the files mean. The only door to annotate-snippets.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

/// A text file as the reader knows it.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    /// What to call it in a message.
    pub name: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// A file of that name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<File> {
        Arc::new(File {
            name: name.into(),
            text: text.into(),
        })
    }

    /// Reads the file at `path`; `None` when there is none. A file that is there but cannot be read is an error.
    pub fn read(path: &Path) -> Result<Option<Arc<File>>, Diagnoses> {
        let name = path.display().to_string();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Diagnosis::new(format!("cannot read {name}: {e}")).into()),
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(File::new(name, text))),
            Err(_) => Err(Diagnosis::new(format!("cannot read {name}: it is not UTF-8")).into()),
        }
    }
}

/// A place in a file, and what to say beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The file.
    pub file: Arc<File>,
    /// Bytes of its text.
    pub span: Range<usize>,
    /// Short words beside the caret; may be empty.
    pub label: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What is wrong, in one line.
    pub title: String,
    /// Where; the first is the one to mend.
    pub marks: Vec<Mark>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnosis {
    /// Something wrong, nowhere yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            marks: Vec::new(),
            help: None,
        }
    }

    /// With one more place.
    pub fn at(mut self, file: &Arc<File>, span: Range<usize>, label: impl Into<String>) -> Self {
        self.marks.push(Mark {
            file: Arc::clone(file),
            span,
            label: label.into(),
        });
        self
    }

    /// With advice, if there is any.
    pub fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

impl Diagnosis {
    /// The lines of `file` that have a mark.
    fn snippet<'a>(&'a self, file: &'a File) -> Snippet<'a, Annotation<'a>> {
        let marks = self.marks.iter().filter(|mark| *mark.file == *file);
        let notes = marks.enumerate().map(|(i, mark)| {
            // The place of the first is the one in the arrow's line.
            let kind = match i {
                0 => AnnotationKind::Primary,
                _ => AnnotationKind::Context,
            };
            let span = on_one_line(&file.text, &mark.span);
            kind.span(span).label(mark.label.as_str())
        });
        Snippet::source(file.text.as_str())
            .path(annotate_snippets::normalize_untrusted_str(&file.name))
            .annotations(notes)
    }
}

/// Title, then each place as `--> file:line:column` with the line and carets, then the advice; no colour.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = annotate_snippets::normalize_untrusted_str(&self.title);
        let mut files: Vec<&Arc<File>> = Vec::new();
        for mark in &self.marks {
            if !files.contains(&&mark.file) {
                files.push(&mark.file);
            }
        }
        let snippets = files.iter().map(|file| self.snippet(file));
        let error = Level::ERROR.primary_title(title).elements(snippets);
        let help = self
            .help
            .as_deref()
            .map(annotate_snippets::normalize_untrusted_str)
            .map(|help| Group::with_title(Level::HELP.secondary_title(help)));
        let report: Vec<Group<'_>> = std::iter::once(error).chain(help).collect();
        f.write_str(&Renderer::plain().render(&report))
    }
}

/// `span` cut to the line it begins on and to whole characters: one line tells enough, and a parser may point past the end.
fn on_one_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|&i| text.is_char_boundary(i))
    };
    let start = floor(span.start).unwrap_or(0);
    let end = floor(span.end).unwrap_or(0).max(start);
    let line = text[start..end].lines().next().unwrap_or("");
    start..start + line.len()
}

/// Everything that is wrong, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnoses(pub Vec<Diagnosis>);

impl Diagnoses {
    /// `value` when nothing is wrong, or all that is.
    pub fn or<T>(self, value: T) -> Result<T, Diagnoses> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl From<Diagnosis> for Diagnoses {
    fn from(one: Diagnosis) -> Self {
        Diagnoses(vec![one])
    }
}

impl fmt::Display for Diagnoses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, one) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            one.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnoses {}

/// What a TOML parser says about `file`.
pub fn syntax(file: &Arc<File>, error: &toml::de::Error) -> Diagnosis {
    Diagnosis::new(error.message()).at(file, error.span().unwrap_or(0..0), "")
}

/// The advice `did you mean "…"?`, if there is a name that may have been meant.
pub fn did_you_mean(nearest: &[&str]) -> Option<String> {
    let name = nearest.first()?;
    Some(format!("did you mean {name:?}?"))
}
