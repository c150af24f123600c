//! Prints what there is to say of one entity: what its card on the screen says.
//!
//! Must not know: where the text goes, how anything is counted.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::app::card;
use crate::corpus::{Company, Corpus, Form, Held, Profile};
use crate::entity::EntityId;
use crate::fold;
use crate::typeset;

use super::export::kind_name;
use super::print::counted;

/// Prints everyone who goes by a name, or has that slug: exit 1 if there is nobody.
pub(super) fn entity(
    corpus: &Corpus,
    name: &str,
    json: bool,
    out: &mut impl Write,
    notes: &mut dyn Write,
) -> io::Result<ExitCode> {
    let called = match corpus.entity_by_slug(name) {
        Some(one) => vec![one],
        None => corpus.called(name, None),
    };
    if called.is_empty() {
        let all = corpus.entities().map(|e| corpus.entity(e).name);
        let near = fold::nearest(name, all, 1);
        let meant = near.first().map(|n| format!(", did you mean \"{n}\"?"));
        let meant = meant.unwrap_or_default();
        writeln!(notes, "note: nobody and nothing here is called so{meant}")?;
        return Ok(ExitCode::from(1));
    }
    for (n, &entity) in called.iter().enumerate() {
        let profile = corpus.profile(entity);
        if json {
            writeln!(out, "{}", object(corpus, entity, &profile))?;
            continue;
        }
        if n > 0 {
            writeln!(out)?;
        }
        text(corpus, entity, &profile, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn text(
    corpus: &Corpus,
    entity: EntityId,
    profile: &Profile,
    out: &mut impl Write,
) -> io::Result<()> {
    let e = corpus.entity(entity);
    let mentions = counted(e.mentions as usize, "mention");
    let briefings = counted(e.briefings as usize, "briefing");
    writeln!(
        out,
        "{}\n{}, {mentions} in {briefings}",
        e.name,
        e.kind.name()
    )?;
    match card::between(corpus, entity) {
        Some((first, last)) if first == last => writeln!(out, "{first}")?,
        Some((first, last)) => writeln!(out, "{first} to {last}")?,
        None => {}
    }
    let years = profile.times.years.iter();
    let mut years: Vec<String> = years.map(|(year, n)| format!("{year} {n}")).collect();
    if profile.times.undated > 0 {
        years.push(format!("undated {}", profile.times.undated));
    }
    writeln!(out, "\nBriefings per year: {}", years.join(", "))?;
    let rows = |title: &str, rows: Vec<(String, String)>, out: &mut dyn Write| -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        let column = rows.iter().map(|r| typeset::width(&r.0)).max().unwrap_or(0);
        for (left, right) in rows {
            let gap = column.min(40).saturating_sub(typeset::width(&left));
            writeln!(out, "  {left}{}  {right}", " ".repeat(gap))?;
        }
        Ok(())
    };
    let company = profile.company.iter().map(|c| company_row(corpus, c));
    rows("Named together with", company.collect(), out)?;
    rows("Names", profile.forms.iter().map(form_row).collect(), out)?;
    rows(
        "Roles",
        profile.roles.iter().map(|h| role_row(corpus, h)).collect(),
        out,
    )
}

fn company_row(corpus: &Corpus, company: &Company) -> (String, String) {
    let lift = match company.is_sure() {
        true => format!(", {:.1} times as often as by chance", company.lift()),
        false => String::new(),
    };
    let together = counted(company.together as usize, "briefing");
    let other = corpus.entity(company.entity);
    (other.name.to_owned(), format!("in {together}{lift}"))
}

fn form_row(form: &Form) -> (String, String) {
    let why = form.example.as_ref().map(|e| format!("  {}", e.2));
    let why = why.unwrap_or_default();
    (form.text.clone(), format!("{}{why}", form.count))
}

fn role_row(corpus: &Corpus, held: &Held) -> (String, String) {
    let when = match held.said {
        None => String::new(),
        Some((first, last)) if first == last => format!("{first}, "),
        Some((first, last)) => format!("{first} to {last}, "),
    };
    let (name, words) = (corpus.row(held.at.0).name, &held.words);
    (held.to_string(), format!("{when}{name}: “{words}”"))
}

fn object(corpus: &Corpus, entity: EntityId, profile: &Profile) -> Value {
    let e = corpus.entity(entity);
    let company = profile.company.iter().map(|c| {
        let other = corpus.entity(c.entity);
        json!({
            "entity": other.slug, "name": other.name, "kind": kind_name(other.kind), "briefings": c.together,
            "expected": c.expected, "score": c.score, "beyond_chance": c.is_sure(),
        })
    });
    let names = profile.forms.iter().map(|f| {
        let example = f.example.as_ref();
        let file = example.map(|e| corpus.row(e.0).name);
        json!({ "text": f.text, "count": f.count, "file": file, "why": example.map(|e| &e.2) })
    });
    let roles = profile.roles.iter().map(|h| {
        let said = h.said.map(|(first, last)| [first.to_string(), last.to_string()]);
        json!({ "role": h.role, "of": h.of, "said": said, "file": corpus.row(h.at.0).name, "words": h.words })
    });
    json!({
        "id": e.slug, "kind": kind_name(e.kind), "name": e.name, "mentions": e.mentions, "briefings": e.briefings,
        "first": profile.times.first, "last": profile.times.last, "years": profile.times.years,
        "undated": profile.times.undated, "company": company.collect::<Vec<_>>(),
        "names": names.collect::<Vec<_>>(), "roles": roles.collect::<Vec<_>>(),
    })
}
