//! Does linking find who is who? Floors over the development set, and changes of the text that must change nothing.

#![allow(
    clippy::print_stderr,
    reason = "tests say what they skip and what they measured"
)]

#[path = "linking/abroad.rs"]
mod abroad;
#[path = "linking/blocks.rs"]
mod blocks;
#[path = "linking/region.rs"]
mod region;
#[path = "linking/score.rs"]
mod score;
#[path = "linking/shapes.rs"]
mod shapes;
#[path = "linking/unseen.rs"]
mod unseen;
#[path = "linking/years.rs"]
mod years;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use briefing::annotate::{Annotations, annotate};
use briefing::briefing::{Briefing, Kind, Level};
use briefing::entity::{Entities, link};

fn shared() -> Option<PathBuf> {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).to_owned();
    let named = std::env::var_os("BRIEFING_SHARED").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|p| p.is_dir())
}

fn read(folder: &Path) -> Vec<Arc<Briefing>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|f| f.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "md"))
        .collect();
    files.sort();
    let name = |p: &PathBuf| {
        p.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    let text =
        |p: &PathBuf| String::from_utf8_lossy(&std::fs::read(p).expect("a file")).into_owned();
    files
        .iter()
        .map(|p| blocks::briefing(&name(p), &text(p)))
        .collect()
}

fn linked(briefings: &[Arc<Briefing>]) -> (Vec<Annotations>, Entities) {
    let annotations: Vec<Annotations> = briefings.iter().map(|b| annotate(b)).collect();
    let entities = link(briefings, &annotations);
    (annotations, entities)
}

fn kind_name(kind: Kind) -> &'static str {
    if kind == Kind::Agreement {
        "document"
    } else {
        kind.name()
    }
}

/// The mentions of all briefings, offsets in code points.
fn predicted(briefings: &[Arc<Briefing>], entities: &Entities) -> Vec<score::Predicted> {
    let mut out = Vec::new();
    for (briefing, mentions) in briefings.iter().zip(&entities.mentions) {
        let chars = |at: u32| briefing.body[..at as usize].chars().count();
        for mention in mentions {
            let entity = entities.get(mention.entities[0]);
            out.push(score::Predicted {
                file: briefing.name.clone(),
                start: chars(mention.span.start),
                end: chars(mention.span.end),
                kind: kind_name(entity.kind),
                entity: entity.slug.clone(),
            });
        }
    }
    out
}

#[test]
fn the_development_set_is_linked_as_well_as_it_was() {
    let Some(folder) = shared()
        .map(|s| s.join("linking/dev"))
        .filter(|d| d.is_dir())
    else {
        eprintln!("skipped: no development set beside the project");
        return;
    };
    let briefings = read(&folder);
    let (_, entities) = linked(&briefings);
    let (spans, links) = score::score(&score::gold(&folder), &predicted(&briefings, &entities));
    eprintln!("strict span F1 {spans:.3}, document-pair links F1 {links:.3}");
    assert!(spans >= 0.97, "strict span F1 {spans:.3}");
    assert!(links >= 0.98, "document-pair links F1 {links:.3}");
}

#[test]
fn texts_of_another_region_are_linked_well() {
    let (mut briefings, mut gold) = (Vec::new(), Vec::new());
    for (name, marked) in region::TEXTS {
        let (text, marks) = region::unmarked(name, marked);
        briefings.push(blocks::briefing(name, &text));
        gold.extend(marks);
    }
    let (annotations, entities) = linked(&briefings);
    let found = predicted(&briefings, &entities);
    let (spans, links) = score::score(&gold, &found);
    eprintln!("strict span F1 {spans:.3}, document-pair links F1 {links:.3}");
    for (briefing, mentions) in briefings.iter().zip(&entities.mentions) {
        let words = mentions.iter().map(|m| {
            let kind = kind_name(entities.get(m.entities[0]).kind);
            format!("{kind} {}", &briefing.body[m.span.range()])
        });
        eprintln!(
            "{}: {}",
            briefing.name,
            words.collect::<Vec<_>>().join(", ")
        );
    }
    assert!(spans >= 0.94, "strict span F1 {spans:.3}");
    assert!(links >= 0.97, "document-pair links F1 {links:.3}");
    let dated = |b: usize| {
        annotations[b]
            .published
            .as_ref()
            .map(|p| p.value.to_string())
    };
    assert_eq!(dated(0).as_deref(), Some("2016-03-14"));
    assert_eq!((dated(1), dated(2)), (None, None), "no year is told");
}

