//! When are two texts the same to a reader? Folding for comparison and search: case, diacritics, typography, spelling, stems.
//!
//! Folding is a hash, not a rewrite: what it yields is compared, never shown. It is therefore free to be rough where the
//! result meets no other word, and careful where it would.
//! Invariant: spans are byte ranges of the text that was given, on character borders.
//! Must not know: queries, briefings, entities, which list is searched.

mod find;
mod stems;
mod words;

use std::ops::Range;
use std::sync::OnceLock;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

pub use find::{find_all, find_smart};
pub use stems::{has_stems, stem_in};
pub use words::{Word, words};

/// The text in lower case, without diacritics, with plain spaces, quotes and dashes: `Erdoğan’s` → `erdogan's`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let folded = text.to_ascii_lowercase();
        let plain = |b: u8| !b.is_ascii_whitespace() || b == b' ';
        return match folded.bytes().all(plain) {
            true => folded,
            false => folded.replace(|c: char| c.is_ascii_whitespace(), " "),
        };
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

/// The nearest ASCII text, for terminals that can show no more.
pub fn ascii(text: &str) -> String {
    any_ascii::any_ascii(text)
}

/// Its folded words parted by single spaces: the form in which names and labels are compared.
pub fn name(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word.text);
    }
    out
}

/// Its folded words joined by hyphens, as keys of facet values are written: `Armed conflict` → `armed-conflict`.
pub fn slug(text: &str) -> String {
    name(text).replace(' ', "-")
}

/// Most characters of a tag.
const LONGEST_TAG: usize = 64;

/// The tag that a text names: its folded words joined by hyphens, cut where it is far too long; none where it has no word.
/// A tag names itself.
pub fn tag(text: &str) -> Option<String> {
    /// Folding may bring together what it took apart; it comes to rest at once.
    const ROUNDS: usize = 8;
    let mut tag = text.to_owned();
    for _ in 0..ROUNDS {
        let cut: String = slug(&tag).chars().take(LONGEST_TAG).collect();
        let cut = cut.trim_end_matches('-');
        if cut == tag {
            break;
        }
        tag = cut.to_owned();
    }
    (!tag.is_empty()).then_some(tag)
}

/// A folded text that remembers where each of its bytes came from.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// As [`fold`] yields it.
    pub text: String,
    /// For each byte of `text` the byte of the original at which its character starts, and one past the end.
    starts: Vec<u32>,
}

impl Folded {
    /// Folds a text (of less than 4 GiB).
    pub fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut starts = Vec::with_capacity(original.len() + 1);
        for (at, c) in original.char_indices() {
            fold_char(c, &mut text);
            starts.resize(text.len(), at as u32);
        }
        starts.push(original.len() as u32);
        Self { text, starts }
    }

    /// The bytes of the original from which `folded` (bytes of `text`) came; dropped marks belong to the letter before them.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let at = |i: usize| self.starts[i.min(self.starts.len() - 1)] as usize;
        let start = at(folded.start);
        // Inside the expansion of one character (`ß` → `ss`) both ends name it: take the whole character.
        let mut end = folded.end.max(folded.start);
        while end < self.text.len() && at(end) == start && folded.end > folded.start {
            end += 1;
        }
        start..at(end).max(start)
    }
}

/// One character, folded, at the end of `out`; marks and invisible characters add nothing.
fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(if c.is_ascii_whitespace() {
            ' '
        } else {
            c.to_ascii_lowercase()
        });
        return;
    }
    if let Some(plain) = punctuation(c) {
        out.push(plain);
    } else if c != '\u{ad}' {
        for c in c.to_lowercase().nfkd() {
            fold_letter(c, out);
        }
    }
}

