//! How does a session run on a terminal? The session's wishes as jobs of the loop: reading the corpus, searching it.
//!
//! Must not know: how keys, jobs or cells get where they go (terminal), or what they do (session).

mod fault;
mod handing;
mod programs;
mod pulling;
mod taking;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::app::card::Told;
use crate::app::parallels::Paralleled;
use crate::app::records::Recalled;
use crate::app::sources::GroupOrder;
use crate::app::timeline::Counted;
use crate::app::{App, Corrected, Counts, Effect, Found, Options, copies, related, why};
use crate::briefing::Progress;
use crate::cite::Link;
use crate::corpus::{Corpus, Stop};
use crate::keymap::{Key, Keymap};
use crate::layout::Panes;
use crate::load::{As, Limits};
use crate::session::Session;
use crate::settings::{self, Settings};
use crate::state::{self, Layout, Part, State};
use crate::sync::{self, Changes, CorrectError, Corrector, Done, Halt, News, Sync};
use crate::terminal::{self, Event, Exit, Job, Manners, Reply};
use crate::typeset::{Fit, Manner};
use crate::view::Frame;
use crate::view::theme::Theme;

/// Milliseconds between two words about progress.
const PROGRESS_EVERY: u64 = 250;

/// What jobs answer.
enum Answer {
    /// So far reading has come.
    Progress(Progress),
    /// The corpus is there, in part or whole, or another; and how it has changed.
    Opened(Arc<Corpus>, Option<Progress>, Option<Changes>),
    /// A search has been answered.
    Found(Found),
    /// What is like the open briefing.
    Alike(Alike),
    /// Why briefings are in the list.
    Why(why::Answer),
    /// So many briefings match the saved queries.
    Counted(Counts),
    /// What there is to say of an entity.
    Told(Told),
    /// When is what published.
    Timed(Counted),
    /// What is kept beyond the session, or why not.
    Kept(Vec<Result<Part, state::Error>>),
    /// What is left on the briefings of the corpus.
    Recalled(Recalled),
    /// What has been corrected, or why not.
    Corrected(Vec<Result<Done, CorrectError>>),
    /// What came of taking something along.
    Taken(taking::Outcome),
    /// So far fetching has come.
    Pulling(Progress),
    /// What came of fetching.
    Pulled(pulling::Pulled),
}

/// What is like what.
enum Alike {
    /// Where the open briefing is said elsewhere.
    Passages(Paralleled),
    /// Which briefings are about the same.
    Related(related::Answer),
    /// Which briefings are copies of each other.
    Copies(copies::Answer),
}

/// What to read.
#[derive(Debug, Default)]
pub struct Open {
    /// Folders and files; none for the briefings that come with the program.
    pub paths: Vec<PathBuf>,
    /// The format that all of it is in, whatever it looks like.
    pub format: Option<As>,
    /// Whether it is gone tomorrow, so that no index of it is kept.
    pub is_passing: bool,
    /// Where reading begins.
    pub link: Option<Link>,
}

struct Reader {
    session: Session,
    paths: Vec<PathBuf>,
    limits: Limits,
    is_passing: bool,
    state: Arc<State>,
    corrector: Arc<Corrector>,
    /// The keys of what was there when the reader was here last; none if that was never.
    seen: Arc<OnceLock<Option<Vec<u64>>>>,
    /// Whether the screen is laid out as it was last.
    laid_out: bool,
    /// What the reader was told of it last.
    told: String,
    /// The file of the note that is in an editor.
    handed: Option<PathBuf>,
    /// Whether what is copied goes to the terminal's clipboard.
    clipboard: bool,
    /// The link that is still to be followed.
    link: Option<Link>,
    /// Whether it led nowhere yet.
    missed: bool,
    /// Whether reading the corpus has been asked for.
    started: bool,
    /// Whether what is being fetched is to end.
    stop: pulling::Stop,
    /// Whether the reading of the folder is.
    halt: Halt,
}

/// Opens what there is to read, where a link leads if there is one, until the reader quits.
///
/// # Errors
/// If the terminal cannot be taken.
pub fn read(open: Open, settings: Settings, keymap: Keymap, theme: Theme) -> std::io::Result<Exit> {
    let Open {
        paths,
        format,
        is_passing,
        link,
    } = open;
    let name = name(&paths);
    let (width, height) = terminal::size();
    let options = options(&settings, &paths, is_passing);
    let mut session = Session::new(App::new(name, options, width, height), keymap, theme);
    if paths.is_empty() {
        // The guide is the newest.
        session.app.sources.order = GroupOrder::Newest;
    }
    let limits = Limits {
        file_size: settings.file_size,
        file_seconds: settings.file_seconds,
        format,
    };
    let mut reader = Reader {
        session,
        corrector: Arc::new(corrector(&paths)),
        paths,
        limits,
        is_passing,
        state: Arc::new(State::in_folder(settings::state_dir())),
        seen: Arc::default(),
        laid_out: false,
        told: String::new(),
        handed: None,
        clipboard: settings.clipboard,
        link,
        missed: false,
        started: false,
        stop: pulling::Stop::default(),
        halt: Halt::default(),
    };
    let exit = terminal::run(&mut reader, Manners::of_environment());
    let last = reader.session.app.end();
    reader.effects(last);
    // What was asked last may still wait for its turn; that it cannot be kept has been told.
    reader.state.write();
    reader.corrector.run();
    exit
}

