//! What does the reader take along? Selecting, copying with a citation or as a link, exporting; and coming back by a link.
//!
//! Must not know: the clipboard, files, how a citation looks.

use std::path::PathBuf;
use std::sync::Arc;

use crate::action::{Action, Focus};
use crate::briefing::Span;
use crate::cite::{self, Cited, Landed, Link, NotFound};
use crate::corpus::{Corpus, Stop};
use crate::entity::EntityId;
use crate::export::{self, Format, Subject};
use crate::layout::Pane;

use super::article::Article;
use super::prompt::{Prompt, Purpose};
use super::select::{self, Selection};
use super::{App, Effect, Layer, Offer};

/// A text for the clipboard, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// What the reader is told that it is.
    pub what: String,
    /// The text.
    pub text: String,
}

/// A question to the corpus, to be answered off the loop: where does a link lead?
#[derive(Debug, Clone)]
pub struct Follow {
    corpus: Arc<Corpus>,
    link: Link,
}

/// The answer.
#[derive(Debug)]
pub struct Followed {
    /// Of which corpus it is.
    corpus: Arc<Corpus>,
    found: Result<Landed, NotFound>,
}

impl Follow {
    /// Asks the corpus.
    pub fn run(self, stop: &Stop<'_>) -> Followed {
        Followed {
            found: cite::find(&self.corpus, &self.link, stop),
            corpus: self.corpus,
        }
    }
}

impl App {
    /// Does an action of taking along; nothing if it is none, here.
    pub(super) fn take(&mut self, action: Action) -> Option<Vec<Effect>> {
        let selecting = self.listening() == Focus::Select;
        match action {
            Action::Select => self.select(),
            Action::Copy => return Some(self.copy()),
            Action::CopyLink => return Some(self.copy_link()),
            Action::Down | Action::Up if selecting => {
                let back = action == Action::Up;
                self.change_selection(|s, a| s.extend(a, back));
            }
            Action::SelectLeft | Action::SelectRight => {
                let back = action == Action::SelectLeft;
                self.change_selection(|s, a| s.extend_word(a, back));
            }
            Action::OtherEnd => self.change_selection(|s, _| {
                s.swap();
                true
            }),
            Action::Close if selecting => self.drop_selection(),
            Action::Export => return Some(self.start_prompt(Purpose::Export)),
            other => return self.original(other),
        }
        Some(Vec::new())
    }

    /// Marks a sentence, or goes on by larger units.
    fn select(&mut self) {
        if self.listening() == Focus::Select {
            return self.change_selection(|s, a| {
                s.widen(a);
                true
            });
        }
        if self.focus != Pane::Article || !self.layers.is_empty() {
            let there = self.call(Action::FocusArticle);
            return self.say(format!(
                "Text is selected in the article: {there} goes there"
            ));
        }
        if let Some(article) = &mut self.article {
            let home = select::home(article);
            article.selection = home.and_then(|at| Selection::at(article, at));
        }
        self.show_selection();
    }

    fn change_selection(&mut self, change: impl FnOnce(&mut Selection, &Article) -> bool) {
        let Some(article) = &mut self.article else {
            return;
        };
        if let Some(mut selection) = article.selection {
            let changed = change(&mut selection, article);
            article.selection = Some(selection);
            if !changed {
                self.say("Nothing more to select there");
            }
        }
        self.show_selection();
    }

    /// Brings the end that moves in sight.
    fn show_selection(&mut self) {
        if let Some(article) = &mut self.article
            && let Some(selection) = article.selection
        {
            article.show(selection.edge());
        }
    }

    fn drop_selection(&mut self) {
        if let Some(article) = &mut self.article {
            article.selection = None;
        }
    }

    /// What is copied, and what it is called: what is selected, else the passage or paragraph that the reader is at.
    fn taken(&self) -> Option<(Span, String)> {
        let article = self.article.as_ref()?;
        let page = &article.page;
        if let Some(selection) = article.selection {
            let span = selection.span();
            let words = cite::words(&cite::text(&page.briefing, span));
            return Some((span, counted(words)));
        }
        if let Some(passage) = article.landed.filter(|p| p.overlaps(article.in_sight())) {
            return Some((passage, "The passage".to_owned()));
        }
        let span = select::paragraph(article, select::home(article)?)?;
        let what = match Cited::of(page, span).paragraphs {
            Some((n, _)) => format!("Paragraph {n}"),
            None => "The heading".to_owned(),
        };
        Some((span, what))
    }

    fn copy(&mut self) -> Vec<Effect> {
        let Some((span, what)) = self.taken() else {
            self.say("There is no text to copy");
            return Vec::new();
        };
        let format = self.options.cite;
        let text = self
            .article
            .as_ref()
            .map(|a| cite::quote(&a.page, span, format));
        self.drop_selection();
        let what = format!("{what}, cited");
        text.map(|text| Effect::Copy(Copied { what, text }))
            .into_iter()
            .collect()
    }

    fn copy_link(&mut self) -> Vec<Effect> {
        let Some((span, what)) = self.taken() else {
            self.say("There is no text to link to");
            return Vec::new();
        };
        let link = self
            .article
            .as_ref()
            .map(|a| Link::of(&a.page, span).to_string());
        self.drop_selection();
        let what = format!("A link to {}{}", what[..1].to_lowercase(), &what[1..]);
        link.map(|text| Effect::Copy(Copied { what, text }))
            .into_iter()
            .collect()
    }

