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
use briefing::typeset::{Fit, Flow, Line, Manner, Sheet, Spot, flat, width};
use briefing::view::theme::{Depth, Theme};
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
        assert!(!article.window.is_empty() || app.areas.article.height < 2);
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
        let theme = Theme::auto(Depth::Sixteen, steps.len() % 3 > 0);
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
    fn the_lines_of_a_page_hold_the_whole_text_once(
        text in "(\\PC{0,12}[ \\n|-]{0,3}){0,40}",
        cells in 1u16..90,
        (optimal, justify, hyphenate, spaced) in any::<(bool, bool, bool, bool)>(),
    ) {
        let (briefing, _) = load::read(Origin::Bundled("text.md"), "text.md", text.as_bytes());
        let Some(briefing) = briefing else { return Ok(()) };
        let fit = if optimal { Fit::Optimal } else { Fit::First };
        let sheet = Sheet {
            width: cells,
            head: 2,
            manner: Manner { fit, justify, hyphenate, spaced },
            unfolded: false,
        };
        let briefing = Arc::new(briefing);
        let mut flow = Flow::new(Arc::clone(&briefing), None, sheet);
        let lines = flow.window(Spot::default(), usize::MAX);
        let mut drawn = String::new();
        let mut blocks = String::new();
        for line in &lines {
            let Some(whole) = line.span() else { continue };
            let kind = match line {
                Line::Text { block, .. } => briefing.blocks[*block as usize].kind,
                _ => BlockKind::Row,
            };
            drawn.push_str(&briefing.body[whole.range()]);
            let Line::Text { span, indent, hyphen, stretch, .. } = line else { continue };
            let text = flat(&briefing.body[span.range()]);
            let verbatim = matches!(kind, BlockKind::Code | BlockKind::Row);
            let room = usize::from(cells.saturating_sub(*indent)).max(1);
            let one = text.chars().count() <= 2;
            let wide = width(&text) + usize::from(*hyphen) + usize::from(*stretch);
            prop_assert!(verbatim || one || wide <= room, "{text:?} is wider than {room}");
        }
        for block in briefing.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Boilerplate | BlockKind::Rule)) {
            blocks.push_str(&briefing.body[block.span.range()]);
        }
        let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        // The cells of a row fall into lines beside each other.
        let in_order = lines.iter().all(|l| matches!(l, Line::Text { .. }) || l.span().is_none());
        if in_order {
            prop_assert_eq!(letters(&drawn), letters(&blocks));
        }
    }

    #[test]
    fn a_page_is_walked_line_by_line_as_it_stands(
        text in "(\\PC{0,12}[ \\n|-]{0,3}){0,40}",
        cells in 1u16..60,
        steps in prop::collection::vec(-40isize..40, 1..12),
    ) {
        let (briefing, _) = load::read(Origin::Bundled("text.md"), "text.md", text.as_bytes());
        let Some(briefing) = briefing else { return Ok(()) };
        let sheet = Sheet { width: cells, head: 2, manner: Manner::default(), unfolded: false };
        let mut flow = Flow::new(Arc::new(briefing), None, sheet);
        let lines = flow.window(Spot::default(), usize::MAX);
        let mut spots = vec![Spot::default()];
        for _ in 1..lines.len() {
            let next = flow.step(spots[spots.len() - 1], 1);
            spots.push(next);
        }
        prop_assert_eq!(flow.end(), spots[spots.len() - 1]);
        let mut at = 0usize;
        for by in steps {
            let to = at.saturating_add_signed(by).min(lines.len().saturating_sub(1));
            prop_assert_eq!(flow.step(spots[at], by), spots[to], "from {} by {}", at, by);
            at = to;
            let window = flow.window(spots[at], 3);
            let end = (at + 3).min(lines.len());
            prop_assert_eq!(&window[..], &lines[at..end]);
            if let Some(span) = lines[at].span().filter(|s| !s.is_empty()) {
                prop_assert_eq!(flow.spot_of(span.start), spots[at]);
            }
        }
    }
}