/// What the corpus of these paths is called.
pub fn name(paths: &[PathBuf]) -> String {
    match paths {
        [] => "briefings".to_owned(),
        [path] => corpus_name(path),
        [first, rest @ ..] => format!("{} and {} more", corpus_name(first), rest.len()),
    }
}

/// What the settings say of a session with the corpus of these paths; `is_passing` is that of [`Open`].
pub fn options(settings: &Settings, paths: &[PathBuf], is_passing: bool) -> Options {
    Options {
        measure: settings.article_width,
        manner: manner(settings),
        follow: settings.follow,
        mouse: settings.mouse,
        cite: taking::format(settings.cite_format),
        place: (!is_passing).then(|| sync::place(paths)),
    }
}

/// What writes the corrections of what these paths hold.
pub fn corrector(paths: &[PathBuf]) -> Corrector {
    Corrector::new(paths.to_vec(), own_file(paths))
}

/// The reader's own file of corrections for these paths; none without a home.
fn own_file(paths: &[PathBuf]) -> Option<PathBuf> {
    settings::state_dir().map(|state| sync::own_file(paths, &state))
}

/// What the folder is called, clean.
fn corpus_name(path: &std::path::Path) -> String {
    let full = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = full.file_name().unwrap_or(full.as_os_str());
    crate::sanitize::line(&name.to_string_lossy())
}

/// How pages are set.
fn manner(settings: &Settings) -> Manner {
    let fit = match settings.optimal {
        true => Fit::Optimal,
        false => Fit::First,
    };
    Manner {
        fit,
        justify: settings.justify,
        hyphenate: settings.hyphenate,
        spaced: settings.spaced,
    }
}

impl Reader {
    fn effects(&mut self, effects: Vec<Effect>) -> Vec<terminal::Effect<Answer>> {
        let mut wishes = Vec::with_capacity(effects.len());
        for effect in effects {
            match effect {
                Effect::Original(original) => wishes.extend(self.lend(original)),
                Effect::Write(text) => wishes.extend(self.hand_over(&text)),
                Effect::Copy(copied) => wishes.extend(self.copy(copied)),
                Effect::Pull => wishes.push(self.pull()),
                Effect::StopPulling => self.stop.now(),
                Effect::StopReading => self.halt.now(),
                effect => wishes.push(self.wish(effect)),
            }
        }
        wishes
    }

    fn wish(&self, effect: Effect) -> terminal::Effect<Answer> {
        match effect {
            Effect::Quit => terminal::Effect::Quit,
            Effect::Suspend => terminal::Effect::Suspend,
            Effect::Mouse(on) => terminal::Effect::Mouse(on),
            // Those that come here only by [`Reader::effects`] have been done there.
            Effect::Redraw
            | Effect::Original(_)
            | Effect::Write(_)
            | Effect::Copy(_)
            | Effect::Pull
            | Effect::StopPulling
            | Effect::StopReading => terminal::Effect::Redraw,
            Effect::Search(search) => job("search", move || Answer::Found(search.run())),
            Effect::Parallels(q) => alike("parallels", |stop| Alike::Passages(q.run(stop))),
            Effect::Copies(q) => alike("copies", |stop| Alike::Copies(q.run(stop))),
            Effect::Related(q) => alike("related", |stop| Alike::Related(q.run(stop))),
            Effect::Why(question) => job("why", move || Answer::Why(question.run())),
            Effect::Count(count) => job("count", move || Answer::Counted(count.run())),
            Effect::Card(ask) => job("card", move || Answer::Told(ask.run())),
            Effect::Timeline(ask) => job("timeline", move || Answer::Timed(ask.run())),
            Effect::Export(order) => taking::export(order),
            Effect::Follow(follow) => taking::follow(follow),
            Effect::Keep(edit) => {
                self.state.note(edit);
                self.write()
            }
            Effect::Record(edit) => {
                self.state.note(edit);
                self.write()
            }
            Effect::Panes(panes) => {
                self.state.note(Layout(panes.to_bits()));
                self.write()
            }
            Effect::Recall(recall) => {
                let (state, seen) = (Arc::clone(&self.state), Arc::clone(&self.seen));
                let place = self.session.app.options.place.clone();
                job("records", move || {
                    let kept = state.records(recall.since);
                    // What was seen before stays so while this session lasts, whoever ends meanwhile.
                    let seen = seen.get_or_init(|| state.seen(&place?));
                    Answer::Recalled(recall.run(kept, seen.as_deref()))
                })
            }
            Effect::Correct(wish) => {
                self.corrector.note(wish);
                self.correct()
            }
            Effect::Undo => {
                self.corrector.note_undo();
                self.correct()
            }
            Effect::Redo => {
                self.corrector.note_redo();
                self.correct()
            }
        }
    }

