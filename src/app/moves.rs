//! Moving about: panes, lists, the page, mentions, jumps. Nothing here asks the corpus a new question.
//!
//! Must not know: keys, how anything is drawn.

use crate::action::{Action, Focus};
use crate::entity::EntityId;
use crate::layout::{self, Pane};

use super::article::{Article, Standing};
use super::concordance::{self, Concordance};
use super::facets;
use super::help;
use super::list::{Cursor, Motion};
use super::reading::MEASURE_STEP;
use super::sources::Row;
use super::trail::Place;
use super::{App, Layer};

impl App {
    /// Does an action that asks nothing new of the corpus.
    pub(super) fn move_about(&mut self, action: Action) {
        match action {
            Action::FocusNext => self.go_to_pane(self.focus.next()),
            Action::FocusPrevious => self.go_to_pane(self.focus.next().next()),
            Action::FocusSources => self.go_to_pane(Pane::Sources),
            Action::FocusArticle => self.go_to_pane(Pane::Article),
            Action::FocusFacets => self.go_to_pane(Pane::Facets),
            Action::Zoom => {
                self.zoom = !self.zoom;
                self.layout_changed();
            }
            // From card to card and back.
            Action::Back if matches!(self.layers.last(), Some(Layer::Card(_))) => {
                self.close();
            }
            Action::Back | Action::Forward => self.walk(action == Action::Back),
            Action::Help => {
                let here = self.listening();
                self.layers
                    .push(Layer::Help(Cursor::default(), String::new(), here));
                self.scroll(Motion::Top);
            }
            Action::Problems => self.layers.push(Layer::Problems(Cursor::default())),
            Action::Open => self.open(),
            Action::Fold => self.fold(),
            Action::NextMention | Action::PreviousMention => {
                self.step_mention(action == Action::PreviousMention)
            }
            Action::Concordance => self.open_concordance(),
            Action::Parallels if self.in_sources() => self.say_where_parallels_are(),
            Action::Parallels => self.open_parallels(),
            Action::NextBriefing | Action::PreviousBriefing => {
                self.step_briefing(action == Action::PreviousBriefing)
            }
            Action::FindNext | Action::FindPrevious => {
                self.step_find(action == Action::FindPrevious)
            }
            Action::NextInList => self.step_list(false),
            Action::PreviousInList => self.step_list(true),
            Action::NextParagraph | Action::PreviousParagraph => {
                self.step_paragraph(action == Action::PreviousParagraph)
            }
            Action::NextHeading | Action::PreviousHeading => {
                self.step_section(action == Action::PreviousHeading)
            }
            Action::Contents => self.open_contents(),
            Action::Wider => self.change_measure(MEASURE_STEP),
            Action::Narrower => self.change_measure(-MEASURE_STEP),
            Action::Justify => self.justify(),
            Action::Unfold => self.unfold(),
            Action::ConcordanceQuery => self.toggle_in_query(),
            Action::Earlier | Action::Later => self.step_time(action == Action::Earlier),
            Action::Scale => self.rescale_timeline(),
            other => {
                if let Some(motion) = motion(other) {
                    self.scroll(motion);
                }
            }
        }
    }

    fn say_where_parallels_are(&mut self) {
        let open = self.call(Action::Open);
        let list = self.call_in(Focus::Article, Action::Parallels);
        self.say(format!(
            "{open} opens the briefing; there {list} lists where else it is said"
        ));
    }

    pub(super) fn go_to_pane(&mut self, pane: Pane) {
        self.layers.clear();
        self.focus = pane;
        self.layout_changed();
    }

    /// Works out the areas again, for another focus or zoom.
    pub(super) fn layout_changed(&mut self) {
        let screen = self.areas.screen;
        self.resize(screen.width, screen.height);
    }

