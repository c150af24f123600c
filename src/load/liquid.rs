//! Which parts of a blog's Markdown are template code? Liquid tags (`{% … %}`, `{{ … }}`) and attribute lists (`{: … }`).
//!
//! Invariant: only what closes within a few lines is taken for a tag; the text between two tags stays.
//! Must not know: Markdown, what the tags do.

use std::ops::Range;

use super::places;
use crate::sanitize::Clean;

/// Longest tag in bytes; bounds the search for its end.
const LONGEST: usize = 2000;

/// The text without its template code.
pub(super) fn strip(clean: Clean) -> Clean {
    let gaps = tags(&clean.text);
    if gaps.is_empty() {
        return clean;
    }
    places::cut(&clean, &gaps)
}

fn tags(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let [mut percent, mut double, mut single, mut line] =
        ["%}", "}}", "}", "\n"].map(|mark| Next {
            text,
            mark,
            at: None,
        });
    let mut gaps = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|i| at + i) {
        at = open + 1;
        let end = match bytes.get(at) {
            Some(b'%') => percent.after(at + 1),
            Some(b'{') => double.after(at + 1),
            // Attribute lists never span lines.
            Some(b':') => single
                .after(at + 1)
                .filter(|end| line.after(at).is_none_or(|l| end < &l)),
            _ => None,
        };
        if let Some(end) = end.filter(|end| end - open <= LONGEST) {
            // Of the spaces on both sides one is enough.
            let spaces = open > 0 && bytes[open - 1] == b' ' && bytes.get(end) == Some(&b' ');
            at = end + usize::from(spaces);
            gaps.push(open..at);
        }
    }
    gaps
}

/// Finds the next end of a mark from left to right, looking at every byte once.
struct Next<'a> {
    text: &'a str,
    mark: &'static str,
    /// Where the mark last found begins; past the text if there is no more.
    at: Option<usize>,
}

impl Next<'_> {
    /// Just past the first mark at or after `from`.
    fn after(&mut self, from: usize) -> Option<usize> {
        if self.at.is_none_or(|at| at < from) {
            let found = self.text.get(from..).and_then(|rest| rest.find(self.mark));
            self.at = Some(found.map_or(usize::MAX, |i| from + i));
        }
        let at = self.at.filter(|at| *at < self.text.len())?;
        Some(at + self.mark.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitize;

    #[test]
    fn template_code_goes_and_the_text_stays() {
        let cases = [
            ("a {% image \"x.png\" %} b", "a b"),
            ("{% if x %}a{% endif %}", "a"),
            ("[t]({{ \"/\" | url }}/p)", "[t](/p)"),
            ("a\n{: .note}\nb", "a\n\nb"),
            ("{% open", "{% open"),
            ("{a} { % } {:\n}", "{a} { % } {:\n}"),
            ("é{{x}}é", "éé"),
        ];
        for (raw, expected) in cases {
            assert_eq!(strip(sanitize::mapped(raw)).text, expected, "{raw}");
        }
        assert_eq!(
            strip(sanitize::mapped("é{{x}}éa")).runs,
            [(0, 0, 2), (2, 6, 3)]
        );
    }
}
