//! Which letters stand on what is in sight? One for each name and link, to go there by typing it.
//!
//! Must not know: how they are drawn, what going there does.

/// Letters in the order in which they are given out: those under the fingers first.
const LETTERS: &[u8] = b"asdfghjklewrtyuiopqvbncmxz";

/// What a letter leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A mention, as an index into the briefing's mentions.
    Mention(u32),
    /// A link, with where it leads.
    Link(String),
}

/// Letters on something in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What to type; no other hint's letters begin with these.
    pub letters: String,
    /// The byte of the body that they stand on.
    pub at: u32,
    /// What they lead to.
    pub target: Target,
}

/// Gives letters to targets, which stand in the order of the text: one each, or two where one is not enough.
pub fn hints(targets: Vec<(u32, Target)>) -> Vec<Hint> {
    let letter = |n: usize| char::from(LETTERS[n % LETTERS.len()]);
    let single = targets.len() <= LETTERS.len();
    let most = LETTERS.len() * LETTERS.len();
    let numbered = targets.into_iter().take(most).enumerate();
    let hint = |(n, (at, target)): (usize, (u32, Target))| Hint {
        letters: match single {
            true => letter(n).to_string(),
            false => [letter(n / LETTERS.len()), letter(n)].iter().collect(),
        },
        at,
        target,
    };
    numbered.map(hint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letters_begin_with_those_of_another() {
        for count in [0, 1, 26, 27, 500, 800] {
            let targets = (0..count).map(|n| (n, Target::Mention(n)));
            let hints = hints(targets.collect());
            assert_eq!(hints.len(), (count as usize).min(676));
            for (i, hint) in hints.iter().enumerate() {
                let others = hints.iter().enumerate().filter(|(j, _)| i != *j);
                let clash = others.filter(|(_, o)| o.letters.starts_with(&hint.letters));
                assert_eq!(clash.count(), 0, "{hint:?} of {count}");
            }
        }
    }
}