    /// Closes what lies on top: a layer, else a narrowed list, the zoom, the selection; whether there was anything.
    pub(super) fn close(&mut self) -> bool {
        if self.layers.pop().is_some() {
            return true;
        }
        if self.focus == Pane::Facets && self.facets.marked.take().is_some() {
            return true;
        }
        let narrow = match self.focus {
            Pane::Sources if !self.sources.chosen.is_empty() => {
                self.choose_none();
                return true;
            }
            Pane::Sources => &mut self.sources.narrow,
            Pane::Facets => &mut self.facets.narrow,
            Pane::Article => {
                match &mut self.article {
                    Some(article) if !article.finds.is_empty() => article.clear_find(),
                    Some(article) if article.paragraph.is_some() => article.paragraph = None,
                    Some(article) if article.mention.is_some() => article.mention = None,
                    Some(article) if article.landed.is_some() => article.landed = None,
                    _ => return self.unzoom(),
                }
                return true;
            }
        };
        if narrow.is_empty() {
            return self.unzoom();
        }
        narrow.clear();
        self.rebuild_sources();
        self.rebuild_facets();
        true
    }

    fn unzoom(&mut self) -> bool {
        let was = std::mem::take(&mut self.zoom);
        if was {
            self.layout_changed();
        }
        was
    }

    pub(super) fn scroll(&mut self, motion: Motion) {
        let overlay = self.overlay_height();
        let lines = usize::from(layout::below(self.areas.main, 1).height);
        let rows = self.card_height();
        let related = self.related_height();
        let notes = self.notes_height();
        match self.layers.last_mut() {
            Some(Layer::Concordance(c)) => {
                let rows = &c.rows;
                c.cursor.go(motion, overlay, rows.len(), |i| {
                    concordance::stops(&rows[i])
                });
            }
            Some(Layer::Help(cursor, narrow, here)) => {
                let rows = help::rows(narrow, *here);
                cursor.go(motion, lines, rows.len(), |i| help::stops(&rows[i]));
            }
            Some(Layer::Problems(cursor)) => {
                // Two lines each: what, and what to do about it.
                let problems = self.corpus.problems().len() + self.pulling.problems.len();
                cursor.go(motion, lines / 2, problems, |_| true);
            }
            Some(Layer::Card(card)) => card.go(motion, rows),
            Some(Layer::Timeline(timeline)) => timeline.go(motion),
            Some(Layer::Parallels(list)) => {
                // One of them stands beside the passage: a window of one row.
                list.cursor.go(motion, 1, list.all.len(), |_| true);
            }
            Some(Layer::Related(list)) => list.go(motion, related),
            Some(Layer::Contents(cursor)) => {
                let article = self.article.as_ref();
                let sections = article.map_or(0, |a| a.outline.sections.len());
                cursor.go(motion, lines, sections, |_| true);
            }
            Some(Layer::Address(address)) => address.go(motion, self.areas.main),
            Some(Layer::Notes(list)) => list.go(motion, notes),
            None => self.scroll_pane(motion),
        }
    }

    fn scroll_pane(&mut self, motion: Motion) {
        match self.focus {
            Pane::Article => {
                if let Some(article) = &mut self.article {
                    article.go(motion);
                }
            }
            Pane::Sources => {
                let height = usize::from(layout::body(self.areas.sources).height);
                self.sources.go(motion, height);
                self.follow_cursor();
            }
            Pane::Facets => {
                let height = usize::from(layout::body(self.areas.facets).height);
                let rows = &self.facets.rows;
                self.facets
                    .cursor
                    .go(motion, height, rows.len(), |i| facets::stops(&rows[i]));
            }
        }
    }

    /// Shows what the cursor in the sources is on, where the reader wants that.
    pub(super) fn follow_cursor(&mut self) {
        if self.options.follow
            && let Some(briefing) = self.sources.selected()
        {
            self.show(self.resume(briefing));
        }
    }

    fn open(&mut self) {
        if let Some(Layer::Concordance(c)) = self.layers.last() {
            if let Some((briefing, mention)) = c.selected(&self.corpus) {
                self.land(briefing, mention);
            }
            return;
        }
        if let Some(Layer::Parallels(list)) = self.layers.last() {
            let there = list.selected().map(|p| (p.briefing, p.there.window));
            if let Some((briefing, passage)) = there {
                self.land_on_parallel(briefing, passage);
            }
            return;
        }
        if let Some(Layer::Contents(cursor)) = self.layers.last() {
            return self.go_to_section(cursor.at);
        }
        if !self.layers.is_empty() {
            return self.land_on_related();
        }
        if self.focus != Pane::Sources {
            return;
        }
        match self.sources.selected_row() {
            Some(Row::Briefing(briefing)) => self.go_to(briefing),
            Some(Row::Group { .. }) => self.fold(),
            Some(Row::Saved(_) | Row::Instead(_)) | None => {}
        }
    }