#[test]
fn a_date_is_right_or_absent() {
    for (text, expected) in [
        (
            "Geneva, 3 March 2014 – The council met.",
            Some("2014-03-03"),
        ),
        (
            "The ministers met on 3 March 2014 and agreed.",
            Some("2014-03-03"),
        ),
        // A treaty, an anniversary, an announcement and a link have dates of their own.
        ("The treaty signed on 3 March 2014 is in force.", None),
        (
            "We mark the anniversary of the battle of 3 March 1914.",
            None,
        ),
        ("See [the post](/2014/03/03/fair) of last week.", None),
        // A year that is spoken of is not the year of writing.
        (
            "The elections of 2016 brought me to power. We thank you.",
            None,
        ),
        ("We will reach the goals of the 2030 Agenda.", None),
        (
            "The mandate began in January and will run until the end of 2018.",
            None,
        ),
        (
            "The deficit was 4 per cent in 2001. It will be 2 per cent by 2009.",
            None,
        ),
        // A line that closes the text says so as well as one of its own; one that says more does not.
        (
            "The harbour is open again. Boats had waited outside. Published 7 May 2015.",
            Some("2015-05-07"),
        ),
        (
            "The harbour is open again. Boats had waited outside. Posted on Thursday, May 7, 2015",
            Some("2015-05-07"),
        ),
        (
            "The harbour is open again. Published on 7 May 2015 by the council, the plan was the first.",
            None,
        ),
        (
            "The harbour is open again. Published 7 May 2015. It was the last paper of the council.",
            None,
        ),
        // The only day that a short report names, of what the report tells: it was written soon after.
        (
            "The minister of Kenya thanked her hosts. She had been ill for a week. The minister of Kenya spoke in Berlin on 3 May 2014.",
            Some("2014-05-03..2014-06-03"),
        ),
        (
            "The Harbour Council is content. On Monday the boats came. The Council met on Saturday, May 3, 2014, in Bergen.",
            Some("2014-05-03..2014-06-03"),
        ),
        // Not of another time, another event, somebody's words, or one date of several.
        (
            "The minister of Kenya thanked her hosts. She had been ill. The treaty that Kenya signed with Norway on 3 May 2014 binds her.",
            None,
        ),
        (
            "The minister of Kenya thanked her hosts. Two years later all is forgotten. The minister of Kenya spoke on 3 May 2014.",
            None,
        ),
        (
            "The minister of Kenya thanked her hosts. Boats were counted in Bergen on 3 May 2014.",
            None,
        ),
        (
            "The minister of Kenya thanked her hosts. \"Kenya voted on 3 May 2014\", she said.",
            None,
        ),
        (
            "The minister of Kenya thanked her hosts. Kenya voted on 3 May 2014. Kenya voted on 4 May 2014.",
            None,
        ),
        (
            "The minister of Kenya thanked her hosts. Kenya voted on 3 May 2014. The boats of 2016 were larger.",
            None,
        ),
        // A day ahead is near.
        (
            "The fair will open on 3 March 2014.",
            Some("2013-01-01..2014-03-31"),
        ),
        // These are tied to the present, or bounded on both sides.
        (
            "The year 2017 is a crucial one for the harbour.",
            Some("2017"),
        ),
        ("Last year, 2016, was dry.", Some("2017")),
        (
            "We will hold the exercise Tide-2019 this year.",
            Some("2019"),
        ),
        (
            "The bridge was built in 2016. The road will be opened in 2017.",
            Some("2016-01-01..2017-12-31"),
        ),
        // What is agreed up to a year, or asked for it, says nothing of when.
        (
            "The ministers discussed trade up to 2030. The ferry will sail at the end of 2019.",
            Some("2019"),
        ),
        (
            "They asked for the sums needed for the year 2019. The bridge will open in the second half of 2019.",
            Some("2018-01-01..2019-12-31"),
        ),
        // A day that is told without its year is of the year of writing, if it fits in one only.
        (
            "On 14 September the council adopted a plan to dredge the harbour by mid-2019.",
            Some("2018-09-14..2018-12-31"),
        ),
        (
            "On December 20 the council agreed. The harbour will be dredged by mid-2019.",
            Some("2018-12-20..2019-03-20"),
        ),
        (
            "On the 3rd of March the council agreed. The harbour will be dredged by mid-2019.",
            Some("2018-01-01..2019-06-30"),
        ),
        // A day that is a name, of every year, of another year, or ahead, tells nothing.
        (
            "On 11 September the towers were destroyed. The memorial will open by mid-2019.",
            Some("2018-01-01..2019-06-30"),
        ),
        (
            "On 14 September every boat is blessed as planned. The harbour will be dredged by mid-2019.",
            Some("2018-01-01..2019-06-30"),
        ),
        (
            "Nothing is ready. On 14 September 2015 they agreed at last. The harbour will be dredged by mid-2017.",
            Some("2015-01-01..2017-06-30"),
        ),
        (
            "On 14 September the council will vote on what was agreed. The harbour will be dredged by mid-2019.",
            Some("2018-01-01..2019-06-30"),
        ),
    ] {
        let briefing = blocks::briefing("dated.txt", text);
        let found = annotate(&briefing).published.map(|p| p.value.to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

#[test]
fn notions_in_capitals_name_nobody() {
    let text = "We work for Sustainable Development and Universal Health Coverage. Let us thank the Member States. \
        The 18F team wrote the Protocol Relating to the Establishment of the Harbour Council, adopted in Quito.";
    let briefings = vec![blocks::briefing("notions.txt", text)];
    let (_, entities) = linked(&briefings);
    let mentions = entities.mentions[0].iter();
    let found: Vec<&str> = mentions.map(|m| &text[m.span.range()]).collect();
    let expected = [
        "Protocol Relating to the Establishment of the Harbour Council",
        "Quito",
    ];
    assert_eq!(found, expected);
}

/// Text and kind of the mentions of a text that stands alone.
fn kinds(text: &str) -> Vec<(String, &'static str)> {
    let briefings = vec![blocks::briefing("alone.txt", text)];
    let (_, entities) = linked(&briefings);
    let mentions = entities.mentions[0].iter();
    let seen = mentions.map(|m| {
        let kind = kind_name(entities.get(m.entities[0]).kind);
        (text[m.span.range()].to_owned(), kind)
    });
    seen.collect()
}

#[test]
fn capitals_offices_and_products_are_not_taken_for_cities_and_people() {
    for (text, name, expected) in [
        // Between ordinary words "GAO" is no city; where all is in capitals, or a dateline opens, it may be one.
        ("A report of the GAO was read.", "GAO", Some("organisation")),
        ("The road to Gao was closed.", "Gao", Some("place")),
        (
            "GAO, 3 May 2014 – The road was closed.",
            "GAO",
            Some("place"),
        ),
        ("She wrote the minutes in MS Word.", "Word", None),
        (
            "Thanks go to Ms Kalnina for that.",
            "Kalnina",
            Some("person"),
        ),
        (
            "Our Chief Information Officer agreed.",
            "Information Officer",
            None,
        ),
        (
            "The page is in Quillon. We use Quillon daily, and Quillon files are small.",
            "Quillon",
            Some("organisation"),
        ),
        (
            "The boat lay in Quillon. They sailed to Quillon twice.",
            "Quillon",
            Some("place"),
        ),
        (
            "We went to Hillary for help. Then Hillary wrote to them.",
            "Hillary",
            Some("person"),
        ),
        (
            "The boats came to Virginia Beach. Then they left.",
            "Virginia Beach",
            Some("place"),
        ),
        (
            "They met Helen Beach by the mill. Helen Beach said so.",
            "Helen Beach",
            Some("person"),
        ),
        (
            "Quillon ANR opened the mill. The people of Quillon ANR saw it.",
            "Quillon ANR",
            Some("organisation"),
        ),
        (
            "They opened a mill in Charlotte. The people of Charlotte came to see it.",
            "Charlotte",
            Some("place"),
        ),
    ] {
        let found = kinds(text);
        let kind = found.iter().find(|m| m.0 == name).map(|m| m.1);
        assert_eq!(kind, expected, "{name} in “{text}”: {found:?}");
    }
}

#[test]
fn a_bare_title_is_not_another_countrys_office() {
    let text = "The Foreign Secretary received Latvian Foreign Minister Anna Kalnina on Monday. \
        Foreign Minister Kalnina thanked him. The foreign secretary spoke of trade. We'll see, said the foreign minister.";
    let briefings = vec![blocks::briefing("visit.txt", text)];
    let (_, entities) = linked(&briefings);
    let mentions = entities.mentions[0].iter();
    let found: Vec<&str> = mentions.map(|m| &text[m.span.range()]).collect();
    assert!(
        !found
            .iter()
            .any(|f| f.to_lowercase().contains("secretary") || f.contains("We")),
        "{found:?}"
    );
    assert!(found.contains(&"foreign minister"), "{found:?}");
}

/// Our own small corpus: a made-up alliance with made-up people among real countries.
const CORPUS: &[(&str, &str)] = &[
    ("a.txt", include_str!("linking/a.txt")),
    ("b.txt", include_str!("linking/b.txt")),
    ("c.txt", include_str!("linking/c.txt")),
];

fn corpus(change: impl Fn(&str) -> String) -> Vec<Arc<Briefing>> {
    CORPUS
        .iter()
        .map(|(name, text)| blocks::briefing(name, &change(text)))
        .collect()
}

/// A mention without offsets: briefing, place among its mentions, slugs, level, confidence.
type Seen = (String, usize, Vec<String>, Level, u8);

/// What is linked where.
fn picture(briefings: &[Arc<Briefing>]) -> BTreeSet<Seen> {
    let (_, entities) = linked(briefings);
    let mut out = BTreeSet::new();
    for (briefing, mentions) in briefings.iter().zip(&entities.mentions) {
        for (n, mention) in mentions.iter().enumerate() {
            let slugs = mention
                .entities
                .iter()
                .map(|e| entities.get(*e).slug.clone())
                .collect();
            out.insert((
                briefing.name.clone(),
                n,
                slugs,
                mention.level,
                mention.confidence,
            ));
        }
    }
    out
}

/// The slugs that the words `text` link to in one of our briefings, at their first occurrence.
fn slugs(name: &str, text: &str) -> Vec<String> {
    let briefings = corpus(str::to_owned);
    let (_, entities) = linked(&briefings);
    let b = briefings
        .iter()
        .position(|b| b.name == name)
        .expect("a fixture");
    let found = entities.mentions[b]
        .iter()
        .find(|m| &briefings[b].body[m.span.range()] == text);
    let found = found.unwrap_or_else(|| panic!("no mention “{text}” in {name}"));
    found
        .entities
        .iter()
        .map(|e| entities.get(*e).slug.clone())
        .collect()
}

#[test]
fn names_lead_to_the_same_entity_whatever_way_they_are_put() {
    for (file, text, expected) in [
        ("a.txt", "Oleksandr Marchuk", "person:oleksandr-marchuk"),
        ("a.txt", "Marchuk", "person:oleksandr-marchuk"),
        (
            "b.txt",
            "Ukrainian foreign minister",
            "person:oleksandr-marchuk",
        ),
        (
            "a.txt",
            "Northern Harbour Treaty Organisation",
            "organisation:northern-harbour-treaty-organisation",
        ),
        (
            "a.txt",
            "NHTO",
            "organisation:northern-harbour-treaty-organisation",
        ),
        (
            "b.txt",
            "NHTO",
            "organisation:northern-harbour-treaty-organisation",
        ),
        (
            "c.txt",
            "Northern Harbour Treaty Organization",
            "organisation:northern-harbour-treaty-organisation",
        ),
        ("b.txt", "Ukrainian", "country:ua"),
        ("c.txt", "Kiev", "place:kyiv"),
        ("c.txt", "H. Brandt", "person:helena-brandt"),
        (
            "b.txt",
            "Latvian-Estonian border",
            "place:latvian-estonian-border",
        ),
        ("c.txt", "Republic of Moldova", "country:md"),
    ] {
        assert_eq!(slugs(file, text), [expected], "“{text}” in {file}");
    }
}

#[test]
fn a_surname_that_never_has_a_given_name_is_one_person_however_it_is_spelt() {
    let texts = [
        "The fighters of Massud left. Massud, who led them, and the forces loyal to Massud went home.",
        "The fighters of Masud left. Masud, who led them, and the forces loyal to Masud went home.",
    ];
    let briefings = texts.iter().zip(["a.txt", "b.txt"]);
    let briefings: Vec<_> = briefings.map(|(t, n)| blocks::briefing(n, t)).collect();
    let (_, entities) = linked(&briefings);
    let people = entities.all.iter().filter(|e| e.kind == Kind::Person);
    let people: Vec<_> = people
        .map(|e| (e.slug.as_str(), e.briefings.len()))
        .collect();
    assert_eq!(people, [("person:massud", 2)]);
}

#[test]
fn a_surname_with_two_owners_links_to_both_and_says_so() {
    let briefings: Vec<Arc<Briefing>> = [
        ("1.txt", "The report of Anna Lindqvist was read out in Oslo on Monday by the clerk of the court."),
        ("2.txt", "The report of Peter Lindqvist was read out in Oslo on Monday by the clerk of the court."),
        ("3.txt", "According to Minister Lindqvist, the report will be read out again in Oslo before long."),
    ]
    .iter()
    .map(|(name, text)| blocks::briefing(name, text))
    .collect();
    let (_, entities) = linked(&briefings);
    let mention = entities.mentions[2]
        .iter()
        .find(|m| &briefings[2].body[m.span.range()] == "Lindqvist")
        .expect("the surname");
    let mut slugs: Vec<&str> = mention
        .entities
        .iter()
        .map(|e| entities.get(*e).slug.as_str())
        .collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["person:anna-lindqvist", "person:peter-lindqvist"]);
    assert!(mention.confidence < 60, "{}", mention.confidence);
    let why = entities.why(&briefings, 2, mention);
    assert!(why.contains("ambiguous"), "{why}");
}

#[test]
fn every_mention_says_why_and_points_at_words() {
    let briefings = corpus(str::to_owned);
    let (_, entities) = linked(&briefings);
    let all: usize = entities.mentions.iter().map(Vec::len).sum();
    assert!(all > 30, "{all} mentions");
    for (b, mentions) in (0..).zip(&entities.mentions) {
        let briefing = &briefings[b as usize];
        for mention in mentions {
            let text = &briefing.body[mention.span.range()];
            let why = entities.why(&briefings, b, mention);
            assert!(!text.trim().is_empty() && !mention.entities.is_empty());
            assert!(why.contains(" → "), "{text}: {why}");
            assert!(!why.contains('\n'), "{text}: {why}");
        }
        let sorted = mentions.windows(2).all(|w| {
            (w[0].span.start, std::cmp::Reverse(w[0].span.end))
                <= (w[1].span.start, std::cmp::Reverse(w[1].span.end))
        });
        assert!(sorted, "{}", briefing.name);
    }
}

#[test]
fn typography_changes_no_entity() {
    let plain = picture(&corpus(str::to_owned));
    type Change = fn(&str) -> String;
    let changes: [(&str, Change); 6] = [
        ("no-break spaces", |t| t.replace(' ', "\u{a0}")),
        ("curly apostrophes", |t| t.replace('\'', "\u{2019}")),
        ("guillemets", |t| quotes(t, "«", "»")),
        ("curly quotation marks", |t| quotes(t, "“", "”")),
        ("no-break hyphens", |t| t.replace('-', "\u{2011}")),
        ("soft breaks", |t| t.replace(" and ", "\nand ")),
    ];
    for (name, change) in changes {
        assert_eq!(picture(&corpus(change)), plain, "{name}");
    }
}

fn quotes(text: &str, open: &str, close: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for c in text.chars() {
        if c == '"' {
            out.push_str(if inside { close } else { open });
            inside = !inside;
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn british_and_american_spelling_name_the_same_entities() {
    let keys = |change: fn(&str) -> String| {
        let briefings = corpus(change);
        let (_, entities) = linked(&briefings);
        let slug = |s: &str| {
            s.replace("isation", "ization")
                .replace("harbour", "harbor")
                .replace("defence", "defense")
        };
        let all: BTreeSet<(String, Vec<(u32, u32)>)> = entities
            .all
            .iter()
            .map(|e| (slug(&e.slug), e.briefings.clone()))
            .collect();
        all
    };
    let american = |t: &str| {
        t.replace("isation", "ization")
            .replace("Harbour", "Harbor")
            .replace("Defence", "Defense")
    };
    assert_eq!(keys(american), keys(str::to_owned));
}

#[test]
fn the_order_of_briefings_changes_nothing_but_their_numbers() {
    let mut briefings = corpus(str::to_owned);
    let straight = picture(&briefings);
    briefings.reverse();
    assert_eq!(picture(&briefings), straight);
    briefings.swap(0, 1);
    assert_eq!(picture(&briefings), straight);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    use rayon::prelude::*;
    let briefings = corpus(str::to_owned);
    let (_, single) = linked(&briefings);
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        let annotations: Vec<Annotations> =
            pool.install(|| briefings.par_iter().map(|b| annotate(b)).collect());
        let entities = link(&briefings, &annotations);
        assert_eq!(
            format!("{entities:?}"),
            format!("{single:?}"),
            "{threads} threads"
        );
    }
}

#[test]
fn another_briefing_breaks_no_confident_link() {
    let before = picture(&corpus(str::to_owned));
    let mut more = corpus(str::to_owned);
    more.push(blocks::briefing(
        "d.txt",
        "Ministers of Chile and Peru met in Lima on Friday. The Pacific Lighthouse Union said that talks would go on in May.",
    ));
    let after = picture(&more);
    for link in before.iter().filter(|l| l.4 >= 60) {
        assert!(after.contains(link), "{link:?} is lost");
    }
}

#[test]
fn no_text_is_too_odd_to_annotate() {
    let long = "Of The Council For ".repeat(2000);
    let quotes = "\"A\" (B) 'c' -- ".repeat(2000);
    let initials = "A. B. C. Dr. Mr. U.S. ".repeat(2000);
    for text in [
        "", " ", "\n\n", "(", "A", "'s", "’s", "(AB)", "É", "ß", "al-", "-", "2013", "X (",
        "\u{301}", &long, &quotes, &initials,
    ] {
        let briefings = vec![blocks::briefing("odd.txt", text)];
        let (_, entities) = linked(&briefings);
        assert_eq!(entities.mentions.len(), 1);
    }
}
