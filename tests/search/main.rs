//! Does the query language find what it says, and say what is wrong? Tables over a small corpus of our own.

mod fixture;
mod programs;
mod properties;
mod rank;
mod text;

use std::sync::Arc;

use briefing::annotate::{self, Annotations};
use briefing::briefing::{Claim, Origin, Published, Stated};
use briefing::corpus::{Corpus, Order};
use briefing::entity::{Entities, EntityId};
use briefing::query::{Facet, Query, QueryError, parse};

use fixture::{Doc, TODAY, corpus, country, facet_of, keyed, rows};

/// A table of (query, ids of the hits).
fn check_hits(table: &str) {
    let corpus = corpus();
    for [text, expected] in rows(table) {
        let query = corpus
            .read(&keyed(text))
            .unwrap_or_else(|e| panic!("{text}: {e}"));
        let mut hits = corpus.search(&query, Order::Date, &[]).hits;
        hits.sort();
        let hits: Vec<String> = hits.iter().map(u32::to_string).collect();
        assert_eq!(hits.join(" "), expected, "{text}");
    }
}

#[test]
fn words_are_found_in_any_form_and_spelling() {
    check_hits(
        r#"
                             => 0 1 2 3 4
        chemical             => 0 1 3
        weapon               => 0 1 3
        WEAPONS chemical     => 0 1 3
        chemical AND weapons => 0 1 3
        labor                => 1 2
        labours              => 1 2
        organisation         => 0 1
        organize             => 0 1
        defense              => 0
        traveled             => 2
        lodz                 => 1
        UN                   => 1
        u.n.                 => 1
        порт                 => 2
        порта                => 2
        "соколовой порта"~1  => 2
        unions порты         => 2
        1000                 => 4
        zebra                =>
        fishing              => 4
        "OR"                 => 4
        "#,
    );
}

#[test]
fn a_stem_of_another_language_is_one_only_in_briefings_of_that_language() {
    let texts = [
        ("fr", "Les ouvriers frontaliers attendent l'accord."),
        ("en", "They call the workers frontaliers there."),
        ("", "Frontaliers."),
        ("fr", "Une ouvrière frontalière."),
    ];
    let briefings: Vec<_> = texts
        .iter()
        .map(|(lang, text)| {
            let doc = Doc {
                name: "x",
                lang,
                paragraphs: &["Nouvelles", text],
                ..Doc::default()
            };
            doc.briefing()
        })
        .collect();
    let found = |query: &str| {
        let corpus = Corpus::assemble(
            briefings.clone(),
            &[],
            briefing::entity::Entities::default(),
            Vec::new(),
            TODAY,
        );
        let query = corpus.read(query).expect("a query");
        let mut hits = corpus.search(&query, Order::Date, &[]).hits;
        hits.sort();
        hits
    };
    assert_eq!(found("frontalière"), [0, 3]);
    assert_eq!(found("frontaliers"), [0, 1, 2, 3]);
    assert_eq!(found("\"ouvrier frontalier\""), [0, 3]);
    assert_eq!(
        found("accord"),
        [0],
        "an article with an apostrophe is a word of its own"
    );
}

#[test]
fn phrases_near_prefixes_and_typos() {
    check_hits(
        r#"
        "chemical weapons"       => 0
        “chemical weapon”        => 0
        chemical-weapons         => 0
        "chemical weapons"~0     => 0
        "chemical weapons"~1     => 0
        "chemical weapons"~2     => 0 1
        "weapons chemical"~2     => 0 1
        "sokolova sokolova"~20   => 0
        "weapons weapons"~20     =>
        exerc*                   => 0 3
        organi*                  => 0 1
        weapns~1                 => 0 1 3
        waepons~1                => 0 1 3
        wepns~1                  =>
        fisch~                   => 4
        title:exercise           => 3
        title:"border plan"      => 0
        title:exerc*             => 3
        title:weapons            =>
        "#,
    );
}

#[test]
fn terms_combine() {
    check_hits(
        r#"
        chemical -labor                => 0 3
        -chemical                      => 2 4
        -(chemical OR fish)            => 2
        NOT chemical                   => 2 4
        --chemical                     => 0 1 3
        fish OR labor                  => 1 2 4
        weapons fish OR labor          => 1
        (weapons fish) OR labor        => 1 2
        (weapons -labor) OR fish       => 0 3 4
        -"chemical weapons" chemical   => 1 3
        "#,
    );
}