    fn fold(&mut self) {
        self.sources.fold();
        self.rebuild_sources();
    }

    /// Opens a briefing where reading stopped, or goes on with it where it is open.
    pub(super) fn go_to(&mut self, briefing: u32) {
        self.go_to_pane(Pane::Article);
        if self.article.as_ref().is_none_or(|a| a.briefing != briefing) {
            self.jump(self.resume(briefing));
        }
    }

    /// The reader's place in an article.
    pub(super) fn place_in(&self, article: &Article) -> Place {
        let (at, above) = if article.is_at_top() {
            (0, 0)
        } else {
            article.top_place()
        };
        Place {
            briefing: article.briefing,
            at,
            above,
            mention: article.mention,
        }
    }

    /// Goes to a place, and remembers the one left.
    fn jump(&mut self, to: Place) {
        self.leave();
        self.show(to);
    }

    pub(super) fn leave(&mut self) {
        if let Some(place) = self.here() {
            self.trail.leave(place);
        }
    }

    /// Where the reader is, if there is a way back to it.
    fn here(&self) -> Option<Place> {
        let article = self.article.as_ref()?;
        (article.standing != Standing::Gone).then(|| self.place_in(article))
    }

    /// Puts a place on the screen.
    pub(super) fn show(&mut self, place: Place) {
        if self
            .article
            .as_ref()
            .is_none_or(|a| a.briefing != place.briefing)
        {
            let column = self.column();
            self.article = Some(Article::open(&self.corpus, place.briefing, column));
            self.find_words();
        }
        if let Some(article) = &mut self.article {
            article.mention = place.mention;
            article.landed = None;
            article.put_on_top(place.at, place.above);
        }
        let height = usize::from(layout::body(self.areas.sources).height);
        self.sources.select(place.briefing, height);
    }

    /// Points at the words of the query in the open briefing, if it is among the hits.
    pub(super) fn find_words(&mut self) {
        let (corpus, results) = (&self.corpus, &self.results);
        let open = self.article.as_mut();
        if let Some(article) = open.filter(|a| a.standing != Standing::Gone) {
            let is_found = results.hits.contains(&article.briefing);
            article.words = match is_found {
                true => corpus.found(&results.marks, article.briefing),
                false => Vec::new(),
            };
            article.standing = match is_found || self.query.is_empty() {
                true => Standing::Found,
                false => Standing::Outside,
            };
        }
    }

    /// Opens a briefing at the very words of a mention.
    pub(super) fn land(&mut self, briefing: u32, mention: u32) {
        if let Some(article) = self.arrive(briefing) {
            article.select(mention);
        }
    }

    /// Leaves the place for a briefing, which stays as it is when it is the open one.
    pub(super) fn arrive(&mut self, briefing: u32) -> Option<&mut Article> {
        self.leave();
        if self.article.as_ref().is_none_or(|a| a.briefing != briefing) {
            self.show(Place {
                briefing,
                at: 0,
                above: 0,
                mention: None,
            });
        }
        self.go_to_pane(Pane::Article);
        self.article.as_mut()
    }

    fn walk(&mut self, back: bool) {
        let here = self.here();
        let place = if back {
            self.trail.back(here)
        } else {
            self.trail.forward(here)
        };
        match place {
            Some(place) => {
                self.go_to_pane(Pane::Article);
                self.show(place);
            }
            None if back => self.say("This is where you began"),
            None => self.say("Nothing ahead"),
        }
    }

    fn step_mention(&mut self, back: bool) {
        let Some(article) = &mut self.article else {
            return;
        };
        if article.linked.is_empty() {
            self.say("No name here is spoken of in another briefing");
        } else if !article.step_mention(back) {
            self.say(if back {
                "No highlighted name before this"
            } else {
                "No highlighted name after this"
            });
        }
    }