/// A decomposed lower-case character: marks go (but for viramas, which make other words of Indic ones), letters that
/// Unicode does not take apart are spelt as they are usually transcribed.
fn fold_letter(c: char, out: &mut String) {
    if !matches!(canonical_combining_class(c), 0 | 9) {
        return;
    }
    match c {
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'đ' | 'ð' => out.push('d'),
        'þ' => out.push_str("th"),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ŧ' => out.push('t'),
        'ς' => out.push('σ'),
        // NFKD makes a fraction slash of ½ and the like.
        '\u{2044}' => out.push('/'),
        c if c.is_ascii() || !c.is_uppercase() => out.push(c.to_ascii_lowercase()),
        // A few compatibility forms decompose into capitals (`™`).
        c => out.extend(c.to_lowercase()),
    }
}

/// The plain form of a space, quote or dash.
fn punctuation(c: char) -> Option<char> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '-' => '-',
        c if c.is_whitespace() => ' ',
        _ => return None,
    })
}

/// The stem of a folded word: British and American spellings, singular and plural, the forms of a verb come out alike.
/// Words that are not plain Latin letters stay as they are.
pub fn stem(word: &str) -> String {
    if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_string();
    }
    static ENGLISH: OnceLock<Stemmer> = OnceLock::new();
    let english = ENGLISH.get_or_init(|| Stemmer::new(Algorithm::English));
    english.stem(&american(word)).into_owned()
}

/// Beginnings that differ between the spellings in no regular way.
const BEGINNINGS: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"),
    ("ageing", "aging"),
    ("aluminium", "aluminum"),
    ("artefact", "artifact"),
    ("enquir", "inquir"),
    ("grey", "gray"),
    ("jeweller", "jewelr"),
    ("judgement", "judgment"),
    ("manoeuvre", "maneuver"),
    ("manoeuvr", "maneuver"),
    ("mould", "mold"),
    ("plough", "plow"),
    ("practis", "practic"),
    ("sceptic", "skeptic"),
    ("sulphur", "sulfur"),
];

/// Pieces with a digraph that American spelling writes as one letter; `ae` and `oe` at large stand in too many names.
const DIGRAPHS: &[(&str, &str)] = &[
    ("paed", "ped"),
    ("haem", "hem"),
    ("anaem", "anem"),
    ("anaesth", "anesth"),
    ("kaem", "kem"),
    ("chaeo", "cheo"),
    ("diaev", "diev"),
    ("gynaec", "gynec"),
    ("foet", "fet"),
    ("oestr", "estr"),
    ("oesoph", "esoph"),
    ("rrhoea", "rrhea"),
];

/// What stands before `-ise` in words that are written with an `s` everywhere and have relatives (`promissory`, `exercised`,
/// `precision`) from which a `z` would part them. Roots in a vowel or `w` (`raise`, `otherwise`) are kept by rule.
const ALWAYS_ISE: &[&str] = &[
    "adv", "advert", "appr", "ar", "circumc", "compr", "comprom", "conc", "dem", "desp", "dev",
    "enterpr", "exc", "exerc", "expert", "franch", "improv", "inc", "merchand", "parad", "pr",
    "prec", "prem", "prom", "repr", "rev", "r", "sunr", "superv", "surm", "surpr", "telev",
    "treat", "upr", "v",
];

/// The American spelling of a word (in plain lower-case letters), by rule; words that merely look British may change
/// too, which does no harm: both sides of a comparison change alike.
fn american(word: &str) -> String {
    let mut word = word.to_string();
    for (british, ours) in BEGINNINGS {
        if let Some(rest) = word.strip_prefix(british) {
            word = format!("{ours}{rest}");
            break;
        }
    }
    for (british, ours) in DIGRAPHS {
        if word.contains(british) {
            word = word.replace(british, ours);
            break;
        }
    }
    let rules = [ise, our, re, ence, endings, double_l];
    rules.iter().find_map(|rule| rule(&word)).unwrap_or(word)
}

/// The part before the last `piece` whose rest is one of `tails`, and that rest.
fn before<'a>(word: &'a str, piece: &str, tails: &[&str]) -> Option<(&'a str, &'a str)> {
    let at = word.rfind(piece)?;
    let tail = &word[at + piece.len()..];
    tails.contains(&tail).then_some((&word[..at], tail))
}