#[test]
fn values_of_a_facet_are_alternatives_and_facets_combine() {
    check_hits(
        r#"
        topic:diplomacy                            => 0 1
        topic:diplomacy topic:harbours                => 0 1 2 3
        topic:diplomacy OR topic:harbours             => 0 1 2 3
        topic:"Armed Conflict"                     => 0 3
        topic:armed                                => 0 3
        topic:harbours year:undated                   => 3
        -topic:harbours                               => 0 1 4
        country:@tj country:@us                    => 0 1 2 4
        country:TJ                                 => 0 4
        country:@ru -country:@us                   => 0
        (country:@ru OR country:@us) country:@tj   => 0
        country:@tj topic:diplomacy                => 0
        source:north                               => 2 3
        source:"NORTH wire"                        => 2 3
        source:unsorted                            => 4
        year:2013                                  => 0
        year:2013..2014                            => 0 1
        year:2014..                                => 1 2 4
        year:..2013 year:undated                   => 0 3
        -year:2015                                 => 0 1 3
        -year:2014..                               => 0 3
        spoken:2013                                => 0 1
        spoken:1991 spoken:2014..                  => 0 3
        spoken:2013 year:2014                      => 1
        -spoken:2013                               => 2 3 4
        spoken:1999                                =>
        person:sokolova person:sokol               => 0 2 3
        person:sokolova -person:sokol              => 0 2
        date:2013-09-23 date:2014                  => 0 1
        year:1999                                  =>
        lang:en                                    => 0 1
        lang:en-GB lang:russian                    => 0 1 2
        "#,
    );
}

#[test]
fn dates_are_intervals_that_may_overlap() {
    check_hits(
        r#"
        date:2013-09-23            => 0
        date:2013-09               => 0
        date:2013-09-24            =>
        date:2013-09-01..2013-10   => 0
        date:2014-05               => 1
        date:2015-09-20            => 4
        date:last-month            => 2 4
        date:last-7-days           => 4
        date:last-month..today     => 2 4
        date:this-month            =>
        date:last-year             => 1
        date:2014..                => 1 2 4
        date:..2014                => 0 1
        -date:2015                 => 0 1 3
        "#,
    );
}

#[test]
fn entities_are_found_by_any_of_their_names() {
    check_hits(
        r#"
        mention:"Anna Sokolova"           => 0 2
        mention:sokolova                  => 0 2
        mention:"соколова"                => 0 2
        person:anna                       => 0 2
        mention:sokol                     => 3
        org:"united nations"              => 1
        org:UN                            => 1
        mention:lodz                      => 1
        place:lodz                        => 1
        mention:sokolova mention:sokol    =>
        mention:sokolova OR org:un        => 0 1 2
        -mention:sokolova                 => 1 3 4
        "#,
    );
}

#[test]
fn what_is_found_is_marked() {
    let corpus = corpus();
    let table = r#"
        weapons                     => 0 => weapons
        chemical weapons            => 0 => chemical weapons
        "chemical weapons"          => 0 => chemical weapons
        "chemical weapons" weapon   => 0 => chemical weapons
        "chemical weapons"~2        => 1 => Weapons|chemical
        exerc*                      => 3 => Exercise
        mention:sokolova            => 0 => Anna Sokolova|Sokolova
        mention:sokolova spoke      => 0 => Anna Sokolova|Sokolova spoke
        weapons OR fish             => 4 => fish
        -fish                       => 0 =>
        topic:harbours                 => 3 =>
        UN                          => 1 => U.N.
        порты                       => 2 => Порт|порт
    "#;
    for [text, briefing, expected] in rows(table) {
        let briefing: u32 = briefing.parse().expect("a number");
        let results = corpus.search(&corpus.read(text).expect(text), Order::Date, &Facet::ALL);
        assert!(results.hits.contains(&briefing), "{text} in {briefing}");
        let body = &corpus.page(briefing).briefing.body;
        let spans = corpus.found(&results.marks, briefing);
        let found: Vec<_> = spans.iter().map(|s| &body[s.range()]).collect();
        assert_eq!(found.join("|"), expected, "{text} in {briefing}");
    }
}

