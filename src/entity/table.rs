//! What do all briefings together say of each name?
//!
//! Invariant: nothing here depends on the order of briefings but the order of role facts.
//! Must not know: which names are one entity.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::ledger::{Ledger, Line};
use crate::annotate::lexicon::{Fx, is, lexicon};
use crate::annotate::names::{Name, Votes};
use crate::annotate::spot::Guess;
use crate::briefing::{Kind, Published, Span};

/// Briefings that are taken at a time.
pub(super) const WINDOW: usize = 4096;

/// What is said of the names of a ledger, by their numbers.
pub(super) struct Table<'l> {
    pub ledger: &'l Ledger,
    /// Mentions that certainly use the name.
    pub counts: Vec<u32>,
    /// Such of them as only look like a person's name.
    pub weak: Vec<u32>,
    /// Acronym (folded) → numbers of its long forms, with how many briefings explain it so.
    pub acronyms: HashMap<&'l str, BTreeMap<u32, u32>, Fx>,
    /// Names that bearers of full names may go by → numbers of the full ones.
    pub called: BTreeMap<u32, BTreeSet<u32>>,
    /// (owner, head word) → numbers of the bodies named so.
    pub bodies: HashMap<(&'l str, &'l str), BTreeSet<u32>, Fx>,
    /// Votes for the unknown names.
    pub votes: BTreeMap<u32, Votes>,
    /// Who holds what, in order of briefings.
    pub roles: Vec<Role<'l>>,
    ids: HashMap<&'l Name, u32, Fx>,
}

/// A role fact of a briefing, by numbers of names.
#[derive(Debug, Clone)]
pub(super) struct Role<'l> {
    pub role: &'l str,
    pub of: Option<u32>,
    pub person: u32,
    pub briefing: u32,
    pub span: Span,
    pub published: Option<Published>,
}

impl<'l> Table<'l> {
    pub fn new(ledger: &'l Ledger) -> Self {
        let mut table = Self {
            ledger,
            counts: vec![0; ledger.names.len()],
            weak: vec![0; ledger.names.len()],
            acronyms: HashMap::default(),
            called: BTreeMap::new(),
            bodies: HashMap::default(),
            votes: BTreeMap::new(),
            roles: Vec::new(),
            ids: ledger.names.iter().zip(0..).collect(),
        };
        for from in (0..ledger.len()).step_by(WINDOW) {
            let window = from..(from + WINDOW).min(ledger.len());
            let lines = window.clone().into_par_iter().map(|b| ledger.line(b));
            for (briefing, line) in window.zip(lines.collect::<Vec<Line>>()) {
                table.take(briefing, &line);
            }
        }
        table
    }

    /// Adds what one briefing says.
    fn take(&mut self, briefing: usize, line: &Line) {
        let ledger = self.ledger;
        let ids = ledger.names_of(briefing);
        let id = |name: u32| ids[name as usize];
        let word = |place: u32| ledger.word(briefing, place);
        for mention in &line.mentions {
            let name = id(mention.name) as usize;
            let weak = mention.guess == Guess::Likely(Kind::Person)
                && matches!(ledger.names[name], Name::Person { .. });
            self.counts[name] += u32::from(mention.guess.sure() || weak);
            self.weak[name] += u32::from(weak);
        }
        for &(acronym, long) in &line.acronyms {
            let longs = self.acronyms.entry(word(acronym)).or_default();
            *longs.entry(id(long)).or_default() += 1;
        }
        for &(full, other) in &line.called {
            self.called.entry(id(other)).or_default().insert(id(full));
        }
        for &(owner, head, name) in &line.bodies {
            let bodies = self.bodies.entry((word(owner), word(head)));
            bodies.or_default().insert(id(name));
        }
        for &(name, votes) in &line.votes {
            self.votes.entry(id(name)).or_default().add(votes);
        }
        self.roles.extend(line.roles.iter().map(|fact| Role {
            role: word(fact.role),
            of: fact.of.map(id),
            person: id(fact.person),
            briefing: briefing as u32,
            span: fact.span,
            published: line.published,
        }));
    }

    pub fn find(&self, name: &Name) -> Option<u32> {
        self.ids.get(name).copied()
    }

    pub fn names(&self) -> &'l [Name] {
        &self.ledger.names
    }

    pub fn name(&self, id: u32) -> &'l Name {
        &self.ledger.names[id as usize]
    }
}

/// Last words of bodies that every state has its own of.
const NATIONAL: &[&str] = &[
    "ministry",
    "parliament",
    "senate",
    "congress",
    "government",
    "cabinet",
    "army",
    "navy",
    "police",
    "forces",
    "court",
    "bank",
    "staff",
    "assembly",
    "council",
    "guard",
    "service",
    "affairs",
    "defense",
    "interior",
    "finance",
    "force",
    "commission",
];

/// Words that tell a national body from an international one with the same last word.
const NATIONAL_FIRST: &[&str] = &[
    "ministry",
    "national",
    "supreme",
    "central",
    "constitutional",
    "armed",
    "defense",
    "foreign",
    "interior",
    "finance",
    "parliament",
    "government",
    "cabinet",
    "senate",
    "congress",
    "army",
    "navy",
    "police",
    "air",
    "electoral",
    "election",
    "high",
    "coast",
    "federal",
];

/// Such names that are neither told by their first word nor by their last.
const NATIONAL_WHOLE: &[&str] = &[
    "court of appeal",
    "court of appeals",
    "court of cassation",
    "house of representatives",
    "prosecutor office",
    "prosecutors office",
    "public prosecutor office",
    "attorney general office",
    "prosecutor general office",
    "ombudsman office",
    "superior court",
    "chamber of deputies",
    "defense staff",
];

/// Whether every state can have a body of this name ("foreign ministry", "national assembly").
pub(super) fn is_national(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or_default();
    let last = name.rsplit(' ').next().unwrap_or_default();
    NATIONAL.contains(&last) && NATIONAL_FIRST.contains(&first)
        || first == "ministry"
        || last == "ministry"
        || NATIONAL_WHOLE.contains(&name)
}

/// Whether a name is only the word for a kind of bodies ("the Commission").
fn is_bare(name: &str) -> bool {
    let lexicon = lexicon();
    let word = lexicon.find(name).filter(|_| !name.contains(' '));
    word.is_some_and(|w| lexicon.has(w, is::HEAD_ORG))
}

/// A name of a briefing: a national body without a country gets that of the briefing's main country, `main`; what is only a
/// word for bodies, which its text does not explain, is nobody's but the text's, `own`.
pub(super) fn localised(name: &Name, main: &str, own: &str) -> Name {
    let (words, of) = match name {
        Name::Body { name, of } => (name, of),
        // Every state has one.
        Name::Thing { kind, name } if name == "constitution" => {
            let name = format!("{name} of {main}");
            return Name::Thing { kind: *kind, name };
        }
        _ => return name.clone(),
    };
    let owner = match () {
        () if !of.is_empty() => return name.clone(),
        () if is_national(words) => main,
        () if is_bare(words) => own,
        () => return name.clone(),
    };
    Name::Body {
        name: words.clone(),
        of: owner.to_owned(),
    }
}
