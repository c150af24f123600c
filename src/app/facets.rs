//! Which values can the reader choose? The rows of the facets pane, derived from the results.
//!
//! Invariant: only the facets that are listed are asked for.
//!
//! Must not know: colours, how values are counted.

use std::collections::BTreeSet;

use crate::corpus::{FacetValue, OWN, Results};
use crate::fold;
use crate::fuzzy;
use crate::query::{Choice, Facet, Query};

use super::list::Cursor;
use super::{App, Effect};

/// The facets that always have a place in the pane.
pub const SHOWN: [Facet; 3] = [Facet::Topic, Facet::Country, Facet::Year];

/// The facets that the reader asks for, and those of them that the query speaks of.
pub const OTHERS: [Facet; 9] = [
    Facet::Spoken,
    Facet::Source,
    Facet::Person,
    Facet::Org,
    Facet::Place,
    Facet::Event,
    Facet::Lang,
    Facet::Tag,
    Facet::Has,
];

/// Values that a facet shows at least, if there are more of them; the others no more than that while they are folded.
const FOLDED: usize = 3;

/// So many letters of its name name a facet.
const NAME: usize = 3;

/// What a facet is called on the screen.
pub fn label(facet: Facet) -> &'static str {
    match facet {
        Facet::Topic => "Topic",
        Facet::Country => "Country",
        Facet::Year => "Published",
        Facet::Date => "Date",
        Facet::Spoken => "Spoken of",
        Facet::Source => "Source",
        Facet::Person => "Person",
        Facet::Org => "Organisation",
        Facet::Place => "Place",
        Facet::Event => "Event",
        Facet::Lang => "Language",
        Facet::Tag => "Tagged",
        Facet::Has => "Yours",
    }
}

/// A row of the facets pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// The head of a facet.
    Head(Facet),
    /// A value.
    Value(Facet, FacetValue),
    /// So many values are not shown; Enter shows them.
    More(Facet, usize),
    /// Shows the other facets, or no longer.
    Others {
        /// Whether they are shown.
        shown: bool,
    },
    /// A blank line between facets.
    Gap,
}

/// The facets pane.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// What is listed.
    pub rows: Vec<Row>,
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// What it is narrowed to.
    pub narrow: String,
    /// Whether the other facets are shown, too.
    pub others: bool,
    /// The year, of publication or spoken of, that is marked as one end of a range.
    pub marked: Option<(Facet, i16)>,
    expanded: BTreeSet<Facet>,
    /// The value that was found last by typing: it keeps its row where there is none for so rare ones.
    found: Option<(Facet, String)>,
}

impl Facets {
    /// Derives the rows; the selected value stays selected while it is listed.
    pub fn rebuild(&mut self, results: &Results, query: &Query, height: usize) {
        let selected = self.selected().map(|(f, v)| (f, v.key.clone()));
        self.rows.clear();
        let listed = |facet: Facet| (facet, self.listed(facet, results, query));
        let lists: Vec<_> = self.wanted(query).into_iter().map(listed).collect();
        let rows = self.shares(&lists, height);
        for ((facet, values), rows) in lists.into_iter().zip(rows) {
            if facet == Facet::Date {
                self.insert_dates(&values);
            } else {
                self.push_facet(facet, &values, query, rows);
            }
        }
        if !self.rows.is_empty() && self.narrow.is_empty() {
            let shown = self.others;
            self.rows.extend([Row::Gap, Row::Others { shown }]);
        }
        let named = self.named();
        let selected = selected.filter(|(f, _)| named.is_none_or(|n| n == *f));
        let at = |r: &Row| matches!((r, &selected), (Row::Value(f, v), Some((g, k))) if f == g && v.key == *k);
        let of_named = |r: &Row| matches!(r, Row::Value(f, _) if Some(*f) == named);
        let at = self.rows.iter().position(at);
        let at = at.or_else(|| self.rows.iter().position(of_named));
        let at = at.unwrap_or(self.cursor.at);
        let rows = std::mem::take(&mut self.rows);
        self.cursor
            .select(at, height, rows.len(), |i| stops(&rows[i]));
        self.rows = rows;
    }

    /// The facets to be counted: the only ones that `rebuild` lists. What is typed is looked for in all of them.
    pub fn wanted(&self, query: &Query) -> Vec<Facet> {
        let all = self.others || !self.narrow.is_empty();
        let spoken_of = |f: &Facet| all || query.speaks_of(*f);
        let others = OTHERS.into_iter().filter(spoken_of);
        // Months and days stand among the years.
        SHOWN
            .into_iter()
            .chain([Facet::Date])
            .chain(others)
            .collect()
    }