#[test]
fn hits_stand_in_the_order_asked_for() {
    let corpus = corpus();
    for (text, order, expected) in [
        // Somewhere in September may be later than the 15th: it comes first.
        ("", Order::Date, [4, 2, 1, 0, 3]),
        ("", Order::Title, [4, 3, 0, 1, 2]),
        ("", Order::Source, [1, 0, 2, 3, 4]),
        ("sort:title", Order::Date, [4, 3, 0, 1, 2]),
        ("sort:date", Order::Title, [4, 2, 1, 0, 3]),
    ] {
        let results = corpus.search(&parse(text).expect(text), order, &[]);
        assert_eq!(results.hits, expected, "{text:?} {order:?}");
    }
}

#[test]
fn a_concordance_goes_from_the_oldest_on() {
    let corpus = corpus();
    assert_eq!(corpus.concordance(EntityId(0)), [(0, 0), (0, 1), (2, 0)]);
    assert_eq!(corpus.concordance(EntityId(1)), [(3, 0)]);
    assert_eq!(corpus.concordance(EntityId(99)), []);
}

#[test]
fn facts_fall_back_to_the_text_then_to_the_folder() {
    let briefing = |name: &'static str, origin: Origin| {
        let doc = Doc {
            name,
            paragraphs: &["T"],
            ..Doc::default()
        };
        let mut briefing = Arc::unwrap_or_clone(doc.briefing());
        (briefing.origin, briefing.stated) = (origin, Stated::default());
        Arc::new(briefing)
    };
    let file = |path: &str| Origin::File(path.into());
    let briefings = vec![
        briefing("inner/a.txt", file("outer/inner/a.txt")),
        briefing("b.txt", file("outer/b.txt")),
        briefing("c.txt", Origin::Bundled("c.txt")),
        briefing("d.txt", file("outer/d.txt")),
    ];
    let mut annotations = vec![Annotations::default(); 4];
    let inferred = &mut annotations[3];
    inferred.countries = vec![("tj".into(), true), ("ru".into(), false)];
    inferred.topics = vec![("harbours".into(), 2.0), ("health".into(), 1.0)];
    inferred.source = Some(Claim::inferred("North Wire".into(), 80, "credit line"));
    inferred.published = Published::in_year(2013).map(|p| Claim::inferred(p, 70, "dateline"));
    let corpus = Corpus::assemble(
        briefings,
        &annotations,
        Entities::default(),
        Vec::new(),
        TODAY,
    );
    let source =
        |f: &briefing::corpus::Facts| format!("{} {}", f.source.value, f.source.confidence);
    let all = 0..corpus.len() as u32;
    let sources: Vec<_> = all.map(|b| source(&corpus.page(b).facts)).collect();
    assert_eq!(
        sources,
        ["inner 20", "outer 20", "Unsorted 0", "North Wire 80"]
    );
    let page = corpus.page(3);
    let facts = &page.facts;
    assert_eq!(facts.countries, ["tj"]);
    assert_eq!(facts.mentioned, ["ru"]);
    assert_eq!(facts.topics, ["harbours", "health"]);
    assert_eq!((facts.year(), facts.words), (Some(2013), 1));
}