    /// The entities of the selected mention; without a selection, selects the first name in sight.
    pub(super) fn selected_entities(&mut self) -> Option<Vec<EntityId>> {
        if self.article.as_ref()?.mention.is_none() {
            self.step_mention(false);
        }
        let article = self.article.as_ref()?;
        let mention = article.mention?;
        Some(article.page.mentions[mention as usize].entities.clone())
    }

    fn open_concordance(&mut self) {
        let had_selection = self.article.as_ref().is_some_and(|a| a.mention.is_some());
        let Some(entities) = self.selected_entities() else {
            return;
        };
        if !had_selection {
            let again = self.call(Action::Concordance);
            self.say(format!(
                "{again} again: everywhere the collection speaks of it"
            ));
            return;
        }
        let from = self
            .article
            .as_ref()
            .and_then(|a| Some((a.briefing, a.mention?)));
        let height = self.overlay_height();
        let concordance = Concordance::open(&self.corpus, &entities, from, &self.results, height);
        self.layers.push(Layer::Concordance(concordance));
    }

    /// Goes on to the next (or previous) briefing that speaks of the selected entity, by date, round and round.
    fn step_briefing(&mut self, back: bool) {
        let height = self.overlay_height();
        let entities = match self.layers.last_mut() {
            Some(Layer::Concordance(c)) => return c.step_briefing(back, height),
            Some(Layer::Card(card)) => Some(vec![card.entity]),
            Some(_) => None,
            None => self.selected_entities(),
        };
        let Some(entities) = entities else {
            return;
        };
        let Some(article) = &self.article else {
            return;
        };
        let here = article.briefing;
        let gone = article.standing == Standing::Gone;
        let briefings = self.corpus.spoken_of(&entities);
        let n = briefings.len();
        if gone {
            // That of a briefing that is gone is no place among the others.
            let list = self.call(Action::Concordance);
            return self.say(format!("{list} lists the briefings that speak of it"));
        }
        let Some((next, round)) = concordance::neighbour(&self.corpus, &briefings, here, back)
        else {
            return self.say("No other briefing speaks of it");
        };
        let next_one = briefings[next].0;
        let Some(first) = self.first_mention(next_one, &entities) else {
            return;
        };
        self.land(next_one, first);
        let name = |e: &EntityId| self.corpus.entity(*e).name.to_owned();
        let names: Vec<String> = entities.iter().map(name).collect();
        let who = names.join(" or ");
        let mut place = format!("{} of {n} briefings that speak of {who}", next + 1);
        if !self.results.hits.contains(&next_one) {
            place.push_str(", not one of the query's");
        }
        self.say(if round {
            format!("Round again: {place}")
        } else {
            place
        });
    }

    fn first_mention(&self, briefing: u32, entities: &[EntityId]) -> Option<u32> {
        let mentions = self.corpus.mentions_of(briefing, entities);
        mentions.first().copied()
    }

    /// Opens the next (or previous) briefing of the list.
    fn step_list(&mut self, back: bool) {
        let next = match &self.article {
            // What came after it is selected in its place.
            Some(a) if a.standing == Standing::Gone => match (self.sources.selected(), back) {
                (Some(after), false) => Some(after),
                (after, _) => self.sources.neighbour(after, back),
            },
            open => self
                .sources
                .neighbour(open.as_ref().map(|a| a.briefing), back),
        };
        match next {
            Some(briefing) => self.jump(self.resume(briefing)),
            None if back => self.say("This is the first of the list"),
            None => self.say("This is the last of the list"),
        }
    }

    fn toggle_in_query(&mut self) {
        let height = self.overlay_height();
        if let Some(Layer::Concordance(c)) = self.layers.last_mut() {
            c.in_query = !c.in_query;
            c.rebuild(&self.corpus, &self.results, height);
        }
    }
}

fn motion(action: Action) -> Option<Motion> {
    Some(match action {
        Action::Down => Motion::Rows(1),
        Action::Up => Motion::Rows(-1),
        Action::HalfDown => Motion::Half(1),
        Action::HalfUp => Motion::Half(-1),
        Action::PageDown => Motion::Page(1),
        Action::PageUp => Motion::Page(-1),
        Action::Top => Motion::Top,
        Action::Bottom => Motion::Bottom,
        _ => return None,
    })
}