    /// Whether values are listed that the reader made.
    pub(super) fn lists_own(&self, query: &Query) -> bool {
        self.wanted(query).iter().any(|f| OWN.contains(f))
    }

    /// The values of a facet that are worth a row.
    fn listed<'r>(&self, facet: Facet, results: &'r Results, query: &Query) -> Vec<&'r FacetValue> {
        let values = results.facets.get(&facet).map_or(&[][..], Vec::as_slice);
        if !self.narrow.is_empty() && self.named() != Some(facet) {
            let values = values.iter().map(|v| (v, v.label.as_str()));
            return fuzzy::rank_first(&self.narrow, values).0;
        }
        // A value that leaves nothing is only worth a row while it is chosen.
        let chosen = |v: &FacetValue| query.choice(facet, &v.key) != Choice::None;
        let listed = values.iter().filter(|v| v.count > 0 || chosen(v));
        let listed: Vec<&FacetValue> = listed.collect();
        // That all is in one language says nothing.
        let is_told = facet != Facet::Lang || listed.len() > 1 || listed.iter().any(|v| chosen(v));
        if is_told { listed } else { Vec::new() }
    }

    /// The facet whose name is being typed.
    fn named(&self) -> Option<Facet> {
        let typed = fold::fold(self.narrow.trim());
        let begins = |name: &str| fold::fold(name).starts_with(&typed);
        let is_named = |f: &Facet| begins(label(*f)) || begins(f.name());
        let mut all = SHOWN.into_iter().chain(OTHERS);
        all.find(|f| typed.chars().count() >= NAME && is_named(f))
    }

    /// Keeps the value that the cursor is on in sight when the pane is no longer narrowed; and when it was found by the name of its
    /// facet, that is all that was wanted.
    pub(super) fn open_found(&mut self) {
        let Some((facet, value)) = self.selected().map(|(f, v)| (f, v.key.clone())) else {
            return;
        };
        self.others |= OTHERS.contains(&facet);
        if self.named() == Some(facet) {
            self.narrow.clear();
        } else {
            self.found = Some((facet, value));
        }
    }

    /// How many rows each facet gets for its values: whoever has the fewest gets the next one, until all have what they need
    /// or the pane is full.
    fn shares(&self, lists: &[(Facet, Vec<&FacetValue>)], height: usize) -> Vec<usize> {
        let is_main = |facet: Facet| SHOWN.contains(&facet);
        let need = |(facet, values): &(Facet, Vec<&FacetValue>)| match values.len() {
            n if *facet == Facet::Date || self.expanded.contains(facet) => n,
            n if self.narrow.is_empty() => n.min(FOLDED + 1),
            n => n,
        };
        let mut given: Vec<usize> = lists.iter().map(need).collect();
        // What the reader asked for beyond the pane does not take away from what was there.
        let counted = |facet: Facet| facet == Facet::Date || is_main(facet) || !self.others;
        let in_pane = || lists.iter().zip(&given).filter(|((f, _), _)| counted(*f));
        let heads = in_pane().filter(|((f, _), n)| *f != Facet::Date && **n > 0);
        // A head and a gap each; the last gap stands before the row that shows the others.
        let fixed = 2 * heads.count() + 1;
        let taken: usize = in_pane().map(|(_, n)| n).sum();
        let mut left = height.saturating_sub(fixed + taken);
        while left > 0 {
            let short = |i: &usize| is_main(lists[*i].0) && given[*i] < lists[*i].1.len();
            let Some(next) = (0..lists.len()).filter(short).min_by_key(|i| given[*i]) else {
                break;
            };
            given[next] += 1;
            left -= 1;
        }
        given
    }

    /// Puts months and days below their years; while narrowed, or without their year, at the end of the years.
    fn insert_dates(&mut self, values: &[&FacetValue]) {
        let mut last: Option<usize> = None;
        for value in values {
            let year = |r: &Row| matches!(r, Row::Value(Facet::Year, y) if value.key.starts_with(&format!("{}-", y.key)));
            let same = |at: usize| matches!(&self.rows[at], Row::Value(_, v) if v.key[..4] == value.key[..4]);
            let after = last
                .filter(|at| same(*at))
                .or_else(|| self.rows.iter().position(year))
                .map_or(self.rows.len(), |at| at + 1);
            let row = Row::Value(Facet::Date, (*value).clone());
            self.rows.insert(after, row);
            last = Some(after);
        }
    }

    /// A facet in so many rows, and one more for each chosen value that would not be among them.
    fn push_facet(&mut self, facet: Facet, values: &[&FacetValue], query: &Query, rows: usize) {
        if values.is_empty() {
            return;
        }
        if !self.rows.is_empty() {
            self.rows.push(Row::Gap);
        }
        self.rows.push(Row::Head(facet));
        let first = match values.len() <= rows {
            true => values.len(),
            false => rows.saturating_sub(1),
        };
        let chosen = |v: &FacetValue| query.choice(facet, &v.key) != Choice::None;
        let found = self.found.as_ref().filter(|(f, _)| *f == facet);
        let found = found.map(|(_, key)| key.clone());
        let mut hidden = 0;
        for (i, value) in values.iter().enumerate() {
            if i < first || chosen(value) || found.as_ref() == Some(&value.key) {
                self.rows.push(Row::Value(facet, (*value).clone()));
            } else {
                hidden += 1;
            }
        }
        if hidden > 0 {
            self.rows.push(Row::More(facet, hidden));
        }
    }

    /// The selected value.
    pub fn selected(&self) -> Option<(Facet, &FacetValue)> {
        match self.rows.get(self.cursor.at) {
            Some(Row::Value(facet, value)) => Some((*facet, value)),
            _ => None,
        }
    }

    /// The facet that the cursor is in.
    pub fn facet(&self) -> Option<Facet> {
        match self.rows.get(self.cursor.at) {
            Some(Row::Value(facet, _) | Row::More(facet, _) | Row::Head(facet)) => Some(*facet),
            _ => None,
        }
    }

    /// Marks the year that the cursor is on, or takes the mark back; when another one of its facet is marked, it is the
    /// other end: both.
    fn mark(&mut self) -> Option<(Facet, i16, i16)> {
        let of_years = |facet: &Facet| matches!(facet, Facet::Year | Facet::Spoken);
        let (facet, value) = self.selected().filter(|(f, _)| of_years(f))?;
        let year = value.key.parse().ok()?;
        match self.marked.take() {
            Some((f, other)) if f == facet && other != year => return Some((facet, other, year)),
            Some((f, _)) if f == facet => {}
            _ => self.marked = Some((facet, year)),
        }
        None
    }

    /// Shows all values of a facet.
    pub fn expand(&mut self, facet: Facet) {
        self.expanded.insert(facet);
    }
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    matches!(row, Row::Value(..) | Row::More(..) | Row::Others { .. })
}