#[test]
fn counts_ignore_the_choice_of_their_own_facet() {
    let corpus = corpus();
    let table = r#"
                                  => topic  => armed-conflict 2, diplomacy 2, harbours 2
                                  => year   => 2015 2, 2014 1, 2013 1, undated 1
                                  => source => harbour-gazette 2, north-wire 2, unsorted 1
        topic:harbours               => topic  => armed-conflict 2, diplomacy 2, harbours 2
        -topic:harbours              => topic  => armed-conflict 2, diplomacy 2, harbours 2
        topic:harbours               => year   => 2015 1, undated 1
        topic:harbours               => source => north-wire 2
        topic:harbours year:2013     => topic  => armed-conflict 1, diplomacy 1, harbours 0
        topic:harbours year:2013     => year   => 2015 1, 2013 0, undated 1
        topic:harbours -year:2014    => year   => 2015 1, 2014 0, undated 1
        year:1999 topic:harbours     => year   => 2015 1, 1999 0, undated 1
        fish                      => source => unsorted 1
        zebra source:north-wire   => source => north-wire 0
                                  => person => Anna Sokolova 2
        person:"Ivan Sokol"       => person => Anna Sokolova 2, Ivan Sokol 1
        person:"Ivan Sokol"       => year   => undated 1
        -person:sokolova year:2015 => person => Anna Sokolova 1
        source:north-wire         => person => Anna Sokolova 1
                                  => org    =>
        org:un                    => org    => United Nations 1
                                  => lang   => en 2, ru 1
        lang:en fish              => lang   => en 0
        lang:en                   => year   => 2014 1, 2013 1
        topic:diplomacy           => lang   => en 2
                                  => spoken => 2014 1, 2013 2, 2012 1, 1991 1
        spoken:2013               => spoken => 2014 1, 2013 2, 2012 1, 1991 1
        spoken:2013               => year   => 2014 1, 2013 1
        spoken:..2012 year:2014   => spoken => 2013 1, 2012 1
        year:undated spoken:1999  => spoken => 2014 1, 1999 0
                                  => date   =>
        year:2015                 => date   => 2015-09 2
        year:2013..2015           => date   =>
        year:2014                 => date   => 2014-12 1, 2014-11 1, 2014-10 1, 2014-09 1, 2014-08 1, 2014-07 1, 2014-06 1, 2014-05 1, 2014-04 1, 2014-03 1, 2014-02 1, 2014-01 1
        year:2013 date:2013-09    => date   => 2013-09 1, 2013-09-23 1
        year:2013 -date:2013-08   => date   => 2013-09 1, 2013-08 0
        date:2013-09-23           => date   => 2013-09 1, 2013-09-23 1
        (topic:harbours OR fish)     => topic  => harbours 2, armed-conflict 1
    "#;
    for [text, facet, expected] in rows(table) {
        let results = corpus.search(&corpus.read(text).expect(text), Order::Date, &Facet::ALL);
        let values = results.facets[&facet_of(facet)].iter();
        let shown: Vec<_> = values.map(|v| format!("{} {}", v.key, v.count)).collect();
        assert_eq!(shown.join(", "), expected, "{text} {facet}");
    }
    let results = corpus.search(&Query::default(), Order::Date, &Facet::ALL);
    let countries = results.facets[&Facet::Country].iter();
    let countries: Vec<_> = countries.map(|v| (v.key.clone(), v.count)).collect();
    for code in ["ru", "tj", "us"] {
        assert!(
            countries.contains(&(country(code), 2)),
            "{code} in {countries:?}"
        );
    }
}

#[test]
fn values_have_labels_for_people() {
    let results = corpus().search(&Query::default(), Order::Date, &Facet::ALL);
    let label = |facet: Facet, key: &str| {
        let value = results.facets[&facet].iter().find(|v| v.key == key);
        value.map(|v| v.label.clone()).unwrap_or_default()
    };
    assert_eq!(label(Facet::Source, "harbour-gazette"), "Harbour Gazette");
    assert_eq!(label(Facet::Topic, "armed-conflict"), armed_conflict());
}

/// The label of the topic: the taxonomy's, or made of its key.
fn armed_conflict() -> &'static str {
    annotate::topic_name("armed-conflict").unwrap_or("Armed conflict")
}

/// A table of (text with what is wrong in brackets, message, what to put there).
fn check_errors(table: &str, read: impl Fn(&str) -> Result<Query, QueryError>) {
    for [place, says, instead] in rows(table) {
        let text = place.replace("⟦", "").replace("⟧", "");
        let error = read(&text).expect_err(place);
        let at = error.at.clone();
        let marked = format!(
            "{}⟦{}⟧{}",
            &text[..at.start],
            &text[at.clone()],
            &text[at.end..]
        );
        assert_eq!(marked, place);
        assert_eq!(error.to_string(), says, "{text}");
        assert_eq!(error.instead.unwrap_or_default(), instead, "{text}");
    }
}

