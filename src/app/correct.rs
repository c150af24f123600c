//! What does the reader know better? The name at hand is the same as another, is not what words name, is called or is otherwise.
//!
//! Nothing changes here: the wish goes out, and what comes of it is another corpus.
//! Must not know: where corrections are kept, how entities are made.

use std::path::Path;

use crate::action::{Action, Focus};
use crate::briefing::{Kind, Origin};
use crate::corrections::{Change, Wish};
use crate::entity::EntityId;
use crate::fold;
use crate::fuzzy;
use crate::layout::Pane;
use crate::typeset::flat;

use super::prompt::{Prompt, Purpose};
use super::prompts::Offer;
use super::{App, Effect, Layer};

/// Whom a correction is about. Known by slug, since numbers change with every corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The slug.
    pub slug: String,
    /// The name that it is shown by.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The slug of what is of another kind and shall be the same: that was said, and is done when it is chosen again.
    pub warned: Option<String>,
}

impl App {
    /// Corrects the name at hand, at once or after asking how.
    pub(super) fn correct(&mut self, action: Action) -> Vec<Effect> {
        let Some(entity) = self.at_hand() else {
            if self.message.is_none() {
                let [next, card] = [Action::NextMention, Action::Card]
                    .map(|action| self.call_in(Focus::Article, action));
                self.say(format!(
                    "Go to a name first: {next} in the article, then {card} for its card"
                ));
            }
            return Vec::new();
        };
        let named = self.corpus.entity(entity);
        let subject = Subject {
            slug: named.slug.to_owned(),
            name: named.name.to_owned(),
            kind: named.kind,
            warned: None,
        };
        let purpose = match action {
            Action::NotSame => return self.not_same(&subject),
            Action::Ignore => {
                let said = format!("{}{} is no name", subject.name, self.whose_card());
                let undone = format!("{} is a name again", subject.name);
                return self.wish(Change::Ignore { id: subject.slug }, said, undone);
            }
            Action::Rename => Purpose::Name,
            Action::Kind => Purpose::Kind,
            _ => Purpose::Same,
        };
        self.subject = Some(subject);
        self.start_prompt(purpose)
    }

    /// Whose card is open, else whom the reader is at.
    fn at_hand(&mut self) -> Option<EntityId> {
        match self.layers.last() {
            Some(Layer::Card(card)) => Some(card.entity),
            _ => self.under_cursor()?.0.first().copied(),
        }
    }

