//! By what is a briefing known from one program to the next? By what it states, by its text, by where it is.
//!
//! Must not know: what is kept under it.

use crate::briefing::{Briefing, Origin};
use crate::files;
use crate::record::Identity;

/// The keys of a briefing. The text is all of it, lines that are set aside included: these change with its neighbours.
pub(super) fn identity(briefing: &Briefing) -> Identity {
    let id = briefing.stated.id.as_ref().map_or("", |id| &id.value);
    let path = match &briefing.origin {
        Origin::Bundled(name) => format!("bundled:{name}").into_bytes(),
        // However the folder was named when it was opened.
        Origin::File(path) => files::real(path).into_os_string().into_encoded_bytes(),
        Origin::Within(path, which) => {
            let file = files::real(path).into_os_string().into_encoded_bytes();
            // No path holds a NUL.
            [file, which.clone().into_bytes()].join(&0)
        }
    };
    Identity::new(id, &briefing.body, &path)
}
