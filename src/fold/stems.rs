//! Which words of another language than English are forms of one? Snowball stems of folded words, language by language.
//!
//! Stemmers expect accents, which folding takes away; as the word that is asked for loses them too, both sides come out alike.
//! Invariant: two forms of a word are compared in one language only.
//! Must not know: which language a text is in.

use frostem::{Algorithm, Stemmer};

/// The stemmer of a language by its primary tag; English words are stemmed by [`super::stem`].
fn algorithm(tag: &str) -> Option<Algorithm> {
    Some(match tag {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// Whether words of a language can be stemmed; those of English are, whatever the language.
pub fn has_stems(tag: &str) -> bool {
    algorithm(tag).is_some()
}

/// The stem of a folded word in the language of that primary tag.
pub fn stem_in(tag: &str, word: &str) -> String {
    let short = word.chars().nth(2).is_none();
    match algorithm(tag) {
        Some(algorithm) if !short && word.chars().all(char::is_alphabetic) => {
            let stemmer = Stemmer::new(algorithm);
            match tag {
                "ru" => stemmer.stem(&short_i(word)).into_owned(),
                "fr" => stemmer.stem(&accented(word, FRENCH)).into_owned(),
                "es" => stemmer.stem(&accented(word, SPANISH)).into_owned(),
                _ => stemmer.stem(word).into_owned(),
            }
        }
        _ => word.to_owned(),
    }
}

/// Endings that stemmers know by their accents only, as folding leaves them.
const FRENCH: &[(&str, &str)] = &[
    ("ieres", "ières"),
    ("iere", "ière"),
    ("erent", "èrent"),
    ("ees", "ées"),
    ("ee", "ée"),
    ("ites", "ités"),
    ("ite", "ité"),
];
const SPANISH: &[(&str, &str)] = &[("cion", "ción"), ("sion", "sión")];

/// The word with the accents of its ending, if it has such a one.
fn accented(word: &str, endings: &[(&str, &str)]) -> String {
    let mut stems = endings.iter();
    let accented =
        stems.find_map(|(plain, own)| Some(format!("{}{own}", word.strip_suffix(plain)?)));
    accented.unwrap_or_else(|| word.to_owned())
}

/// Folding makes `и` of `й`; behind a vowel at the end of a Russian word, endings have the latter ("новый", "ей").
fn short_i(word: &str) -> String {
    let (word, back) = match word.strip_suffix("ся") {
        Some(verb) => (verb, "ся"),
        None => (word, ""),
    };
    let stem = word.strip_suffix('и');
    match stem.filter(|s| s.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я'])) {
        Some(stem) => format!("{stem}й{back}"),
        None => format!("{word}{back}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::words;

    #[test]
    fn forms_of_a_word_have_one_stem_in_its_language_and_others_do_not() {
        for (tag, forms, other) in [
            ("fr", "négociation négociations", "négoce"),
            ("fr", "frontalier frontalière frontaliers", "front"),
            ("de", "Verhandlung Verhandlungen", "Handlung"),
            ("fr", "sécurité sécurités", "secours"),
            ("es", "frontera fronteras", "frontal"),
            ("es", "negociación negociaciones", "negro"),
            ("ru", "переговоры переговоров переговорам", "договор"),
            ("ru", "новый новая новой новые нового новым", "новость"),
            ("ru", "российский российской российские", "россиянин"),
            ("ru", "Россия России Россией", "россиянин"),
        ] {
            let stem = |form: &str| {
                let word = words(form).next().map(|w| w.text.into_owned());
                stem_in(tag, &word.unwrap_or_default())
            };
            let first = stem(forms.split(' ').next().unwrap_or_default());
            for form in forms.split(' ') {
                assert_eq!(stem(form), first, "{form}");
            }
            assert_ne!(stem(other), first, "{other}");
        }
        assert_eq!(stem_in("xx", "words"), "words");
        assert_eq!(stem_in("fr", "g20s"), "g20s");
    }
}
