//! The comforts of the page: paragraphs, headings, contents, letters on what is in sight, the length of lines.
//!
//! Must not know: keys, how anything is drawn.

use crate::action::Action;
use crate::briefing::Inline;
use crate::layout;

use super::hints::{Target, hints};
use super::list::{Cursor, Motion};
use super::prompt::{Prompt, Purpose};
use super::{App, Effect, Layer};

/// Cells by which lines grow and shrink.
pub(super) const MEASURE_STEP: i16 = 4;

/// The shortest and the longest line that one can choose, in cells: those of `article.width`.
const MEASURES: std::ops::RangeInclusive<i16> = 20..=200;

impl App {
    pub(super) fn step_paragraph(&mut self, back: bool) {
        let moved = self.article.as_mut().map(|a| a.step_paragraph(back));
        if moved == Some(false) {
            self.say(if back {
                "This is the beginning"
            } else {
                "This is the end"
            });
        }
    }

    pub(super) fn step_section(&mut self, back: bool) {
        let Some(article) = &mut self.article else {
            return;
        };
        if article.outline.sections.is_empty() {
            self.say("This has no headings");
        } else if !article.step_section(back) {
            self.say(if back {
                "No heading before this"
            } else {
                "No heading after this"
            });
        }
    }

    pub(super) fn open_contents(&mut self) {
        let Some(article) = &self.article else {
            return;
        };
        let sections = article.outline.sections.len();
        if sections == 0 {
            return self.say("This has no headings");
        }
        let height = usize::from(layout::below(self.areas.main, 1).height);
        let mut cursor = Cursor::default();
        let at = article.outline.at(article.top_byte()).unwrap_or(0);
        cursor.select(at, height, sections, |_| true);
        self.layers.push(Layer::Contents(cursor));
    }

    pub(super) fn go_to_section(&mut self, section: usize) {
        self.layers.pop();
        self.leave();
        if let Some(article) = &mut self.article
            && let Some(section) = article.outline.sections.get(section)
        {
            let at = section.span.start;
            article.put_on_top(at, 0);
        }
        self.go_to_pane(layout::Pane::Article);
    }

    pub(super) fn change_measure(&mut self, by: i16) {
        let shown = self.column().width as i16;
        // What is wider than the pane is as wide as the pane.
        let measure = (self.options.measure as i16).min(shown.max(*MEASURES.start()));
        let measure = (measure + by).clamp(*MEASURES.start(), *MEASURES.end());
        self.options.measure = measure as u16;
        self.relayout();
        let zoom = self.call(Action::Zoom);
        self.say(match self.column().width as i16 {
            width if width < measure => {
                format!("The pane is no wider; {zoom} gives it the whole screen")
            }
            width => format!("Lines of {width}"),
        });
    }

    /// From ragged lines to justified ones with words broken between syllables, and back.
    pub(super) fn justify(&mut self) {
        let manner = &mut self.options.manner;
        manner.justify = !manner.justify;
        manner.hyphenate = manner.justify;
        let justified = manner.justify;
        self.relayout();
        self.say(if justified {
            "Justified lines"
        } else {
            "Ragged lines"
        });
    }

    pub(super) fn unfold(&mut self) {
        let Some(article) = &mut self.article else {
            return;
        };
        let unfolded = !article.is_unfolded();
        article.unfold(unfolded);
        self.say(match unfolded {
            true => "All lines of the file",
            false => "Only lines of the text",
        });
    }

    pub(super) fn start_hints(&mut self) -> Vec<Effect> {
        let Some(article) = &self.article else {
            return Vec::new();
        };
        let sight = article.in_sight();
        let seen = |at: u32| sight.start <= at && at < sight.end;
        let (mentions, linked) = (&article.page.mentions, article.linked.iter());
        let names = linked.map(|&m| (mentions[m as usize].span.start, Target::Mention(m)));
        let links = article
            .page
            .briefing
            .inlines
            .iter()
            .filter_map(|i| match i {
                Inline::Link(span, target) => Some((span.start, Target::Link(target.clone()))),
                _ => None,
            });
        let mut targets: Vec<_> = links.chain(names).filter(|t| seen(t.0)).collect();
        targets.sort_by_key(|t| t.0);
        // A link on a name leads to the link; the name is reached by stepping.
        targets.dedup_by_key(|t| t.0);
        self.hints = hints(targets);
        if self.hints.is_empty() {
            self.say("No highlighted name and no link in sight");
            return Vec::new();
        }
        self.layers.clear();
        self.prompt = Some(Prompt::new(Purpose::Hint, ""));
        Vec::new()
    }

    /// Goes where these letters lead, once they are whole.
    pub(super) fn follow_hint(&mut self, letters: &str) {
        let hint = self.hints.iter().find(|h| h.letters == letters);
        let some = self.hints.iter().any(|h| h.letters.starts_with(letters));
        let Some(hint) = hint.cloned() else {
            if !some {
                self.end_hints();
                self.say(format!("Nothing in sight has the letters {letters}"));
            }
            return;
        };
        self.end_hints();
        match hint.target {
            Target::Mention(mention) => {
                if let Some(article) = &mut self.article {
                    article.select(mention);
                }
            }
            Target::Link(target) => self.follow_link(&target),
        }
    }

    fn end_hints(&mut self) {
        self.prompt = None;
        self.hints.clear();
    }

    /// Goes where a link leads: within the article, to another briefing, or says the address.
    fn follow_link(&mut self, target: &str) {
        if let Some(anchor) = target.strip_prefix('#') {
            return self.go_to_anchor(anchor);
        }
        match self.briefing_at(target) {
            Some(briefing) => {
                self.arrive(briefing);
            }
            None => self.say(target.to_owned()),
        }
    }

    /// A footnote by its label, or a heading by its words.
    fn go_to_anchor(&mut self, anchor: &str) {
        let Some(article) = &mut self.article else {
            return;
        };
        let at = article.anchor(anchor);
        let Some(at) = at else {
            return self.say(format!("Nothing here is called {anchor}"));
        };
        self.leave();
        if let Some(article) = &mut self.article {
            article.put_on_top(at, 0);
            article.go(Motion::Rows(0));
        }
    }

    /// The briefing whose file a relative address names, seen from the open one.
    fn briefing_at(&self, target: &str) -> Option<u32> {
        let target = target.split(['#', '?']).next()?;
        if target.is_empty() || target.contains(':') {
            return None;
        }
        let open = self
            .article
            .as_ref()
            .filter(|a| a.briefing != super::article::GONE)?;
        let mut path: Vec<&str> = self.corpus.row(open.briefing).name.split('/').collect();
        path.pop();
        for step in target.trim_start_matches('/').split('/') {
            match step {
                "." | "" => {}
                ".." => drop(path.pop()?),
                step => path.push(step),
            }
        }
        let name = path.join("/");
        (0..self.corpus.len() as u32).find(|b| self.corpus.row(*b).name == name)
    }
}
