//! Which forms does a name have in a language that declines it? General rules for Russian and German names of countries and places.
//!
//! Invariant: the name as it is listed is always among its forms. A form too many does no harm: it is compared with texts, never
//! shown.
//! Must not know: which names there are.

/// The six cases of a word, nominative first.
type Cases = [String; 6];

/// The forms of a name in a language.
pub(super) fn forms(tag: &str, name: &str) -> Vec<String> {
    let mut forms = match tag {
        "ru" => russian(name),
        "de" => german(name),
        _ => Vec::new(),
    };
    forms.push(name.to_owned());
    forms.sort();
    forms.dedup();
    forms
}

/// A noun and the adjectives before it, all in one case: "Саудовской Аравии"; what stands behind the noun stays as it is ("Соединенных
/// Штатов Америки"), unless "и" joins it.
fn russian(name: &str) -> Vec<String> {
    let words = || name.split(' ');
    let joined = words().any(|w| w == "и");
    let noun = words().position(|w| !is_adjective(w)).unwrap_or(0);
    let still = |word: &str| vec![std::array::from_fn(|_| word.to_owned())];
    let ways = |(at, word): (usize, &str)| match joined || at <= noun {
        true => cases(word),
        false => still(word),
    };
    let declined: Vec<Vec<Cases>> = words().enumerate().map(ways).collect();
    let most = declined.iter().map(Vec::len).max().unwrap_or(0);
    let mut forms = Vec::new();
    for way in 0..most {
        for case in 0..6 {
            let word = |ways: &Vec<Cases>| ways[way.min(ways.len() - 1)][case].clone();
            let words: Vec<String> = declined.iter().map(word).collect();
            forms.push(words.join(" "));
        }
    }
    forms
}

fn is_adjective(word: &str) -> bool {
    ["ая", "ые", "ие", "ое", "ый", "ий"]
        .iter()
        .any(|end| word.ends_with(end))
}

/// The cases of a Russian word, in each way that its ending allows.
fn cases(word: &str) -> Vec<Cases> {
    let all = |stem: &str, ends: [&str; 6]| ends.map(|end| format!("{stem}{end}"));
    let cut = |end: &str| word.strip_suffix(end);
    let shouted = !word.contains(char::is_lowercase);
    let small = !word.starts_with(char::is_uppercase) && word.chars().count() < 4;
    if shouted || small {
        return vec![all(word, [""; 6])];
    }
    if let Some(stem) = cut("ая") {
        return vec![all(stem, ["ая", "ой", "ой", "ую", "ой", "ой"])];
    }
    if let Some(stem) = cut("ые") {
        return vec![all(stem, ["ые", "ых", "ым", "ые", "ыми", "ых"])];
    }
    if let Some(stem) = cut("ие") {
        return vec![all(stem, ["ие", "их", "им", "ие", "ими", "их"])];
    }
    if let Some(stem) = cut("ое") {
        return vec![all(stem, ["ое", "ого", "ому", "ое", "ым", "ом"])];
    }
    for (end, ins) in [("ый", "ым"), ("ий", "им")] {
        if let Some(stem) = cut(end) {
            return vec![all(stem, [end, "ого", "ому", end, ins, "ом"])];
        }
    }
    if let Some(stem) = cut("я") {
        // "Россия", "Корея": by their vowel, the rest is one.
        let end = if stem.ends_with('и') { "и" } else { "е" };
        return vec![all(stem, ["я", "и", end, "ю", "ей", end])];
    }
    if let Some(stem) = cut("а") {
        let genitive = match stem.ends_with(['г', 'к', 'х', 'ж', 'ч', 'ш', 'щ']) {
            true => "и",
            false => "ы",
        };
        return vec![all(stem, ["а", genitive, "е", "у", "ой", "е"])];
    }
    if let Some(stem) = cut("ы") {
        let plural = ["ы", "", "ам", "ы", "ами", "ах"];
        return vec![
            all(stem, plural),
            all(stem, ["ы", "ов", "ам", "ы", "ами", "ах"]),
        ];
    }
    if let Some(stem) = cut("ь") {
        return vec![
            all(stem, ["ь", "я", "ю", "ь", "ем", "е"]),
            all(stem, ["ь", "и", "и", "ь", "ью", "и"]),
        ];
    }
    if let Some(stem) = cut("й") {
        return vec![all(stem, ["й", "я", "ю", "й", "ем", "е"])];
    }
    match word.ends_with(['о', 'е', 'и', 'у', 'ю', 'э', 'ё']) {
        true => vec![all(word, [""; 6])],
        false => vec![all(word, ["", "а", "у", "", "ом", "е"])],
    }
}

