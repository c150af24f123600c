//! Whatever the reader does and whatever the text is: no panic, every selection in range, no word lost.
//! `BRIEFING_CASES` says how many random cases each property gets.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::sync::{Arc, OnceLock};

use briefing::action::{ACTIONS, Action};
use briefing::app::{App, Effect, Layer, Options};
use briefing::briefing::{BlockKind, Briefing, Loaded, Origin};
use briefing::corpus::Corpus;
use briefing::keymap::Keymap;
use briefing::load::{self, Limits};
use briefing::session::Session;
use briefing::typeset::{Line, flat, typeset, width};
use briefing::view::theme::Theme;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// One thing that happens to a session.
#[derive(Debug, Clone)]
enum Step {
    Do(Action),
    Type(String),
    Resize(u16, u16),
    /// The corpus is another: one of [`snapshots`].
    Reopen(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let action = (0..ACTIONS.len()).prop_map(|i| Step::Do(ACTIONS[i].action));
    let text = prop_oneof![
        "[a-z]{1,6}",
        "topic:tr",
        "country:kenya ",
        "\"lake",
        ".{0,8}"
    ];
    prop_oneof![
        8 => action,
        2 => text.prop_map(Step::Type),
        1 => (0u16..130, 0u16..40).prop_map(|(w, h)| Step::Resize(w, h)),
        1 => (0..snapshots().len()).prop_map(Step::Reopen),
    ]
}

fn corpus() -> Arc<Corpus> {
    static CORPUS: OnceLock<Arc<Corpus>> = OnceLock::new();
    let open = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frames/corpus");
        Arc::new(Corpus::build(load::load(
            &[folder],
            Limits::default(),
            &|_| (),
        )))
    };
    Arc::clone(CORPUS.get_or_init(open))
}

/// The corpus whole, as it was while it was read, with every other file gone, with every text cut short, and empty.
fn snapshots() -> &'static [Arc<Corpus>] {
    static SNAPSHOTS: OnceLock<Vec<Arc<Corpus>>> = OnceLock::new();
    let all = || {
        let corpus = corpus();
        let all = 0..corpus.len() as u32;
        let briefings = all.map(|b| Arc::clone(&corpus.page(b).briefing));
        briefings.collect::<Vec<_>>()
    };
    let of = |briefings: Vec<Arc<Briefing>>| {
        Arc::new(Corpus::build(Loaded {
            briefings,
            problems: Vec::new(),
        }))
    };
    let cut = |b: Arc<Briefing>| {
        let half: String = b.body.chars().take(b.body.len() / 3).collect();
        load::read(b.origin.clone(), &b.name, half.as_bytes())
            .0
            .map(Arc::new)
    };
    SNAPSHOTS.get_or_init(|| {
        vec![
            corpus(),
            of(all().into_iter().take(2).collect()),
            of(all().into_iter().step_by(2).collect()),
            of(all().into_iter().filter_map(cut).collect()),
            of(Vec::new()),
        ]
    })
}

fn perform(app: &mut App, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Search(search) = effect {
            app.found(search.run());
        }
    }
}

fn take(session: &mut Session, step: &Step, size: &mut (u16, u16)) {
    let app = &mut session.app;
    let effects = match step {
        Step::Do(action) => app.update(*action),
        Step::Type(text) => app.insert(text),
        Step::Resize(w, h) => {
            *size = (*w, *h);
            app.resize(*w, *h);
            Vec::new()
        }
        Step::Reopen(n) => app.opened(Arc::clone(&snapshots()[*n]), None),
    };
    perform(app, effects);
}

/// What must hold after every step.
fn in_range(app: &App) {
    let within = |at: usize, len: usize| assert!(at < len || len == 0, "{at} of {len}");
    within(app.sources.cursor.at, app.sources.len());
    within(app.facets.cursor.at, app.facets.rows.len());
    if let Some(article) = &app.article {
        within(article.top, article.lines.len());
        assert!(
            article
                .mention
                .is_none_or(|m| article.linked.contains(&m) || !article.page.mentions.is_empty())
        );
        assert!(article.find.is_none_or(|f| f < article.finds.len()));
    }
    if let Some(Layer::Concordance(c)) = app.layers.last() {
        within(c.cursor.at, c.rows.len());
    }
}

fn cases() -> u32 {
    std::env::var("BRIEFING_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_a_reader_does_breaks_the_session(steps in prop::collection::vec(step(), 1..60)) {
        let mut size = (80, 24);
        let app = App::new("lakes".to_owned(), Options { follow: steps.len() % 2 == 0, ..Options::default() }, size.0, size.1);
        let theme = Theme { color: true, unicode: steps.len() % 3 > 0 };
        let mut session = Session::new(app, Keymap::shipped(), theme);
        let effects = session.app.opened(corpus(), None);
        perform(&mut session.app, effects);
        for step in &steps {
            take(&mut session, step, &mut size);
            in_range(&session.app);
            let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
            terminal.draw(|frame| session.draw(frame)).unwrap();
        }
    }

    #[test]
    fn the_lines_of_a_page_hold_the_whole_text_once(text in "(\\PC{0,12}[ \\n-]{0,3}){0,40}", cells in 1u16..90) {
        let (briefing, _) = load::read(Origin::Bundled("text.md"), "text.md", text.as_bytes());
        let Some(briefing) = briefing else { return Ok(()) };
        let lines = typeset(&briefing, cells);
        let mut drawn = String::new();
        let mut blocks = String::new();
        for line in &lines {
            let Line::Text { span, block, indent, .. } = line else { continue };
            let text = &briefing.body[span.range()];
            drawn.push_str(text);
            let verbatim = matches!(briefing.blocks[*block as usize].kind, BlockKind::Code | BlockKind::Row);
            let room = usize::from(cells - indent);
            let one = flat(text).chars().count() <= 2;
            prop_assert!(verbatim || one || width(&flat(text)) <= room, "{text:?} is wider than {room}");
        }
        for block in briefing.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Boilerplate | BlockKind::Rule)) {
            blocks.push_str(&briefing.body[block.span.range()]);
        }
        let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&drawn), letters(&blocks));
    }
}
