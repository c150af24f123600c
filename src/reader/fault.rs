//! How is a fault made for a test? By a variable that only programs under development look at.
//!
//! Must not know: what becomes of it.

use crate::app::{App, Effect};

/// The variable; its value is nobody's business.
#[cfg(debug_assertions)]
const VARIABLE: &str = "BRIEFING_PROVOKE";

/// Panics when the reader asks for the screen to be painted anew, with a message that quotes what is being read, as messages of the
/// standard library do. It is a frame of its own in every build, so that a report can be held to name it.
#[cfg(debug_assertions)]
#[inline(never)]
pub(super) fn provoke(app: &App, effects: &[Effect]) {
    let asked = effects.iter().any(|e| matches!(e, Effect::Redraw));
    if asked && std::env::var_os(VARIABLE).is_some() {
        let article = app.article.as_ref();
        let body = article.map(|a| a.page.briefing.body.clone());
        panic!("a fault, for the test, in {:?}", body.unwrap_or_default());
    }
}

/// Nothing, in what people use.
#[cfg(not(debug_assertions))]
pub(super) fn provoke(_: &App, _: &[Effect]) {}
