//! Who is named together with whom, more often than chance would have it? And what is there to say of one entity.
//!
//! Counted from the lists of the roster (entity → briefings, briefing → names that are values of a facet), so that no briefing
//! is read for it.
//! Must not know: the screen.

use std::collections::BTreeMap;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::Corpus;
use crate::briefing::Kind;
use crate::entity::EntityId;
use crate::fold;

/// How strong the evidence must be that two are named together by more than chance: the value that chi-squared with one degree
/// of freedom exceeds once in ten thousand times. Thousands of pairs are looked at for one card, so one in twenty would not do.
const SURE: f64 = 15.14;

/// What is hardly more often than by chance may be sure where there is much of it, and tells nothing all the same.
const LIFT: f64 = 1.2;

/// Fewer briefings than this say nothing about two.
const LEAST: u32 = 2;

/// One that is named in the same briefings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Company {
    /// Who.
    pub entity: EntityId,
    /// Briefings that name both.
    pub together: u32,
    /// So many would if the two had nothing to do with each other.
    pub expected: f64,
    /// The log-likelihood ratio G² of the two being independent (Dunning, "Accurate Methods for the Statistics of Surprise and
    /// Coincidence", Computational Linguistics 19(1), 1993).
    pub score: f64,
}

impl Company {
    /// Whether chance is no good explanation.
    pub fn is_sure(&self) -> bool {
        self.score >= SURE && self.lift() >= LIFT
    }

    /// How many times as often as by chance.
    pub fn lift(&self) -> f64 {
        f64::from(self.together) / self.expected.max(f64::MIN_POSITIVE)
    }
}

/// When an entity is spoken of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// Briefings per year, where the year is certain.
    pub years: BTreeMap<i16, u32>,
    /// Of those, per month (from 1); one that may be of several months counts for each, as `date:` finds it by each.
    pub months: BTreeMap<(i16, i8), u32>,
    /// Briefings without a certain year.
    pub undated: u32,
    /// The first possible day of the oldest briefing that has a date.
    pub first: Option<Date>,
    /// The last possible day of the newest.
    pub last: Option<Date>,
}

impl Corpus {
    /// As [`Corpus::entities_named`], who is in most briefings first.
    pub fn called(&self, name: &str, kind: Option<Kind>) -> Vec<EntityId> {
        let mut all = self.entities_named(name, kind);
        all.sort_by_key(|e| (std::cmp::Reverse(self.entity(*e).briefings), *e));
        all
    }

    /// When briefings were published.
    pub fn times(&self, briefings: impl IntoIterator<Item = u32>) -> Times {
        let mut times = Times::default();
        for briefing in briefings {
            match self.year(briefing) {
                Some(year) => *times.years.entry(year).or_default() += 1,
                None => times.undated += 1,
            }
            if let Some((latest, earliest)) = self.date_key(briefing) {
                if earliest.year() == latest.year() {
                    for month in earliest.month()..=latest.month() {
                        *times.months.entry((earliest.year(), month)).or_default() += 1;
                    }
                }
                times.first = Some(times.first.map_or(earliest, |f| f.min(earliest)));
                times.last = Some(times.last.map_or(latest, |l| l.max(latest)));
            }
        }
        times
    }

    /// Those who are named in the same briefings as an entity, at most `most`: first those who are so more often than chance
    /// would have it, the surest first; then, if there are too few of them, others by how often they are. It walks every
    /// briefing of the entity: not for a key to wait for.
    pub fn company(&self, entity: EntityId, most: usize) -> Vec<Company> {
        let own: Vec<u32> = self.roster.briefings(entity).map(|b| b.0).collect();
        self.company_of(&own, Some(entity), most)
    }