    /// Writes what was noted. A job that is replaced before it begins loses nothing: the next one writes what it would have
    /// written.
    fn write(&self) -> terminal::Effect<Answer> {
        let state = Arc::clone(&self.state);
        job("state", move || Answer::Kept(state.write()))
    }

    /// Does what was noted: as with what is kept, no wish is lost when a newer job takes the place of this one.
    fn correct(&self) -> terminal::Effect<Answer> {
        let corrector = Arc::clone(&self.corrector);
        job("corrections", move || Answer::Corrected(corrector.run()))
    }

    /// Takes in what a job answered.
    fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        let app = &mut self.session.app;
        match answer {
            // Comes by way of [`Reader::opened`].
            Answer::Opened(..) => {}
            Answer::Progress(progress) => app.progress(progress),
            Answer::Found(found) => app.found(found),
            Answer::Alike(found) => self.alike(found),
            Answer::Why(answer) => app.explained(answer),
            Answer::Counted(counts) => app.counted(counts),
            Answer::Told(told) => app.told(told),
            Answer::Timed(counted) => app.timed(counted),
            Answer::Kept(parts) => return self.kept(parts),
            Answer::Recalled(recalled) => return app.recalled(recalled),
            Answer::Corrected(all) => return self.corrected(all),
            Answer::Taken(outcome) => self.taken(outcome),
            Answer::Pulling(progress) => app.pulls(progress),
            Answer::Pulled(pulled) => self.pulled(pulled),
        }
        Vec::new()
    }

    /// Takes over what is kept, and says once why something is not.
    fn kept(&mut self, parts: Vec<Result<Part, state::Error>>) -> Vec<Effect> {
        let app = &mut self.session.app;
        let mut effects = Vec::new();
        for part in parts {
            match part {
                Ok(Part::Asked(asked)) => app.asked(asked),
                Ok(Part::Saved(saved)) => effects.extend(app.saved(saved)),
                Ok(Part::Told(text)) => app.warn(text),
                Ok(Part::Layout(layout)) => {
                    // What another program does with its screen later is no matter of this one.
                    if !std::mem::replace(&mut self.laid_out, true) {
                        app.paned(Panes::from_bits(layout.0));
                    }
                }
                Ok(Part::Records) => effects.extend(app.recall()),
                Err(error) => {
                    let text = format!("Nothing is kept for the next session: {error}");
                    if self.told != text {
                        app.warn(text.clone());
                        self.told = text;
                    }
                }
            }
        }
        effects
    }

    /// Says what came of corrections.
    fn corrected(&mut self, all: Vec<Result<Done, CorrectError>>) -> Vec<Effect> {
        for one in all {
            let became = |done: &Done| match done {
                Done::Corrected { again: false, .. } => Corrected::Made,
                Done::Corrected { again: true, .. } => Corrected::MadeAgain,
                Done::TakenBack { .. } => Corrected::TakenBack,
            };
            let told = one.map(|d| (d.to_string(), d.place(), became(&d)));
            self.session.app.corrected(told.map_err(|e| e.to_string()));
        }
        Vec::new()
    }

    fn alike(&mut self, found: Alike) {
        match found {
            Alike::Passages(found) => self.session.app.paralleled(found),
            Alike::Related(found) => self.session.app.related(found),
            Alike::Copies(found) => self.session.app.copied(found),
        }
    }

    /// Reads what is kept, and again whenever another program has changed it.
    fn heed(&self) -> terminal::Effect<Answer> {
        let state = Arc::clone(&self.state);
        terminal::Effect::Job(Job::new("queries", move |reply| {
            let read = || reply.send(Answer::Kept(state.read()));
            match state.made() {
                Some(folder) => sync::heed(folder, &read),
                None => read(),
            }
        }))
    }

    /// Reads what was asked for, and follows it as long as the session lasts.
    fn open(&self) -> terminal::Effect<Answer> {
        let (paths, limits) = (self.paths.clone(), self.limits);
        let (cache, is_passing) = (settings::cache_dir(), self.is_passing);
        let own = own_file(&paths);
        let halt = self.halt.clone();
        terminal::Effect::Job(Job::new("corpus", move |reply| {
            if paths.is_empty() {
                return sync::follow_bundled(own.as_deref(), &|corpus| {
                    reply.send(Answer::Opened(Arc::new(corpus), None, None));
                });
            }
            let began = Instant::now();
            let told = AtomicU64::new(0);
            let sync = match is_passing {
                true => Sync::new(paths, limits, None).in_passing(),
                false => Sync::new(paths, limits, cache.as_deref()),
            };
            let sync = sync.with_own(own).with_halt(halt);
            sync::follow(sync, &|news| match news {
                News::Progress(progress) => {
                    let now = began.elapsed().as_millis() as u64 / PROGRESS_EVERY;
                    if told.fetch_max(now, Ordering::Relaxed) < now {
                        reply.send(Answer::Progress(progress));
                    }
                }
                News::Corpus(corpus, progress, changes) => {
                    reply.send(Answer::Opened(corpus, progress, changes));
                }
            });
        }))
    }

    fn opened(
        &mut self,
        corpus: Arc<Corpus>,
        progress: Option<Progress>,
        changes: Option<Changes>,
    ) -> Vec<terminal::Effect<Answer>> {
        let app = &mut self.session.app;
        let old = Arc::clone(&app.corpus);
        let effects = app.opened(corpus, progress);
        let said = changes.map(|c| c.to_string()).unwrap_or_default();
        if !said.is_empty() {
            let was_here = self.seen.get().is_some_and(Option::is_some);
            app.say_changed(&said, changes.is_some_and(|c| c.new > 0), was_here);
        }
        if self.paths.is_empty() && old.is_empty() {
            self.session.welcome();
        }
        let mut effects = self.effects(effects);
        let lacking = self.session.app.lacking();
        effects.extend(self.effects(lacking));
        effects.extend(self.go_on_to_link());
        // Taking a large corpus apart takes longer than a key may wait.
        effects.push(terminal::Effect::Job(Job::new("drop", move |_| drop(old))));
        effects
    }
}

