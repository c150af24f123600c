//! Whom does "the Russian foreign minister" stand for, where its own briefing does not say? Role facts of the whole corpus.
//!
//! Invariant: no guess between several holders, unless one of them alone is named in the briefing or nearest to its date.
//! Must not know: texts.

use std::collections::{BTreeMap, BTreeSet};

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
#[derive(Default)]
pub(super) struct Holders {
    facts: BTreeMap<(String, u32), BTreeMap<u32, Vec<Learned>>>,
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
        holders.entry(person).or_default().push(learned);
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
        let family: fn(&str) -> bool = match role {
            "minister" => |r| r.ends_with("minister") && r != "prime minister",
            "leader" | "head of state" => |r| LEADERS.contains(&r),
            _ => return None,
        };
        let mut all: BTreeMap<u32, Learned> = BTreeMap::new();
        for ((other, owner), holders) in &self.facts {
            let fits = family(other) && of.is_none_or(|of| of == *owner);
            for (person, learned) in holders.iter().filter(|_| fits) {
                all.entry(*person).or_insert(learned[0]);
            }
        }
        let named: Vec<_> = all.iter().filter(|(p, _)| here.contains(p)).collect();
        let only = match named[..] {
            [one] => Some(one),
            [] if of.is_some() && all.len() == 1 => all.iter().next(),
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
        let from = (role.to_owned(), 0);
        let mut named: BTreeMap<u32, Learned> = BTreeMap::new();
        for ((other, _), holders) in self.facts.range(from..) {
            if other != role {
                break;
            }
            for (person, learned) in holders.iter().filter(|(p, _)| here.contains(p)) {
                named.entry(*person).or_insert(learned[0]);
            }
        }
        let mut all = named.iter();
        match (all.next(), all.next()) {
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
    all: &BTreeMap<u32, Vec<Learned>>,
    here: &BTreeSet<u32>,
    published: Option<Published>,
) -> Option<Found> {
    let found = |(&person, learned): (&u32, &Vec<Learned>), how| Found {
        person,
        learned: learned[0],
        how,
    };
    if all.len() == 1 {
        let only = all.iter().next()?;
        return Some(found(only, Because::OnlyHolder));
    }
    let mut named = all.iter().filter(|(p, _)| here.contains(p));
    if let (Some(one), None) = (named.next(), named.next()) {
        return Some(found(one, Because::HolderNamedHere));
    }
    nearest(all, published?)
}

/// Of several holders over the years, the one learned nearest in date, if no other is as near.
fn nearest(all: &BTreeMap<u32, Vec<Learned>>, published: Published) -> Option<Found> {
    let mut dated: Vec<(i64, u32, Learned)> = Vec::new();
    for (person, learned) in all {
        for fact in learned {
            if let Some(when) = fact.published {
                dated.push((distance(when, published), *person, *fact));
            }
        }
    }
    dated.sort_by_key(|d| (d.0, d.1));
    let &(days, person, learned) = dated.first()?;
    let rival = dated.iter().find(|d| d.1 != person).map(|d| d.0);
    let clear = days <= 730 && rival.is_none_or(|r| r > days + 180);
    clear.then_some(Found {
        person,
        learned,
        how: Because::Nearest,
    })
}

fn distance(a: Published, b: Published) -> i64 {
    let days = |x: jiff::civil::Date, y: jiff::civil::Date| i64::from((x - y).get_days()).abs();
    days(a.earliest, b.earliest).min(days(a.latest, b.latest))
}