#[test]
fn a_wrong_text_says_where_and_what_was_meant() {
    check_errors(
        r#"
        ⟦contry⟧:tj            => no field `contry`, did you mean `country`?                 => country
        war (⟦tpoic⟧:x)        => no field `tpoic`, did you mean `topic`?                    => topic
        ⟦zzz⟧:1                => no field `zzz`; for the word itself, write it in quotes    =>
        ⟦https://a.org/b⟧      => no field `https`; to look for an address, put it in quotes => "https://a.org/b"
        war ⟦"chemical⟧        => this quote is not closed                                   => "chemical"
        topic:⟦"armed⟧         => this quote is not closed                                   => "armed"
        ⟦(war OR peace⟧        => this `(` is not closed                                     => (war OR peace)
        war⟦)⟧                 => no `(` before this `)`                                     =>
        war ⟦()⟧               => there is nothing in these parentheses                      =>
        ⟦topic:⟧               => `topic:` needs a value, without a space before it          =>
        ⟦topic:⟧ war           => `topic:` needs a value, without a space before it          =>
        topic:⟦""⟧             => `topic:` needs a value                                     =>
        ⟦topic:⟧(a b)          => `topic:` takes one value: write (topic:… OR topic:…)       =>
        ⟦OR⟧ war               => `OR` needs a term on both sides                            =>
        war ⟦OR⟧               => `OR` needs a term on both sides                            =>
        war OR ⟦OR⟧ x          => `OR` needs a term on both sides                            =>
        war ⟦AND⟧ )            => `AND` needs a term on both sides                           =>
        ⟦NOT⟧                  => `NOT` needs a term after it                                =>
        war ⟦-⟧ peace          => `-` needs a term right after it                            =>
        ⟦"…"⟧                  => there is no word in `"…"`                                  =>
        war ⟦!⟧                => there is no word in `!`                                    =>
        "a b"⟦*⟧               => `*` completes a single word, not a phrase                  =>
        war⟦~2⟧                => one letter of a word may differ, no more: `~1`             => ~1
        "a b"⟦~⟧               => how many words may stand between? `~5`                     => ~5
        "a b"⟦~99999⟧          => `~` allows 1000 words at most                              => ~1000
        year:⟦20x3⟧            => `20x3` is no year; write 2013, 2013..2015, 2013.. or undated =>
        year:⟦..⟧              => `..` is no year; write 2013, 2013..2015, 2013.. or undated =>
        spoken:⟦undated⟧       => `undated` is no year; write 2013, 2013..2015 or 2013..     =>
        spoken:⟦2015..2013⟧    => `2015..2013` ends before it begins                         => 2013..2015
        year:⟦2015..2013⟧      => `2015..2013` ends before it begins                         => 2013..2015
        date:⟦2014..2013-09⟧   => `2014..2013-09` ends before it begins                      => 2013-09..2014
        sort:⟦dat⟧             => `sort:` takes date, relevance, title, source, length, not `dat` => date
        war ⟦-sort:date⟧       => `sort:` stands by itself, outside of parentheses           =>
        is:⟦raed⟧              => `is:` takes read, unread, starred, new, not `raed`         => read
        has:⟦x⟧                => `has:` takes note, highlight, not `x`                      =>
        tag:⟦"…"⟧              => `…` is no tag                                              =>
        "#,
        parse,
    );
    let error = parse("date:2013-13").expect_err("no such month");
    assert!(
        error
            .message
            .starts_with("`2013-13` is no date; write 2013"),
        "{error}"
    );
}

#[test]
fn a_value_that_the_corpus_lacks_names_the_nearest() {
    let corpus = corpus();
    check_errors(
        r#"
        war topic:⟦harb3urs⟧       => no topic `harb3urs`, did you mean `harbours`? => harbours
        topic:⟦opera⟧           => no topic `opera` in these briefings; there is `armed-conflict`, `diplomacy` and `harbours` =>
        (x OR -source:⟦"narth wire"⟧) => no source `narth wire`, did you mean `north-wire`? => north-wire
        person:⟦"Ana Sokolova"⟧ => no person called `Ana Sokolova` is mentioned here, did you mean `Anna Sokolova`? => "Anna Sokolova"
        org:⟦sokolova⟧          => no organisation called `sokolova` is mentioned here =>
        mention:⟦zebra⟧         => nobody and nothing called `zebra` is mentioned here =>
        lang:⟦french⟧           => no lang `french` in these briefings; there is `en` and `ru` =>
        "#,
        |text| corpus.read(text),
    );
}

