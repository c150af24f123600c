//! What does the reader do with several briefings of the list at once? Choosing them; read, unread, a star; going on to the
//! next unread one; groups.
//!
//! Whatever is done, is done with those that are chosen; when none are, with what the cursor is on: a briefing and the copies
//! that it stands for, or all under a head.
//! Must not know: keys, how rows are made.

use crate::action::Action;
use crate::corpus::Set;
use crate::layout::{self, Pane};

use super::article::Standing;
use super::list::Motion;
use super::records::Done;
use super::{App, Effect};

impl App {
    /// The briefings that something is to be done with, in the order of the list: those that are chosen, else what the cursor
    /// in the sources is on; in the article the open one.
    pub fn chosen(&self) -> Vec<u32> {
        let set = self.meant();
        let hits = self.results.hits.iter().copied();
        let mut all: Vec<u32> = hits.filter(|b| set.contains(*b)).collect();
        // What was chosen in another list comes after.
        let listed: Set = all.iter().copied().collect();
        all.extend(&set - &listed);
        all
    }

    pub(super) fn meant(&self) -> Set {
        if self.layers.is_empty() && self.focus == Pane::Article {
            let open = self.article.as_ref();
            let there = open.filter(|a| a.standing != Standing::Gone);
            return there.map(|a| a.briefing).into_iter().collect();
        }
        if !self.sources.chosen.is_empty() {
            return self.sources.chosen.clone();
        }
        let at = self.sources.cursor.at;
        self.sources.under(at, &self.corpus, &self.results)
    }

    /// Makes what is meant read or starred, or takes that back when all of it is.
    pub(super) fn toggle(&mut self, action: Action) -> Vec<Effect> {
        let all = self.meant();
        if all.is_empty() {
            self.say("Go to a briefing or to the head of a group first");
            return Vec::new();
        }
        let reads = action == Action::Read;
        let own = self.records.own();
        let have = if reads { &own.read } else { &own.starred };
        let is = !all.is_subset(have);
        let word = match (reads, is) {
            (true, true) => "read",
            (true, false) => "unread",
            (false, true) => "starred",
            (false, false) => "not starred any more",
        };
        self.say(match all.len() {
            1 => format!("It is {word}"),
            n => format!("{n} briefings are {word}"),
        });
        let what = match all.len() {
            1 => format!("it was {word}"),
            n => format!("{n} briefings were {word}"),
        };
        let done = match reads {
            true => Done::Read(all, is),
            false => Done::Star(all, is),
        };
        let effect = self.undoable(what, done);
        self.rebuild_sources();
        effect.into_iter().chain(self.recount_own()).collect()
    }

    /// Does what concerns nothing but the list.
    pub(super) fn list_action(&mut self, action: Action) {
        let height = usize::from(layout::body(self.areas.sources).height);
        match action {
            Action::Group => {
                self.sources.grouping = self.sources.grouping.next();
                self.say(format!("Sources {}", self.sources.grouping.name()));
                self.rebuild_sources();
            }
            Action::GroupOrder => {
                self.sources.order = self.sources.order.next();
                self.say(format!("Groups {}", self.sources.order.name()));
                self.rebuild_sources();
            }
            Action::FoldAll => {
                let folded = self.sources.fold_all();
                self.say(["All groups unfolded", "All groups folded"][usize::from(folded)]);
                self.rebuild_sources();
            }
            Action::NextUnread | Action::PreviousUnread => {
                let back = action == Action::PreviousUnread;
                let own = self.records.own();
                match self.sources.seek(back, |b| !own.read.contains(b)) {
                    Some(row) => self.sources.go_to(row, height),
                    None => {
                        let folded = if self.sources.is_folded() {
                            format!("; {} unfolds all groups", self.call(Action::FoldAll))
                        } else {
                            String::new()
                        };
                        let way = if back { "above" } else { "below" };
                        self.say(format!("No unread briefing {way}{folded}"));
                    }
                }
            }
            Action::Choose => {
                self.sources.choose(&self.corpus, &self.results);
                self.sources.go(Motion::Rows(1), height);
                self.say_chosen();
            }
            Action::ChooseToHere => {
                self.sources.choose_to_here(&self.corpus, &self.results);
                self.say_chosen();
            }
            Action::ChooseAll => {
                self.sources.chosen |= self.sources.listed(&self.results);
                self.say_chosen();
            }
            _ => {}
        }
    }

    fn say_chosen(&mut self) {
        let [read, star, none] =
            [Action::Read, Action::Star, Action::Close].map(|action| self.call(action));
        self.say(match self.sources.chosen.len() {
            0 => "None chosen".to_owned(),
            n => format!("{n} chosen: {read} read or unread, {star} star, {none} none"),
        });
    }

    /// Chooses nothing.
    pub(super) fn choose_none(&mut self) {
        self.sources.chosen.clear();
        self.say("None chosen");
    }
}
