//! How well are texts linked of which the rules know nothing? Invented ones of several regions and genres, marked before the
//! first run; of one half the errors were read and rules mended, the other half was only ever counted.

use super::{blocks, linked, predicted, region, score};

type Text = (&'static str, &'static str);

/// A shoal that two states claim, rivers of a kingdom: what was learnt from.
const READ: &[Text] = &[
    ("shoal_statement.txt", include_str!("shoal_statement.txt")),
    ("shoal_wire.txt", include_str!("shoal_wire.txt")),
    ("shoal_speech.txt", include_str!("shoal_speech.txt")),
    ("broads_bill.txt", include_str!("broads_bill.txt")),
    ("broads_court.txt", include_str!("broads_court.txt")),
    ("broads_eu.txt", include_str!("broads_eu.txt")),
];

/// A railway, an ultimatum: what was learnt from next.
const READ_NEXT: &[Text] = &[
    ("isthmus_news.txt", include_str!("isthmus_news.txt")),
    ("isthmus_letter.txt", include_str!("isthmus_letter.txt")),
    ("sahel_report.txt", include_str!("sahel_report.txt")),
    ("sahel_statement.txt", include_str!("sahel_statement.txt")),
];

/// A barrage, a cable: what was counted last, and read then.
const LAST: &[Text] = &[
    ("monsoon_news.txt", include_str!("monsoon_news.txt")),
    ("monsoon_brief.txt", include_str!("monsoon_brief.txt")),
    ("fjord_business.txt", include_str!("fjord_business.txt")),
];

/// A toll on a river, a peace mission, a gulf: what was only counted at first, and read then.
const UNREAD: &[Text] = &[
    ("pampas_news.txt", include_str!("pampas_news.txt")),
    (
        "pampas_communique.txt",
        include_str!("pampas_communique.txt"),
    ),
    ("pampas_interview.txt", include_str!("pampas_interview.txt")),
    ("horn_release.txt", include_str!("horn_release.txt")),
    ("horn_wire.txt", include_str!("horn_wire.txt")),
    ("horn_council.txt", include_str!("horn_council.txt")),
    ("gulf_command.txt", include_str!("gulf_command.txt")),
    ("gulf_state.txt", include_str!("gulf_state.txt")),
    ("gulf_oil.txt", include_str!("gulf_oil.txt")),
];

/// A lake between two states, a massacre: what was counted first, and read then.
const LAKE: &[Text] = &[
    (
        "zambezi_statement.txt",
        include_str!("zambezi_statement.txt"),
    ),
    ("zambezi_wire.txt", include_str!("zambezi_wire.txt")),
    ("zambezi_speech.txt", include_str!("zambezi_speech.txt")),
    ("antille_council.txt", include_str!("antille_council.txt")),
    ("antille_wire.txt", include_str!("antille_wire.txt")),
    ("rift_court.txt", include_str!("rift_court.txt")),
];

/// A border war over water, a licence for the seabed: what was counted once those were mended, and read then.
const ATOLL: &[Text] = &[
    ("steppe_statement.txt", include_str!("steppe_statement.txt")),
    ("steppe_wire.txt", include_str!("steppe_wire.txt")),
    ("atoll_speech.txt", include_str!("atoll_speech.txt")),
    ("atoll_court.txt", include_str!("atoll_court.txt")),
];

/// A cable, a warehouse, a mine: what was learnt from once more.
const LEARNT: &[Text] = &[
    ("baltic_wire.txt", include_str!("baltic_wire.txt")),
    ("baltic_statement.txt", include_str!("baltic_statement.txt")),
    ("baltic_debate.txt", include_str!("baltic_debate.txt")),
    ("baltic_company.txt", include_str!("baltic_company.txt")),
    ("levant_ngo.txt", include_str!("levant_ngo.txt")),
    ("levant_council.txt", include_str!("levant_council.txt")),
    ("levant_oped.txt", include_str!("levant_oped.txt")),
    ("levant_interview.txt", include_str!("levant_interview.txt")),
    ("andes_wire.txt", include_str!("andes_wire.txt")),
    ("andes_court.txt", include_str!("andes_court.txt")),
    ("andes_company.txt", include_str!("andes_company.txt")),
    ("andes_ngo.txt", include_str!("andes_ngo.txt")),
];