    /// The same of briefings, each at most once, whatever they have in common; `not` is left out.
    pub fn company_of(&self, own: &[u32], not: Option<EntityId>, most: usize) -> Vec<Company> {
        let mut company: Vec<Company> = Kind::ALL
            .into_iter()
            .flat_map(|kind| self.company_of_kind(not, own, kind))
            .collect();
        let by_score = |c: &Company| (c.is_sure(), if c.is_sure() { c.score } else { 0.0 });
        company.sort_by(|a, b| {
            let ((sure_a, a_score), (sure_b, b_score)) = (by_score(a), by_score(b));
            sure_b
                .cmp(&sure_a)
                .then(b_score.total_cmp(&a_score))
                .then(b.together.cmp(&a.together))
                .then(b.score.total_cmp(&a.score))
                .then(a.entity.cmp(&b.entity))
        });
        company.dedup_by_key(|c| c.entity);
        company.truncate(most);
        company
    }

    fn company_of_kind(&self, not: Option<EntityId>, own: &[u32], kind: Kind) -> Vec<Company> {
        let is_own: RoaringBitmap = own.iter().collect();
        let counted = self.roster.counted(kind, &is_own).into_iter();
        let frequent = counted.filter(|c| c.1 >= LEAST);
        let mut company = Vec::new();
        for (name, counted) in frequent {
            let name = fold::name(name);
            let called = self.entities_named(&name, Some(kind));
            let alone = called.len() == 1;
            // A name stands for all who go by it; here it is asked for those whose own name it is.
            let own_name = called
                .into_iter()
                .filter(|e| fold::name(self.entity(*e).name) == name);
            for other in own_name.filter(|e| Some(*e) != not) {
                let together = match alone {
                    true => counted,
                    false => {
                        let named = self.roster.briefings(other);
                        named.filter(|b| is_own.contains(b.0)).count() as u32
                    }
                };
                if together < LEAST {
                    continue;
                }
                let (one, all) = (own.len() as u32, self.len() as u32);
                let counts = [together, one, self.entity(other).briefings, all];
                let (expected, score) = association(counts.map(u64::from));
                company.push(Company {
                    entity: other,
                    together,
                    expected,
                    score,
                });
            }
        }
        company
    }

    /// Those of some briefings that mention an entity, ascending.
    pub fn naming(&self, briefings: &[u32], entity: EntityId) -> Vec<u32> {
        let having: RoaringBitmap = self.roster.briefings(entity).map(|b| b.0).collect();
        let both = having & briefings.iter().collect::<RoaringBitmap>();
        both.iter().collect()
    }
}

/// Of `all` briefings `one` have the one, `other` the other and `both` both: how many would have both if they were independent,
/// and G², twice the sum of observed × ln(observed / expected) over the four cells.
fn association([both, one, other, all]: [u64; 4]) -> (f64, f64) {
    let cells = [
        (both, one, other),
        (one.saturating_sub(both), one, all.saturating_sub(other)),
        (other.saturating_sub(both), all.saturating_sub(one), other),
        (
            (all + both).saturating_sub(one + other),
            all.saturating_sub(one),
            all.saturating_sub(other),
        ),
    ];
    let expected = |row: u64, column: u64| row as f64 * column as f64 / (all.max(1)) as f64;
    let cell = |(observed, row, column): (u64, u64, u64)| match observed {
        0 => 0.0,
        n => n as f64 * (n as f64 / expected(row, column)).ln(),
    };
    (
        expected(one, other),
        2.0 * cells.into_iter().map(cell).sum::<f64>().max(0.0),
    )
}

#[cfg(test)]
mod tests {
    use super::association;

    #[test]
    fn independence_scores_nothing_and_the_score_is_dunnings() {
        // [both, one, other, all] → (expected, G²), the latter worked out by hand from its definition.
        for (counts, expected, score) in [
            ([10, 100, 100, 1000], 10.0, 0.0),
            ([0, 0, 0, 0], 0.0, 0.0),
            ([10, 10, 10, 100], 1.0, 65.017),
            ([20, 40, 50, 200], 10.0, 15.0575),
        ] {
            let (e, g) = association(counts);
            assert!((e - expected).abs() < 1e-9, "{counts:?}: {e}");
            assert!((g - score).abs() < 0.01, "{counts:?}: {g}");
        }
    }
}