/// `organise` → `organize`, `analysed` → `analyzed`.
fn ise(word: &str) -> Option<String> {
    const TAILS: &[&str] = &[
        "e", "ed", "es", "er", "ers", "ing", "ings", "ingly", "edly", "able", "ation", "ations",
        "ational",
    ];
    if let Some((root, tail)) = before(word, "ys", TAILS)
        && root.ends_with('l')
        && root.len() > 2
    {
        return Some(format!("{root}yz{tail}"));
    }
    let (root, tail) = before(word, "is", TAILS)?;
    let kept = root.is_empty() || root.ends_with(is_vowel) || root.ends_with('w');
    (!kept && !ALWAYS_ISE.contains(&root)).then(|| format!("{root}iz{tail}"))
}

/// `labour` → `labor`, but not `four`, `hour`, `tour`: two letters must stand before it.
fn our(word: &str) -> Option<String> {
    const TAILS: &[&str] = &[
        "", "s", "ed", "ing", "ings", "able", "ably", "ful", "fully", "less", "er", "ers", "ite",
        "ites", "hood", "hoods", "ly", "al", "y", "ist", "ists",
    ];
    let (root, tail) = before(word, "our", TAILS)?;
    (root.len() >= 2).then(|| format!("{root}or{tail}"))
}

/// `centre` → `center`, `fibres` → `fibers`, `centred` → `centered`.
fn re(word: &str) -> Option<String> {
    let (root, tail) = before(word, "re", &["", "s", "d"])?;
    let fits = root.len() >= 3 && root.ends_with(['t', 'b', 'g']);
    // `hatred`, `kindred`: a past form only after `nt`, `ct`.
    let past = tail != "d" || root.ends_with("nt") || root.ends_with("ct");
    (fits && past).then(|| format!("{root}er{}", if tail == "d" { "ed" } else { tail }))
}

/// `defence` → `defense`, `licences` → `licenses`.
fn ence(word: &str) -> Option<String> {
    let (root, tail) = before(word, "ence", &["", "s", "d", "less"])?;
    ["def", "off", "lic", "pret"]
        .iter()
        .any(|r| root.ends_with(r))
        .then(|| format!("{root}ense{tail}"))
}

/// `programme` → `program`, `catalogue` → `catalog`.
fn endings(word: &str) -> Option<String> {
    if let Some((root, tail)) = before(word, "gramme", &["", "s"]) {
        return Some(format!("{root}gram{tail}"));
    }
    let (root, tail) = before(word, "logue", &["", "s", "d"])?;
    Some(format!(
        "{root}log{}",
        if tail == "d" { "ed" } else { tail }
    ))
}