#[test]
fn values_get_their_canonical_names() {
    let corpus = corpus();
    let table = r#"
        country:TJ                          => country:@tj
        country:tj country:Tj fish          => country:@tj fish
        topic:ARM -topic:"Harbours"            => topic:armed-conflict -topic:harbours
        source:"harbour gazette" OR fish    => source:harbour-gazette OR fish
        mention:"anna" year:1999            => mention:anna year:1999
        person:"соколова" person:sokol      => person:"Anna Sokolova" person:"Ivan Sokol"
        org:un OR fish                      => org:"United Nations" OR fish
        LANG:EN-gb OR lang:russian          => lang:en lang:ru
    "#;
    for [text, expected] in rows(table) {
        let query = corpus.read(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(query.to_string(), keyed(expected), "{text}");
        assert_eq!(corpus.resolve(&query), Ok(query), "{text}");
    }
}

#[test]
fn fields_and_values_are_completed_at_the_caret() {
    let corpus = corpus();
    // `|` is the caret; then the text with the first offer taken, and all offers with their counts.
    let table = r#"
        war cou|               => war country:|                 => country 3
        sou|                   => source:|                      => source 3
        topic:arm|             => topic:armed-conflict|         => @armed 2
        (fish OR -topic:ha|) x => (fish OR -topic:harbours|) x     => Harbours 2
        topic:conf|            => topic:armed-conflict|         => @armed 2
        source:"nor|" x        => source:north-wire| x          => North Wire 2
        source:g|              => source:harbour-gazette|       => Harbour Gazette 2
        mention:sok|           => mention:"Anna Sokolova"|      => Anna Sokolova 2, Ivan Sokol 1
        person:"ivan s|        => person:"Ivan Sokol"|          => Ivan Sokol 1
        org:sok|               => org:sok|                      =>
        year:|                 => year:2015|                    => 2015 2, 2014 1, 2013 1, undated 1
        spoken:|               => spoken:2014|                  => 2014 1, 2013 2, 2012 1, 1991 1
        spo|                   => spoken:|                      => spoken 4
        date:last-m|           => date:last-month|              => last-month 0
        sort:t|                => sort:title|                   => title 0
        lang:e|                => lang:en|                      => English 2
        nothing:x|             => nothing:x|                    =>
        zebra|                 => zebra|                        =>
    "#;
    for [typed, taken, offers] in rows(table) {
        let caret = typed.find('|').expect("a caret");
        let text = typed.replace('|', "");
        let found = corpus.completions(&text, caret);
        let shown: Vec<_> = found
            .iter()
            .map(|c| format!("{} {}", c.label, c.count))
            .collect();
        assert_eq!(
            shown.join(", "),
            offers.replace("@armed", armed_conflict()),
            "{typed}"
        );
        let first = found.first().map(|c| {
            let (before, after) = (&text[..c.at.start], &text[c.at.end..]);
            format!("{before}{}|{after}", c.insert)
        });
        assert_eq!(first.unwrap_or(typed.to_string()), taken, "{typed}");
    }
    assert!(corpus.completions("", 0).len() >= 12);
}

#[test]
fn years_that_were_typed_as_words_can_be_asked_for_as_years() {
    for (text, expected) in [
        ("kenya 2013", Some("kenya year:2013")),
        ("2013-2014 kenya", Some("year:2013..2014 kenya")),
        ("2014-2013", None),
        ("kenya 1066", None),
        ("\"in 2013\"", None),
        ("year:2013", None),
        ("kenya", None),
    ] {
        let query = parse(text).expect("a query");
        let offered = query.as_years().map(|(_, query)| query.to_string());
        assert_eq!(offered.as_deref(), expected, "{text}");
    }
}

#[test]
fn several_words_may_be_misspelled_at_once() {
    for (text, expected) in [
        ("bergan kisumo", Some("bergan~1 kisumo~1")),
        ("bergan", None),
        ("the nts", None),
    ] {
        let query = parse(text).expect("a query");
        let offered = query.alike_all().map(|(_, query)| query.to_string());
        assert_eq!(offered.as_deref(), expected, "{text}");
    }
}