/// A question with one answer.
fn job(
    lane: &'static str,
    work: impl FnOnce() -> Answer + Send + 'static,
) -> terminal::Effect<Answer> {
    terminal::Effect::Job(Job::new(lane, move |reply| reply.send(work())))
}

/// A question about what is alike, given up as soon as there is a newer one.
fn alike(
    lane: &'static str,
    ask: impl FnOnce(&Stop<'_>) -> Alike + Send + 'static,
) -> terminal::Effect<Answer> {
    let work = |reply: &Reply<Answer>| reply.send(Answer::Alike(ask(&|| reply.is_stale())));
    terminal::Effect::Job(Job::new(lane, work))
}

impl terminal::Session for Reader {
    type Answer = Answer;

    fn event(&mut self, event: Event<Answer>) -> Vec<terminal::Effect<Answer>> {
        let mut effects = match event {
            Event::Key(key) => {
                self.moved_on();
                let effects = self.session.key(key);
                fault::provoke(&self.session.app, &effects);
                effects
            }
            Event::Mouse(mouse) => {
                self.moved_on();
                self.session.mouse(mouse)
            }
            Event::Paste(text) => self.session.paste(&text),
            Event::Resize(width, height) => {
                self.session.app.resize(width, height);
                if !std::mem::replace(&mut self.started, true) {
                    let mouse = self.session.app.options.mouse;
                    let mouse = mouse.then_some(terminal::Effect::Mouse(true));
                    return mouse
                        .into_iter()
                        .chain([self.heed(), self.open()])
                        .collect();
                }
                Vec::new()
            }
            Event::Answer(Answer::Opened(corpus, progress, changes)) => {
                return self.opened(corpus, progress, changes);
            }
            Event::Answer(answer) => self.answered(answer),
            Event::Returned(returned) => {
                let is_well = returned.trouble.is_none();
                self.returned(returned);
                self.handed_back(is_well)
            }
            Event::Failed(lane, said) => {
                let said = crate::sanitize::line(&said);
                let text = format!("The {lane} failed, which is our mistake: {said}");
                self.session.app.warn(text);
                Vec::new()
            }
            Event::CannotSuspend => {
                self.session
                    .app
                    .say("Nothing here could bring the program back: quit instead");
                Vec::new()
            }
            Event::Resumed => Vec::new(),
        };
        effects.extend(self.session.app.lacking());
        self.effects(effects)
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        self.session.draw(frame);
    }

    fn is_typing(&self) -> bool {
        self.session.typing()
    }

    fn is_bound(&self, key: Key) -> bool {
        self.session.is_bound(key)
    }
}