/// Adjectives before the last word with the ending of each case, all with the same; the last word with and without an -s.
fn german(name: &str) -> Vec<String> {
    let (first, last) = name.rsplit_once(' ').unwrap_or(("", name));
    let adjective = |word: &str| {
        let stem = ["er", "es", "e"]
            .iter()
            .find_map(|end| word.strip_suffix(end));
        let is_one = word.starts_with(char::is_uppercase) && word.chars().count() > 4;
        stem.filter(|_| is_one).map(str::to_owned)
    };
    let mut forms = Vec::new();
    for end in ["e", "en", "er", "es", "em"] {
        let words = first.split(' ').filter(|w| !w.is_empty());
        let words = words.map(|w| adjective(w).map_or(w.to_owned(), |stem| stem + end));
        let words: Vec<String> = words.collect();
        for last_end in ["", "s", "n"] {
            let last = format!("{last}{last_end}");
            let all = words.iter().chain([&last]).map(String::as_str);
            forms.push(all.collect::<Vec<_>>().join(" "));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_forms_that_texts_use() {
        for (tag, name, expected) in [
            ("ru", "Россия", "России Россию Россией"),
            (
                "ru",
                "Таджикистан",
                "Таджикистана Таджикистану Таджикистаном Таджикистане",
            ),
            ("ru", "Канада", "Канады Канаде Канаду Канадой"),
            ("ru", "Америка", "Америки"),
            ("ru", "Корея", "Кореи Корее Корею"),
            ("ru", "Израиль", "Израиля Израилем"),
            ("ru", "Беларусь", "Беларуси Беларусью"),
            ("ru", "Китай", "Китая Китаем"),
            ("ru", "Нидерланды", "Нидерландов Нидерландах"),
            ("ru", "Шри-Ланка", "Шри-Ланки"),
            ("de", "Deutschland", "Deutschlands"),
        ] {
            let forms = forms(tag, name);
            for form in expected.split(' ').chain([name]) {
                assert!(forms.iter().any(|f| f == form), "{form} of {forms:?}");
            }
        }
        for (tag, name, form) in [
            ("ru", "Саудовская Аравия", "Саудовской Аравией"),
            ("ru", "Соединенные Штаты", "Соединенных Штатах"),
            ("ru", "Южный Судан", "Южного Судана"),
            ("ru", "США", "США"),
            (
                "ru",
                "Соединенные Штаты Америки",
                "Соединенных Штатов Америки",
            ),
            ("ru", "Республика Корея", "Республикой Корея"),
            ("ru", "Босния и Герцеговина", "Боснии и Герцеговины"),
            ("de", "Vereinigte Staaten", "Vereinigten Staaten"),
            (
                "de",
                "Vereinigte Arabische Emirate",
                "Vereinigten Arabischen Emiraten",
            ),
            ("de", "Vereinigtes Königreich", "Vereinigten Königreichs"),
            ("fr", "Allemagne", "Allemagne"),
        ] {
            let forms = forms(tag, name);
            assert!(forms.iter().any(|f| f == form), "{form} of {forms:?}");
        }
    }
}