/// A storm, a valley, a border: only counted, and read by nobody while rules were mended.
const KEPT: &[Text] = &[
    ("mekong_wire.txt", include_str!("mekong_wire.txt")),
    (
        "mekong_communique.txt",
        include_str!("mekong_communique.txt"),
    ),
    ("mekong_ngo.txt", include_str!("mekong_ngo.txt")),
    ("mekong_speech.txt", include_str!("mekong_speech.txt")),
    ("balkan_wire.txt", include_str!("balkan_wire.txt")),
    ("balkan_court.txt", include_str!("balkan_court.txt")),
    ("balkan_debate.txt", include_str!("balkan_debate.txt")),
    ("balkan_oped.txt", include_str!("balkan_oped.txt")),
    ("caucasus_council.txt", include_str!("caucasus_council.txt")),
    ("caucasus_release.txt", include_str!("caucasus_release.txt")),
    (
        "caucasus_interview.txt",
        include_str!("caucasus_interview.txt"),
    ),
    ("caucasus_wire.txt", include_str!("caucasus_wire.txt")),
];

fn measured(name: &str, texts: &[Text], told: bool) -> score::Figures {
    let (mut briefings, mut gold) = (Vec::new(), Vec::new());
    for (name, marked) in texts {
        let (text, marks) = region::unmarked(name, marked);
        briefings.push(blocks::briefing(name, &text));
        gold.extend(marks);
    }
    let (_, entities) = linked(&briefings);
    let found = predicted(&briefings, &entities);
    let figures = score::figures(&gold, &found);
    for (kind, c) in &figures.spans {
        let f1 = c.f1();
        eprintln!("{name} {kind:12} F1 {f1:.3} {c:?}");
    }
    let (all, bodies) = (figures.links, figures.bodies);
    eprintln!("{name} links F1 {:.3} {all:?}", all.f1());
    let wrong = wrong(bodies);
    eprintln!(
        "{name} links of people and organisations F1 {:.3}, wrong {wrong:.3} {bodies:?}",
        bodies.f1()
    );
    if told {
        tell(&briefings, &figures);
    }
    figures
}

/// The share of links that join what is not one.
fn wrong(links: score::Counts) -> f64 {
    links.wrong as f64 / (links.right + links.wrong).max(1) as f64
}

fn tell(briefings: &[std::sync::Arc<briefing::briefing::Briefing>], figures: &score::Figures) {
    for (sign, (entity, a, b)) in &figures.wrong_links {
        eprintln!("{sign} link {entity} of {a} and {b}");
    }
    for (file, from, to, kind, sign) in &figures.errors {
        let body = briefings.iter().find(|b| b.name == *file);
        let body = body.map(|b| b.body.as_str()).unwrap_or_default();
        let part = |from: usize, to: usize| -> String {
            body.chars().skip(from).take(to - from).collect()
        };
        let (before, after) = (part(from.saturating_sub(20), *from), part(*to, to + 20));
        let words = part(*from, *to);
        eprintln!("{sign} {kind:12} {file}: {before:?} [{words}] {after:?}");
    }
}

#[test]
fn texts_that_were_learnt_from_are_linked_well() {
    let figures = measured("read", READ, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.97, "strict span F1 {spans:.3}");
    assert!(links >= 0.94, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_that_were_learnt_from_next_are_linked_well() {
    let figures = measured("next", READ_NEXT, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.97, "strict span F1 {spans:.3}");
    assert!(links >= 0.96, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_that_were_counted_last_are_linked_well() {
    let figures = measured("last", LAST, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.93, "strict span F1 {spans:.3}");
    assert!(links >= 0.88, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_that_were_only_counted_are_linked_well() {
    let figures = measured("unread", UNREAD, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.96, "strict span F1 {spans:.3}");
    assert!(links >= 0.97, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_of_a_lake_and_a_massacre_are_linked_well() {
    let figures = measured("lake", LAKE, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.96, "strict span F1 {spans:.3}");
    assert!(links >= 0.96, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_of_a_border_and_an_atoll_are_linked_well() {
    let figures = measured("atoll", ATOLL, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.96, "strict span F1 {spans:.3}");
    assert!(links >= 0.93, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_of_a_cable_a_warehouse_and_a_mine_are_linked_well() {
    let figures = measured("learnt", LEARNT, true);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.97, "strict span F1 {spans:.3}");
    assert!(links >= 0.97, "document-pair links F1 {links:.3}");
    assert!(wrong(figures.bodies) < 0.02, "{:?}", figures.bodies);
}

#[test]
fn texts_of_a_storm_a_valley_and_a_border_are_linked_well() {
    let figures = measured("kept", KEPT, false);
    let (spans, links) = (figures.spans[""].f1(), figures.links.f1());
    assert!(spans >= 0.90, "strict span F1 {spans:.3}");
    assert!(links >= 0.94, "document-pair links F1 {links:.3}");
    assert!(wrong(figures.bodies) < 0.02, "{:?}", figures.bodies);
}