    /// What is being exported, what that is called, and the name for its file.
    fn to_export(&self) -> Option<(Subject, &'static str, String)> {
        if let Some(Layer::Concordance(c)) = self.layers.last() {
            let name = |e: &EntityId| self.corpus.entity(*e).name.to_owned();
            let names: Vec<String> = c.entities.iter().map(name).collect();
            let title = names.join(" or ");
            let subject = Subject::Concordance {
                title: title.clone(),
                entities: c.entities.clone(),
                places: c.places_listed(),
            };
            return Some((subject, "the concordance", title));
        }
        if self.layers.is_empty() && self.focus == Pane::Article {
            let article = self.article.as_ref()?;
            let title = article.page.briefing.heading().into_owned();
            return Some((
                Subject::Briefing(Arc::clone(&article.page)),
                "the briefing",
                title,
            ));
        }
        if self.layers.is_empty() && !self.sources.chosen.is_empty() {
            let (title, briefings) = (self.name.clone(), self.chosen());
            let subject = Subject::List {
                title: title.clone(),
                briefings,
            };
            return Some((subject, "what is chosen", title));
        }
        let query = self.query.to_string();
        let title = match query.is_empty() {
            true => self.name.clone(),
            false => format!("{} {query}", self.name),
        };
        let briefings = self.results.hits.clone();
        Some((
            Subject::List {
                title: title.clone(),
                briefings,
            },
            "the list",
            title,
        ))
    }

    /// What is being exported, for the line in which its file is named.
    pub fn exporting(&self) -> &'static str {
        self.to_export().map_or("nothing", |(_, what, _)| what)
    }

    /// The name of the file before anything is typed: in the folder that the program was started in.
    pub(super) fn export_name(&self) -> String {
        let title = self
            .to_export()
            .map(|(.., title)| title)
            .unwrap_or_default();
        export::file_name(&title, Format::default())
    }

    /// The formats, the one that the name says first.
    pub(super) fn export_offers(&self, prompt: &Prompt) -> Vec<Offer> {
        let named = Format::of_name(prompt.text());
        let mut all = Format::ALL;
        all.sort_by_key(|f| Some(*f) != named);
        all.into_iter().map(Offer::Form).collect()
    }

    /// The name of the file follows the format that is chosen.
    pub(super) fn form_chosen(&mut self) {
        let Some(prompt) = self
            .prompt
            .as_mut()
            .filter(|p| p.purpose == Purpose::Export)
        else {
            return;
        };
        if let Some(Offer::Form(format)) = self.offers.get(prompt.chosen.unwrap_or(0)) {
            let name = export::with_ending(prompt.text(), *format);
            prompt.replace(0..prompt.text().len(), &name);
        }
    }

    /// Writes what is named, in the chosen format.
    pub(super) fn accept_export(&mut self) -> Vec<Effect> {
        let (Some(prompt), Some((subject, ..))) = (&self.prompt, self.to_export()) else {
            return Vec::new();
        };
        let typed = prompt.text().trim().to_owned();
        let chosen = match prompt.chosen.and_then(|at| self.offers.get(at)) {
            Some(Offer::Form(format)) => Some(*format),
            _ => None,
        };
        if typed.is_empty() {
            self.say("The file needs a name");
            return Vec::new();
        }
        let format = chosen
            .or_else(|| Format::of_name(&typed))
            .unwrap_or_default();
        let path = PathBuf::from(export::with_ending(&typed, format));
        self.prompt = None;
        self.offers.clear();
        self.say(format!("Writing {} …", path.display()));
        let corpus = Arc::clone(&self.corpus);
        vec![Effect::Export(export::Order {
            corpus,
            subject,
            format,
            path,
        })]
    }

    /// What came of an export: a sentence.
    pub fn exported(&mut self, told: Result<String, String>) {
        match told {
            Ok(told) => self.say(told),
            Err(why) => self.warn(why),
        }
    }

    /// Asks where a link leads.
    pub fn follow(&self, link: Link) -> Effect {
        let corpus = Arc::clone(&self.corpus);
        Effect::Follow(Follow { corpus, link })
    }

    /// Goes where a link leads. False if that is nowhere yet: the answer is of an older corpus, or the text is not there.
    pub fn followed(&mut self, followed: Followed) -> bool {
        if !Arc::ptr_eq(&followed.corpus, &self.corpus) {
            return false;
        }
        match followed.found {
            Ok(landed) => {
                if let Some(article) = self.arrive(landed.briefing) {
                    article.land(landed.span);
                }
                if let Some(told) = landed.how.told() {
                    self.say(told);
                }
                true
            }
            Err(why) => {
                self.warn(why.to_string());
                false
            }
        }
    }

    /// Whether something is marked in the article.
    pub(super) fn is_selecting(&self) -> bool {
        self.article.as_ref().is_some_and(|a| a.selection.is_some())
    }

    /// What is selected, in words for the status line.
    pub fn selected(&self) -> Option<String> {
        let article = self.article.as_ref()?;
        let selection = article.selection?;
        let text = cite::text(&article.page.briefing, selection.span());
        Some(format!(
            "{} · {}",
            selection.unit.name(),
            counted(cite::words(&text))
        ))
    }
}

fn counted(words: usize) -> String {
    match words {
        1 => "1 word".to_owned(),
        n => format!("{n} words"),
    }
}
