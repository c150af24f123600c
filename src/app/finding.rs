//! Finding in the open article, as one types; stepping through what was found, and through the words of the query, which goes on
//! into the other briefings of the list.
//!
//! Must not know: keys, how anything is drawn.

use crate::action::{Action, Focus};
use crate::briefing::Span;
use crate::fold;

use super::App;
use super::article::Standing;
use super::trail::Place;

impl App {
    /// The reader begins to type what to find.
    pub(super) fn begin_find(&mut self) {
        self.found_from = self.article.as_ref().map(|a| self.place_in(a));
    }

    /// Finds what is typed so far, from where the reader was when they began.
    pub(super) fn find(&mut self, needle: &str) {
        self.back_to_beginning();
        let Some(article) = &mut self.article else {
            return;
        };
        needle.clone_into(&mut article.needle);
        let found = fold::find_smart(&article.page.briefing.body, needle);
        article.finds = found
            .into_iter()
            .map(|r| Span::new(r.start, r.end))
            .collect();
        article.find = None;
        article.step_find(false);
    }

    /// What was typed is what was meant.
    pub(super) fn accept_find(&mut self) {
        let from = self.found_from.take();
        let Some(article) = &self.article else {
            return;
        };
        match (article.needle.is_empty(), article.finds.is_empty()) {
            (true, _) => {}
            (false, true) => {
                let ask = self.call(Action::Search);
                self.say(format!("Not in this article; {ask} asks all of them"));
            }
            (false, false) => {
                let here = self.place_in(article);
                if let Some(from) = from.filter(|from| *from != here) {
                    self.trail.leave(from);
                }
            }
        }
    }

    /// Nothing was meant: the page is where it was.
    pub(super) fn cancel_find(&mut self) {
        self.back_to_beginning();
        self.found_from = None;
        if let Some(article) = &mut self.article {
            article.clear_find();
        }
    }

    fn back_to_beginning(&mut self) {
        let open = self.article.as_mut();
        if let Some((article, from)) = open.zip(self.found_from)
            && from.briefing == article.briefing
        {
            article.put_on_top(from.at, from.above);
        }
    }

    /// Steps through what was looked for; when nothing was, through the words of the query.
    pub(super) fn step_find(&mut self, back: bool) {
        let Some(article) = &mut self.article else {
            return;
        };
        let of_query = article.needle.is_empty();
        if article.finds.is_empty() && of_query && article.standing != Standing::Gone {
            article.finds = self.corpus.found(&self.results.marks, article.briefing);
        }
        let last = article.finds.len().checked_sub(1);
        let edge = if back { Some(0) } else { last };
        if of_query && last.is_some() && article.find == edge {
            return self.step_to_found(back);
        }
        if !article.step_find(back) {
            let find = self.call_in(Focus::Article, Action::Find);
            self.say(format!(
                "Nothing to step through: {find} asks for words in this article"
            ));
        }
    }

    /// Goes on to the next (or previous) briefing of the list, to the first (or last) words of the query there.
    fn step_to_found(&mut self, back: bool) {
        let open = self.article.as_ref().map(|a| a.briefing);
        let Some(next) = self.sources.neighbour(open, back) else {
            let round = self.article.as_mut().is_some_and(|a| a.step_find(back));
            return match (round, back) {
                (true, false) => self.say("The last briefing of the list: its first again"),
                (true, true) => self.say("The first briefing of the list: its last again"),
                _ => {}
            };
        };
        self.leave();
        self.show(Place {
            briefing: next,
            at: 0,
            above: 0,
            mention: None,
        });
        let found = self.corpus.found(&self.results.marks, next);
        if let Some(article) = &mut self.article {
            article.finds = found;
            article.find = None;
            article.step_find(back);
        }
        let on = self.call(match back {
            true => Action::FindPrevious,
            false => Action::FindNext,
        });
        self.say(format!("{}: {on} goes on", self.corpus.row(next).title));
    }
}
