//! What is the one form of terms that mean the same? Flat groups, nothing twice, facet values as choices.
//!
//! Invariant: normal terms stay as they are; printing and reading yields normal terms.
//! Must not know: texts.

use super::{At, Field, QueryError, Term, Value};

/// Terms that must all hold, flat, each once; a group of alternatives of one facet that no other term speaks of becomes choices.
pub(super) fn normal_all(terms: Vec<Term>) -> Vec<Term> {
    let flat = flat_all(terms);
    let mut out: Vec<Term> = Vec::with_capacity(flat.len());
    for term in &flat {
        let spoken = |f| flat.iter().filter(|t| speaks_of(t, f)).count();
        match (term, alternatives_of(term)) {
            (Term::Any(choices), Some(field)) if spoken(field) == 1 => {
                out.extend(choices.iter().cloned());
            }
            _ => out.push(term.clone()),
        }
    }
    out
}

/// Terms that must all hold, without groups that say the same, each once.
fn flat_all(terms: Vec<Term>) -> Vec<Term> {
    let mut flat = Vec::with_capacity(terms.len());
    for term in terms {
        match normal(term) {
            Term::All(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    each_once(flat)
}

/// The terms without repetitions.
fn each_once(terms: Vec<Term>) -> Vec<Term> {
    let mut out: Vec<Term> = Vec::with_capacity(terms.len());
    for term in terms {
        if !out.contains(&term) {
            out.push(term);
        }
    }
    out
}

/// The field of which a group holds alternatives and nothing else.
fn alternatives_of(term: &Term) -> Option<Field> {
    let Term::Any(choices) = term else {
        return None;
    };
    let field = |t: &Term| match t {
        Term::Field(field, _, _) if field.alternates() => Some(*field),
        _ => None,
    };
    let first = field(choices.first()?)?;
    choices
        .iter()
        .all(|c| field(c) == Some(first))
        .then_some(first)
}

/// Whether a term is a wanted value of the field, or a group of such.
fn speaks_of(term: &Term, wanted: Field) -> bool {
    match term {
        Term::Field(field, _, _) => *field == wanted,
        term => alternatives_of(term) == Some(wanted),
    }
}

/// A term in normal form: groups flat and of two at least, no double negation.
fn normal(term: Term) -> Term {
    match term {
        Term::Not(inner) => match normal(*inner) {
            Term::Not(twice) => *twice,
            other => Term::Not(Box::new(other)),
        },
        Term::All(terms) => one_or(flat_all(terms), Term::All),
        Term::Any(terms) => {
            let mut flat: Vec<Term> = Vec::with_capacity(terms.len());
            for term in terms {
                match normal(term) {
                    Term::Any(inner) => flat.extend(inner),
                    other => flat.push(other),
                }
            }
            one_or(each_once(flat), Term::Any)
        }
        other => other,
    }
}

/// The only term, or the group of them.
fn one_or(mut terms: Vec<Term>, group: fn(Vec<Term>) -> Term) -> Term {
    match terms.len() {
        1 => terms.remove(0),
        _ => group(terms),
    }
}

/// A term with its values put through `map`.
pub(super) fn map_term(
    term: &Term,
    map: &mut dyn FnMut(Field, &Value, &At) -> Result<Value, QueryError>,
) -> Result<Term, QueryError> {
    let mut all = |terms: &[Term]| -> Result<Vec<Term>, QueryError> {
        terms.iter().map(|t| map_term(t, map)).collect()
    };
    Ok(match term {
        Term::Text(_) => term.clone(),
        Term::Any(terms) => Term::Any(all(terms)?),
        Term::All(terms) => Term::All(all(terms)?),
        Term::Not(inner) => Term::Not(Box::new(map_term(inner, map)?)),
        Term::Field(field, value, at) => Term::Field(*field, map(*field, value, at)?, at.clone()),
    })
}
