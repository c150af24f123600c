//! Draws the header with the query, and the status line with the keys that matter now.

use ratatui::layout::Rect;

use crate::action::{Action, Focus};
use crate::app::Layer;
use crate::app::prompt::Purpose;
use crate::app::sources::Row;
use crate::briefing::Progress;
use crate::keymap::{self, Continuation, Resolved};
use crate::layout::Pane;

use super::View;
use super::pen::{self, Pen};
use super::sources::count;
use super::theme::Role;

impl View<'_> {
    pub(super) fn header(&mut self, line: Rect) {
        let app = self.app;
        // The list below still shows what the query before found: its number would be that of another query.
        let shown = match app.nothing_yet {
            true => "nothing yet".to_owned(),
            false => count(app.results.hits.len(), app.corpus.len()),
        };
        let right = match app.reading {
            Some(Progress { read, total }) => match (read * 100).checked_div(total) {
                Some(percent) => format!("reading {read} of {total}, {percent} %"),
                None => "reading".to_owned(),
            },
            None if app.corpus.is_empty() => String::new(),
            None => shown,
        };
        let end = Pen::at_right(self, line, &right, Role::Dim);
        if let Some(prompt) = app.prompt.as_ref().filter(|p| p.purpose == Purpose::Query) {
            let width = end - line.x;
            return self.typed(Rect { width, ..line }, "search", prompt);
        }
        let pen = Pen::new(self, line)
            .until(end)
            .skip(1)
            .put(app.corpus.name().unwrap_or(&app.name), Role::Title)
            .skip(2);
        if !app.query.is_empty() {
            let query = app.query.to_string();
            pen.put(&query, Role::Included);
        }
    }

    pub(super) fn status(&mut self, line: Rect) {
        if line.area() == 0 {
            return;
        }
        let app = self.app;
        // What is said now comes before what is always so.
        let right = if app.message.is_some() {
            String::new()
        } else {
            self.remark(line.width)
        };
        let end = Pen::at_right(self, line, &right, Role::Dim);
        let gap = if right.is_empty() { 0 } else { 2 };
        let line = Rect {
            width: (end - line.x).saturating_sub(gap),
            ..line
        };
        if let Some(prompt) = &app.prompt
            && let Some(sign) = sign(prompt.purpose)
        {
            return self.typed(line, sign, prompt);
        }
        if !self.context.pending.is_empty() {
            return self.pending(line);
        }
        if let Some(count) = self.context.count {
            let pen = Pen::new(self, line).skip(1);
            pen.put(&count.to_string(), Role::Key)
                .skip(1)
                .put("times what comes next", Role::Dim);
            return;
        }
        if let Some(message) = &app.message {
            let role = if message.error {
                Role::Error
            } else {
                Role::Text
            };
            Pen::new(self, line).skip(1).put(&message.text, role);
            return;
        }
        if let Some(Progress { read, total }) = app.pulling.progress {
            let far = match total {
                0 => "pulling".to_owned(),
                _ => format!("pulling {read} of {total}"),
            };
            let stop = self.key_for(Action::Close);
            Pen::new(self, line)
                .skip(1)
                .put(&far, Role::Text)
                .skip(2)
                .put(&stop, Role::Key)
                .put(" stops it", Role::Dim);
            return;
        }
        self.hints(line);
    }

    /// What has been pressed of a sequence, and what can follow.
    fn pending(&mut self, line: Rect) {
        let (keymap, pressed) = (self.context.keymap, self.context.pending);
        let listening = self.app.listening();
        let mut pen = Pen::new(self, line)
            .skip(1)
            .put(&keymap::written(pressed), Role::Key)
            .skip(1)
            .put("then", Role::Dim)
            .skip(2);
        if let Resolved::Pending(following) = keymap.resolve(listening, pressed) {
            for (key, to) in following {
                let about = match to {
                    Continuation::Action(action) => action.row().about,
                    Continuation::More => "…",
                };
                pen = pen
                    .put(&key.to_string(), Role::Key)
                    .skip(1)
                    .put(about, Role::Text)
                    .skip(2);
            }
        }
    }

    /// The keys that matter now; the one that shows all of them has its place before any other.
    fn hints(&mut self, line: Rect) {
        let listening = self.app.listening();
        let keymap = self.context.keymap;
        let hint = |action: Action| {
            let keys = keymap.keys_of(listening, action);
            keys.first()
                .map(|keys| (keymap::written(keys), action.row().hint))
        };
        let cells = |(keys, hint): &(String, &str)| pen::width(keys) + pen::width(hint) + 3;
        let help = hint(Action::Help);
        let mut room = line.width.saturating_sub(help.as_ref().map_or(0, cells));
        let mut shown = Vec::new();
        for action in self.actions_that_matter(listening) {
            if *action == Action::Back && !self.app.trail.is_behind() {
                continue;
            }
            let Some(hint) = hint(*action) else { continue };
            if cells(&hint) <= room {
                room -= cells(&hint);
                shown.push(hint);
            }
        }
        let mut pen = Pen::new(self, line).skip(1);
        for (keys, hint) in shown.into_iter().chain(help) {
            pen = pen
                .put(&keys, Role::Key)
                .skip(1)
                .put(hint, Role::Dim)
                .skip(2);
        }
    }

    fn actions_that_matter(&self, listening: Focus) -> &'static [Action] {
        use Action::*;
        let on_mention = self
            .app
            .article
            .as_ref()
            .is_some_and(|a| a.mention.is_some());
        let said = !self.app.parallels.passages.is_empty();
        let row = self.app.sources.selected_row();
        let on_top = self.app.layers.last();
        let on_list = matches!(
            on_top,
            Some(Layer::Parallels(_) | Layer::Related(_) | Layer::Contents(_))
        );
        let on_saved = matches!(row, Some(Row::Saved(_)));
        match listening {
            Focus::Sources if on_saved => &[Open, RenameQuery, RemoveQuery, Search],
            Focus::Sources | Focus::List | Focus::Global => {
                &[Open, FocusFacets, Search, Narrow, Palette, Quit]
            }
            Focus::Article if on_mention => {
                &[Concordance, NextBriefing, Back, NextMention, Card, Close]
            }
            Focus::Article if said => &[
                NextMention,
                Parallels,
                Related,
                Find,
                FocusSources,
                Search,
                Back,
            ],
            Focus::Article => &[
                NextMention,
                Related,
                Find,
                FocusSources,
                FocusFacets,
                Search,
                Back,
            ],
            Focus::Select => &[
                Copy, Note, Highlight, Select, SelectLeft, CopyLink, OtherEnd, Close,
            ],
            Focus::Facets => &[Include, Exclude, Only, ClearFacet, Narrow, FocusSources],
            Focus::Concordance => &[Open, ConcordanceQuery, Narrow, Card, Close, Export],
            Focus::Card => &[
                Open, CardOnly, CardBoth, Timeline, CardMark, Close, Same, Rename,
            ],
            Focus::Timeline => &[Open, Scale, Close, Earlier, Later, Card],
            Focus::Notes => &[Open, Note, RemoveNote, Narrow, Close],
            Focus::Address => &[Pager, Editor, Browser, CopyAddress, Close],
            Focus::Overlay if on_list => &[Open, Close],
            Focus::Overlay => &[Narrow, Close],
            Focus::Prompt => &[Accept, Complete, Close],
            Focus::Note => &[KeepNote, EditNote, GiveUp],
        }
    }

    /// What the right end of the status line says: the selected name, else how many files could not be read.
    fn remark(&self, width: u16) -> String {
        let app = self.app;
        let dot = self.theme.glyphs().dot;
        if let Some(cut) = self.cut() {
            return cut;
        }
        if app.listening() == Focus::Select {
            return app.selected().unwrap_or_default();
        }
        if let Some(article) = &app.article
            && (app.listening() == Focus::Article || self.is_finding())
        {
            if self.is_finding() && article.finds.is_empty() && !article.needle.is_empty() {
                return "not here".to_owned();
            }
            if let Some(at) = article.find.filter(|_| !article.finds.is_empty()) {
                return format!("find {} of {}", at + 1, article.finds.len());
            }
            if let Some(i) = article.mention {
                let mention = &article.page.mentions[i as usize];
                let who: Vec<&str> = mention
                    .entities
                    .iter()
                    .map(|&e| app.corpus.entity(e).name)
                    .collect();
                let entity = mention.entities.first().map(|&e| app.corpus.entity(e));
                // The keys that go on from here matter more than the end of a long name.
                let (mut who, most) = (who.join(" or "), usize::from(width / 4));
                if let Some((cut, _)) = who.char_indices().nth(most) {
                    who.truncate(cut);
                    who.push_str(self.theme.glyphs().more);
                }
                let Some(entity) = entity else { return who };
                let (mentions, briefings) = (entity.mentions, entity.briefings);
                return match width {
                    0..100 => format!("{who}{dot}{mentions} in {briefings}"),
                    _ => format!("{who}{dot}{mentions} times in {briefings} briefings"),
                };
            }
        }
        match app.problems().count() {
            0 => String::new(),
            1 => format!("1 problem{dot}{}", self.key_for(Action::Problems)),
            n => format!("{n} problems{dot}{}", self.key_for(Action::Problems)),
        }
    }

    fn is_finding(&self) -> bool {
        let prompt = self.app.prompt.as_ref();
        prompt.is_some_and(|p| p.purpose == Purpose::Find)
    }

    /// What narrowing a long list leaves out.
    fn cut(&self) -> Option<String> {
        let app = self.app;
        match app.layers.last() {
            Some(Layer::Concordance(c)) => {
                let cut = c.cut()?;
                Some(format!("titles of all, sentences of the first {cut}"))
            }
            None if app.focus == Pane::Sources => {
                let cut = app.sources.cut?;
                Some(format!("of the first {cut} titles"))
            }
            _ => None,
        }
    }

    pub(super) fn key_for(&self, action: Action) -> String {
        let keys = self.context.keymap.keys_of(self.app.listening(), action);
        keys.first().map(|k| keymap::written(k)).unwrap_or_default()
    }
}

/// What stands before a text that is typed in the status line; nothing if it is typed elsewhere.
fn sign(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Find => Some("/"),
        Purpose::Narrow => Some("narrow"),
        Purpose::Save => Some("save as"),
        Purpose::Rename => Some("rename to"),
        Purpose::Hint => Some("go to the letters"),
        Purpose::Mark => Some("mark: a letter"),
        Purpose::Query | Purpose::Palette | Purpose::Goto => None,
        Purpose::Same | Purpose::Name | Purpose::Kind => None,
        Purpose::Export | Purpose::Tag => None,
    }
}
