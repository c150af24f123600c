//! Whom does "the Russian foreign minister" stand for, where its own briefing does not say? Role facts of the whole corpus.
//!
//! Invariant: no guess between several holders, unless one of them alone is named in the briefing or nearest to its date.
//! Must not know: texts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::Because;
use crate::briefing::{Published, Span};

/// Where a role was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Learned {
    pub briefing: u32,
    pub span: Span,
    pub published: Option<Published>,
}

/// Who holds what, over the corpus; roles, countries and persons by the numbers of their names.
///
/// A role is asked for at every mention of it, so whatever a question needs is looked up, never walked through.
#[derive(Default)]
pub(super) struct Holders {
    /// (role, of what) → its holders.
    facts: BTreeMap<(String, u32), BTreeMap<u32, Holding>>,
    /// Role → its holders anywhere, with where each was learned first.
    anywhere: HashMap<String, BTreeMap<u32, Learned>>,
    /// (family of roles, of what, or of anything) → likewise.
    families: HashMap<(Family, Option<u32>), BTreeMap<u32, Learned>>,
}

/// Roles that one word can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Family {
    Minister,
    Leader,
}

impl Family {
    /// The family that a word asks for.
    fn asked(role: &str) -> Option<Family> {
        match role {
            "minister" => Some(Family::Minister),
            "leader" | "head of state" => Some(Family::Leader),
            _ => None,
        }
    }

    /// The family that a role is of.
    fn of(role: &str) -> Option<Family> {
        match role {
            _ if LEADERS.contains(&role) => Some(Family::Leader),
            _ if role.ends_with("minister") => Some(Family::Minister),
            _ => None,
        }
    }
}

/// Where it was learned that somebody holds a role.
#[derive(Default)]
struct Holding {
    /// In order of briefings; never empty.
    learned: Vec<Learned>,
    /// First and last possible days of the dated ones, sorted, each with the first place in `learned` that has it.
    earliest: BTreeMap<Date, usize>,
    latest: BTreeMap<Date, usize>,
}

impl Holding {
    fn add(&mut self, learned: Learned) {
        let at = self.learned.len();
        if let Some(published) = learned.published {
            self.earliest.entry(published.earliest).or_insert(at);
            self.latest.entry(published.latest).or_insert(at);
        }
        self.learned.push(learned);
    }

    /// How many days from then it was learned at the nearest, and where first.
    fn nearest(&self, published: Published) -> Option<(i64, Learned)> {
        let ends = [
            (&self.earliest, published.earliest),
            (&self.latest, published.latest),
        ];
        let near = ends.into_iter().flat_map(|(days, day)| {
            let around = [days.range(..day).next_back(), days.range(day..).next()];
            let away = move |d: &Date| i64::from((*d - day).get_days()).abs();
            around
                .into_iter()
                .flatten()
                .map(move |(d, at)| (away(d), *at))
        });
        let (days, at) = near.min()?;
        Some((days, self.learned[at]))
    }
}

/// What a bare role resolves to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub person: u32,
    pub learned: Learned,
    pub how: Because,
}

impl Holders {
    pub fn add(&mut self, role: &str, of: u32, person: u32, learned: Learned) {
        let holders = self.facts.entry((role.to_owned(), of)).or_default();
        holders.entry(person).or_default().add(learned);
    }

    /// Makes ready for questions, when all is added.
    pub fn finish(&mut self) {
        for ((role, of), holders) in &self.facts {
            for (&person, holding) in holders {
                let learned = holding.learned[0];
                let anywhere = self.anywhere.entry(role.clone()).or_default();
                anywhere.entry(person).or_insert(learned);
                let family = Family::of(role).into_iter();
                for key in family.flat_map(|f| [(f, None), (f, Some(*of))]) {
                    let members = self.families.entry(key).or_default();
                    members.entry(person).or_insert(learned);
                }
            }
        }
    }

    /// The holder of `role` of `of`, in a briefing that names the persons `here`.
    pub fn find(
        &self,
        role: &str,
        of: Option<u32>,
        here: &BTreeSet<u32>,
        published: Option<Published>,
    ) -> Option<Found> {
        if let Some(of) = of {
            let exact = self.facts.get(&(role.to_owned(), of));
            if let Some(found) = exact.and_then(|all| pick(all, here, published)) {
                return Some(found);
            }
        }
        self.generic(role, of, here)
            .or_else(|| self.bare(role, of, here))
    }

    /// "the minister", "the Russian leader": the only candidate named in the briefing, or else at all.
    fn generic(&self, role: &str, of: Option<u32>, here: &BTreeSet<u32>) -> Option<Found> {
        let all = self.families.get(&(Family::asked(role)?, of))?;
        let mut named = here.iter().filter_map(|p| all.get_key_value(p));
        let only = match (named.next(), named.next()) {
            (Some(one), None) => Some(one),
            (None, _) if of.is_some() && all.len() == 1 => all.iter().next(),
            _ => None,
        };
        only.map(|(&person, &learned)| Found {
            person,
            learned,
            how: Because::OnlyCandidate,
        })
    }

    /// "the president": the only holder of such a role who is named in the briefing.
    fn bare(&self, role: &str, of: Option<u32>, here: &BTreeSet<u32>) -> Option<Found> {
        if of.is_some() {
            return None;
        }
        let all = self.anywhere.get(role)?;
        let mut named = here.iter().filter_map(|p| all.get_key_value(p));
        match (named.next(), named.next()) {
            (Some((&person, &learned)), None) => Some(Found {
                person,
                learned,
                how: Because::NamedHere,
            }),
            _ => None,
        }
    }
}

/// Roles that "leader" and "head of state" can mean, folded.
const LEADERS: &[&str] = &[
    "president",
    "prime minister",
    "chancellor",
    "king",
    "queen",
    "emir",
    "sultan",
    "emperor",
    "head of state",
    "supreme leader",
];

fn pick(
    all: &BTreeMap<u32, Holding>,
    here: &BTreeSet<u32>,
    published: Option<Published>,
) -> Option<Found> {
    let found = |(&person, holding): (&u32, &Holding), how| Found {
        person,
        learned: holding.learned[0],
        how,
    };
    if all.len() == 1 {
        let only = all.iter().next()?;
        return Some(found(only, Because::OnlyHolder));
    }
    let mut named = here.iter().filter_map(|p| all.get_key_value(p));
    if let (Some(one), None) = (named.next(), named.next()) {
        return Some(found(one, Because::HolderNamedHere));
    }
    nearest(all, published?)
}

/// Of several holders over the years, the one learned nearest in date, if no other is as near.
fn nearest(all: &BTreeMap<u32, Holding>, published: Published) -> Option<Found> {
    let near = all.iter().filter_map(|(&person, holding)| {
        let (days, learned) = holding.nearest(published)?;
        Some((days, person, learned))
    });
    let mut near: Vec<(i64, u32, Learned)> = near.collect();
    near.sort_by_key(|n| (n.0, n.1));
    let &(days, person, learned) = near.first()?;
    let rival = near.get(1).map(|n| n.0);
    let clear = days <= 730 && rival.is_none_or(|r| r > days + 180);
    clear.then_some(Found {
        person,
        learned,
        how: Because::Nearest,
    })
}