/// `travelled` → `traveled`, `fulfill` → `fulfil`: only where another syllable stands before, so that `filled` and `filed`
/// stay two words.
fn double_l(word: &str) -> Option<String> {
    const TAILS: &[&str] = &[
        "", "s", "ed", "ing", "er", "ers", "ous", "ously", "ment", "ments",
    ];
    let (root, tail) = before(word, "ll", TAILS)?;
    let vowels = root.chars().filter(|c| is_vowel(*c)).count();
    (vowels >= 2 && root.ends_with(is_vowel)).then(|| format!("{root}l{tail}"))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Whether two folded words are equal but for one letter added, left out, changed, or swapped with its neighbour.
pub fn one_typo(a: &str, b: &str) -> bool {
    // Bytes bound characters: a cheap way past most pairs.
    a.len().abs_diff(b.len()) <= 4 && strsim::osa_distance(a, b) <= 1
}

/// The candidates that `wrong` was probably meant to be, nearest first, at most `most`: those that begin with it, and those within one
/// typo for every three letters.
pub fn nearest<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let wrong = fold(wrong);
    // Distance is quadratic: nobody means anything by more than this.
    let wrong: String = wrong.chars().take(60).collect();
    let allowed = (wrong.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let folded: String = fold(candidate).chars().take(60).collect();
        let begins = wrong.chars().count() >= 2 && folded.starts_with(&wrong);
        let distance = strsim::osa_distance(&wrong, &folded);
        if begins || distance <= allowed {
            near.push((if begins { 0 } else { distance }, candidate));
        }
    }
    near.sort();
    near.dedup();
    near.into_iter().take(most).map(|n| n.1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_have_one_stem() {
        for (british, ours) in [
            ("organisation", "organization"),
            ("organisations", "organizing"),
            ("organised", "organizes"),
            ("analysed", "analyze"),
            ("labour", "labor"),
            ("neighbouring", "neighboring"),
            ("favourite", "favorite"),
            ("centre", "center"),
            ("centred", "centered"),
            ("kilometres", "kilometer"),
            ("theatre", "theater"),
            ("defence", "defense"),
            ("licence", "license"),
            ("programme", "programs"),
            ("dialogue", "dialogs"),
            ("travelled", "traveling"),
            ("fulfil", "fulfilled"),
            ("fulfil", "fulfill"),
            ("enrolment", "enrollment"),
            ("manoeuvres", "maneuver"),
            ("practise", "practice"),
            ("paediatric", "pediatric"),
            ("criticise", "criticized"),
            ("collectivise", "collectivized"),
            ("artefacts", "artifact"),
        ] {
            assert_eq!(stem(british), stem(ours), "{british} and {ours}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [
            ("four", "for"),
            ("tour", "tor"),
            ("filled", "filed"),
            ("polled", "poled"),
            ("hour", "hor"),
            ("michael", "michel"),
            ("shoe", "she"),
            ("prise", "prize"),
            ("falling", "faling"),
        ] {
            assert_ne!(stem(a), stem(b), "{a} and {b}");
        }
    }

    #[test]
    fn spelling_rules_do_not_part_relatives() {
        for (a, b) in [
            ("precise", "precision"),
            ("supervise", "supervision"),
            ("exercise", "exercises"),
            ("uprising", "uprisings"),
            ("installed", "installation"),
            ("promise", "promised"),
            ("calling", "calls"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} and {b}");
        }
    }

    #[test]
    fn a_folded_text_knows_where_it_came_from() {
        let original = "Ça, Straße — É\u{301}té";
        let folded = Folded::new(original);
        for (needle, expected) in [
            ("ca", "Ça"),
            ("ss", "ß"),
            ("s", "S"),
            ("strass", "Straß"),
            ("- ete", "— É\u{301}té"),
        ] {
            let at = folded.text.find(needle).expect("the needle is there");
            assert_eq!(&original[folded.original(at..at + needle.len())], expected);
        }
        assert_eq!(
            folded.original(folded.text.len()..folded.text.len()),
            original.len()..original.len()
        );
    }

    #[test]
    fn the_nearest_name_is_found() {
        let known = ["country", "topic", "source", "year"];
        for (wrong, expected) in [
            ("contry", "country"),
            ("tpoic", "topic"),
            ("cou", "country"),
            ("zebra", ""),
        ] {
            let near = nearest(wrong, known, 1);
            assert_eq!(near.first().copied().unwrap_or_default(), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_folds_without_a_panic(text in "\\PC{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                assert!(word.span.start >= end && !text[word.span.clone()].is_empty() && !word.text.is_empty());
                end = word.span.end;
                let _ = stem(&word.text);
            }
            let folded = Folded::new(&text);
            let each: String = text.chars().map(|c| fold(&c.to_string())).collect();
            assert_eq!(folded.text, each);
            assert_eq!(fold(&text), each);
            for (i, c) in folded.text.char_indices() {
                let back = folded.original(i..i + c.len_utf8());
                assert!(!text[back].is_empty());
            }
        }
    }
}