impl App {
    /// Marks one end of a range of years, or asks for the range that ends here.
    pub(super) fn mark_year(&mut self) -> Vec<Effect> {
        if let Some((facet, one, other)) = self.facets.mark() {
            let mut query = self.query.clone();
            query.years(facet, one, other);
            return self.ask(query);
        }
        match self.facets.marked {
            Some((_, year)) => self.say(format!("{year} is one end: mark another year")),
            None => self.say("A range goes from one year to another: mark a year"),
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_of_the_pane_is_blank_while_values_are_hidden() {
        let values = |n: usize| -> Vec<FacetValue> {
            let value = |i: usize| FacetValue {
                key: (2000 - i).to_string(),
                label: i.to_string(),
                count: 1,
            };
            (0..n).map(value).collect()
        };
        // (values of topic, country and year; height; rows of each, a row for those hidden among them)
        let table = [
            ([40, 40, 40], 36, [10, 10, 9]),
            ([40, 2, 3], 36, [24, 2, 3]),
            ([5, 6, 7], 36, [5, 6, 7]),
            ([9, 40, 1], 20, [6, 6, 1]),
            ([9, 9, 9], 3, [4, 4, 4]),
        ];
        for (counts, height, expected) in table {
            let mut results = Results::default();
            for (facet, n) in SHOWN.into_iter().zip(counts) {
                results.facets.insert(facet, values(n));
            }
            let mut facets = Facets::default();
            facets.rebuild(&results, &Query::default(), height);
            let of = |f: Facet| {
                let own = |r: &&Row| matches!(r, Row::Value(g, _) | Row::More(g, _) if *g == f);
                facets.rows.iter().filter(own).count()
            };
            assert_eq!(SHOWN.map(of), expected, "{counts:?} in {height}");
            let hidden = facets.rows.iter().any(|r| matches!(r, Row::More(..)));
            let full = facets.rows.len() >= height;
            assert!(full || !hidden, "{counts:?} in {height}");
        }
    }
}
