//! What does the reader call briefings by? Tags: given to what is chosen, taken back, suggested as they are typed.
//!
//! Must not know: where tags are kept.

use std::cmp::Reverse;

use crate::corpus::Set;
use crate::fold;

use super::prompt::{Prompt, Purpose};
use super::prompts::Offer;
use super::records::Done;
use super::{App, Effect};

impl App {
    /// Asks for the tag to give, or to take back.
    pub(super) fn start_tag(&mut self) -> Vec<Effect> {
        if self.meant().is_empty() {
            self.say("Go to a briefing or to the head of a group first");
            return Vec::new();
        }
        self.prompt = Some(Prompt::new(Purpose::Tag, ""));
        self.refresh_offers();
        Vec::new()
    }

    /// The tags that begin as what is typed: those of what is meant first, then the most frequent.
    pub(super) fn tag_offers(&self, prompt: &Prompt) -> Vec<Offer> {
        let typed = fold::slug(prompt.text());
        let meant = self.meant();
        let tags = self.records.own().tags.iter();
        let begun = tags.filter(|(tag, _)| tag.starts_with(&typed));
        let mut offers: Vec<(String, bool, u32)> = begun
            .map(|(tag, set)| (tag.clone(), meant.is_subset(set), set.len() as u32))
            .collect();
        offers.sort_by_key(|(tag, has, count)| (!has, Reverse(*count), tag.clone()));
        let offer = |(tag, has, count)| Offer::Tag { tag, has, count };
        offers.into_iter().map(offer).collect()
    }

    /// Gives what is meant the tag that was typed or chosen; when all of it has it already, takes it back.
    pub(super) fn accept_tag(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else {
            return Vec::new();
        };
        let chosen = prompt.chosen.and_then(|at| self.offers.get(at).cloned());
        self.offers.clear();
        let tag = match chosen {
            Some(Offer::Tag { tag, .. }) => Some(tag),
            _ => fold::tag(prompt.text()),
        };
        let Some(tag) = tag else {
            self.say("A tag is a word or several");
            return Vec::new();
        };
        let all = self.meant();
        let none = Set::new();
        let have = self.records.own().tags.get(&tag).unwrap_or(&none);
        let is = !all.is_subset(have);
        let what = match all.len() {
            1 => "It is".to_owned(),
            n => format!("{n} briefings are"),
        };
        self.say(match is {
            true => format!("{what} tagged {tag}: tag:{tag} finds all that are"),
            false => format!("{what} not tagged {tag} any more"),
        });
        let effect = self.undoable(format!("the tag {tag}"), Done::Tag(tag, all, is));
        effect.into_iter().chain(self.recount_own()).collect()
    }
}