    /// What tells the one whose card is open from the one that the cursor is on there.
    fn whose_card(&self) -> &'static str {
        match self.layers.last() {
            Some(Layer::Card(card)) if card.selected().is_some() => ", whose card this is,",
            _ => "",
        }
    }

    /// The selected words name another one, if there are others by which it goes.
    fn not_same(&mut self, subject: &Subject) -> Vec<Effect> {
        let name = &subject.name;
        let (words, whose) = match self.layers.last() {
            Some(Layer::Card(card)) => match card.form() {
                Some((_, true)) => return self.only_name(),
                Some((words, false)) => (words.to_owned(), name.clone()),
                None => {
                    self.say("Go to the name that is not its own first, among those below");
                    return Vec::new();
                }
            },
            None if self.focus == Pane::Article => match self.words_at_hand() {
                Some((words, 0 | 1)) if self.is_only_name(subject, &words) => {
                    return self.only_name();
                }
                Some((words, 0 | 1)) => (words, name.clone()),
                Some((words, several)) => (words, format!("{name}, the likeliest of {several},")),
                None => return Vec::new(),
            },
            _ => {
                let card = self.call(Action::Card);
                self.say(format!(
                    "Go to the words in the article first, or open the card with {card}"
                ));
                return Vec::new();
            }
        };
        let said = format!("“{words}” is not {whose} in any briefing");
        let undone = format!("“{words}” is {name} again");
        let id = subject.slug.clone();
        self.wish(Change::Not { id, words }, said, undone)
    }

    /// Whether an entity goes by no other words than these.
    fn is_only_name(&self, subject: &Subject, words: &str) -> bool {
        let entity = self.corpus.entity_by_slug(&subject.slug);
        let mut names = entity.into_iter().flat_map(|e| self.corpus.entity_names(e));
        let is_it = |(name, _): (String, u32)| fold::name(&name) == fold::name(words);
        names.all(is_it)
    }

    /// Nobody would be left, and nobody else is meant.
    fn only_name(&mut self) -> Vec<Effect> {
        self.say("It goes by no other name: rename it, or ignore it");
        Vec::new()
    }

    /// The words of the selected mention, and how many they may name.
    fn words_at_hand(&self) -> Option<(String, usize)> {
        let article = self.article.as_ref()?;
        let mention = article.page.mentions.get(article.mention? as usize)?;
        let words = article.page.briefing.body.get(mention.span.range())?;
        Some((flat(words), mention.entities.len()))
    }

    /// What stands in the line before anything is typed.
    pub(super) fn text_to_correct(&self, purpose: Purpose) -> String {
        match (purpose, self.layers.last()) {
            (Purpose::Name, _) => self
                .subject
                .as_ref()
                .map(|s| s.name.clone())
                .unwrap_or_default(),
            // Whoever has gone to another name on the card most likely means that one.
            (Purpose::Same, Some(Layer::Card(card))) => card
                .selected()
                .map(|e| self.corpus.entity(e).name.to_owned())
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// What can be chosen while a correction is typed.
    pub(super) fn correct_offers(&self, prompt: &Prompt) -> Vec<Offer> {
        let subject = self.subject.as_ref();
        match prompt.purpose {
            Purpose::Same => {
                let subject = subject.and_then(|s| self.corpus.entity_by_slug(&s.slug));
                let others = subject.map(|s| self.corpus.others(s, prompt.text()));
                others.into_iter().flatten().map(Offer::Entity).collect()
            }
            Purpose::Kind => {
                // The kind that it is stands first: enter alone changes nothing.
                let mut kinds = Kind::ALL;
                kinds.sort_by_key(|k| subject.is_none_or(|s| s.kind != *k));
                let kinds = kinds.into_iter().map(|k| (Offer::Kind(k), k.name()));
                fuzzy::rank(prompt.text(), kinds)
            }
            _ => Vec::new(),
        }
    }

    /// Accepts what was typed or chosen.
    pub(super) fn accept_correction(&mut self) -> Vec<Effect> {
        let (Some(prompt), Some(subject)) = (&self.prompt, self.subject.clone()) else {
            return Vec::new();
        };
        let chosen = self.offers.get(prompt.chosen.unwrap_or(0)).cloned();
        let (purpose, typed) = (prompt.purpose, prompt.text().trim().to_owned());
        if let (Purpose::Same, Some(Offer::Entity(other))) = (purpose, &chosen)
            && self.warn_of_kinds(&subject, *other)
        {
            return Vec::new();
        }
        let Subject {
            slug: id,
            name,
            kind: was,
            ..
        } = subject;
        let (change, said, undone) = match (purpose, chosen) {
            (Purpose::Name, _) if typed.is_empty() => {
                self.say("It needs a name");
                return Vec::new();
            }
            (Purpose::Name, _) => {
                let said = format!("{name} is called {typed}");
                let undone = format!("{typed} is called {name} again");
                (Change::Rename { id, name: typed }, said, undone)
            }
            (_, Some(Offer::Entity(entity))) => {
                let other = self.corpus.entity(entity);
                let said = format!("{} is {name}", other.name);
                let undone = format!("{} is not {name} any more", other.name);
                let other = other.slug.to_owned();
                (Change::Same { id, other }, said, undone)
            }
            (_, Some(Offer::Kind(kind))) => {
                let said = format!("{name} is {}", one(kind));
                let undone = format!("{name} is {} again", one(was));
                (Change::Kind { id, kind }, said, undone)
            }
            _ => {
                let leave = self.call_in(Focus::Prompt, Action::Close);
                self.say(format!("Nothing fits: {leave} leaves it as it is"));
                return Vec::new();
            }
        };
        self.prompt = None;
        self.offers.clear();
        self.wish(change, said, undone)
    }

    /// Says that two are of different kinds, the first time that they shall be one.
    fn warn_of_kinds(&mut self, subject: &Subject, other: EntityId) -> bool {
        let other = self.corpus.entity(other);
        let slug = Some(other.slug.to_owned());
        if other.kind == subject.kind || subject.warned == slug {
            return false;
        }
        let (name, of) = (other.name, one(other.kind));
        let said = format!(
            "{name} is {of}, {} {}: {} again makes them one",
            subject.name,
            one(subject.kind),
            self.call_in(Focus::Prompt, Action::Accept)
        );
        if let Some(subject) = &mut self.subject {
            subject.warned = slug;
        }
        self.say(said);
        true
    }

    fn wish(&mut self, change: Change, said: String, undone: String) -> Vec<Effect> {
        let open = self.article.as_ref().map(|a| &a.page.briefing.origin);
        let near = open.and_then(Origin::path).map(Path::to_owned);
        self.say(format!("{said} …"));
        vec![Effect::Correct(Wish {
            change,
            near,
            said,
            undone,
        })]
    }
}

/// With its article.
fn one(kind: Kind) -> String {
    let name = kind.name();
    let article = match name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {name}")
}
