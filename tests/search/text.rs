//! How is a query written and edited? Tables that need no corpus.

use briefing::query::{Choice, Facet, MAX_DEPTH, MAX_LEN, parse};

use super::fixture::{facet_of, rows};

#[test]
fn length_and_nesting_are_bounded() {
    let nested = |n: usize| format!("{}a OR (b c){}", "(x OR (y ".repeat(n), "))".repeat(n));
    assert!(parse(&nested(MAX_DEPTH / 2 - 1)).is_ok());
    let error = parse(&nested(MAX_DEPTH)).expect_err("too deep");
    assert_eq!(error.message, "parentheses nest 64 deep at most");
    assert!(parse(&"-".repeat(MAX_LEN - 1)).is_err());
    assert!(parse(&"a".repeat(MAX_LEN)).is_ok());
    assert!(parse(&"a".repeat(MAX_LEN + 1)).is_err());
    assert!(parse(&"(".repeat(MAX_LEN)).is_err());
    // Printing parts what was written without spaces; what it prints must stay readable.
    let tight: String = (0..800).map(|i| format!("\"a {i}\"")).collect();
    assert!(tight.len() > MAX_LEN || parse(&tight).is_err());
    let tight: String = (0..400).map(|i| format!("\"a {i}\"")).collect();
    let query = parse(&tight).expect("short enough");
    assert_eq!(parse(&query.to_string()), Ok(query));
}

#[test]
fn a_query_is_printed_without_what_it_does_not_need() {
    let table = r#"
        war   peace                    => war peace
        "war"                          => war
        “chemical  weapons”            => "chemical weapons"
        well-known                     => well-known
        "a \"b\" c\\"                  => "a \"b\" c\\"
        ((war))                        => war
        (war OR (peace OR fish))       => war OR peace OR fish
        (war (peace fish))             => war peace fish
        (a b) OR c                     => (a b) OR c
        a AND b                        => a b
        NOT a                          => -a
        -(-a)                          => a
        -(a b)                         => -(a b)
        a a b a                        => a b
        war~                           => war~1
        Topic:trade                    => topic:trade
        topic:"trade"                  => topic:trade
        topic:"armed conflict"         => topic:"armed conflict"
        organisation:UN                => org:UN
        year:2013..2013                => year:2013
        year:UNDATED                   => year:undated
        SPOKEN:2013..2013              => spoken:2013
        spoken:2013 OR spoken:..1991   => spoken:2013 spoken:..1991
        date:2013-09..2013-09          => date:2013-09
        date:last-1-day                => date:last-1-days
        sort:title war                 => war sort:title
        SORT:Relevance war             => war sort:relevance
        sort:length                    => sort:length
        date:2013 OR date:2014-01      => date:2013 date:2014-01
        topic:a OR topic:b             => topic:a topic:b
        (topic:a OR topic:b) topic:c   => topic:a OR topic:b topic:c
        -(topic:a)                     => -topic:a
        lang:EN-gb                     => lang:en-gb
        "OR"                           => "OR"
        "-x"                           => "-x"
        "topic:x"                      => "topic:x"
        12:30                          => 12:30
        "x*"                           => "x*"
        x"y"                           => x y
    "#;
    for [text, expected] in rows(table) {
        let query = parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(query.to_string(), expected, "{text}");
        assert_eq!(parse(expected), Ok(query), "{text}");
    }
}

#[test]
fn toggling_a_value_is_the_edit_that_typing_it_would_be() {
    let table = r#"
                                        => include topic b      => topic:b
        war                             => include topic b      => war topic:b
        topic:a war                     => include topic b      => topic:a topic:b war
        topic:a topic:b war             => include topic b      => topic:a war
        -topic:b war                    => include topic b      => topic:b war
        topic:b war                     => exclude topic b      => -topic:b war
        -topic:b war                    => exclude topic b      => war
        topic:a                         => exclude topic b      => topic:a -topic:b
        topic:a OR topic:b war          => include topic b      => topic:a war
        topic:b -topic:b                => include topic b      => topic:b
        topic:a (topic:a OR topic:b)    => include topic a      => topic:b
        topic:a (topic:a OR topic:b)    => only topic c         => topic:c
        year:2012 (year:2012 OR year:2013..2014) => range year 2012 2014 => year:2012..2014
        topic:a -topic:c war            => only topic b         => war topic:b
        topic:a topic:b                 => only topic b         => topic:b
        topic:b war                     => only topic b         => war
        -topic:b                        => only topic b         => topic:b
        war topic:a -topic:b year:2013  => clear topic b        => war year:2013
        (topic:a OR topic:b) topic:c    => clear topic b        => topic:a topic:b
        year:2013..2015                 => include year 2014    => year:2013 year:2015
        year:2013..                     => include year 2014    => year:2013 year:2015..
        year:..2014                     => include year 2014    => year:..2013
        year:2014                       => include year 2014    =>
        -year:2013..2014                => include year 2014    => -year:2013 year:2014
        -year:2013..2014                => exclude year 2014    => -year:2013
        year:2013..2015                 => exclude year 2014    => year:2013 year:2015 -year:2014
        year:2013                       => include year undated => year:2013 year:undated
        year:undated                    => include year undated =>
        spoken:2013..2015 year:2014     => include spoken 2014  => spoken:2013 spoken:2015 year:2014
        spoken:2013                     => include spoken undated => spoken:2013
        spoken:2013..                   => exclude spoken 2013  => spoken:2014.. -spoken:2013
        country:b                       => include topic b      => country:b topic:b
        date:2013-09 war                => include date 2013-10 => date:2013-09 date:2013-10 war
        date:2013-09                    => exclude date 2013-09 => -date:2013-09
        date:2013-09 date:2013..2014    => only date 2013-09-23 => date:2013-09-23
        date:2013                       => include date nonsense => date:2013
        person:a                        => include person b     => person:a person:b
        lang:en                         => only lang en         =>
        year:2001 war                   => range year 2015 2013 => war year:2013..2015
        -year:2001                      => range year 2013 2013 => year:2013
        year:2001 spoken:1991           => range spoken 2014 2012 => year:2001 spoken:2012..2014
    "#;
    for [before, edit, after] in rows(table) {
        let mut query = parse(before).expect(before);
        let words: Vec<&str> = edit.split(' ').collect();
        if words[0] == "range" {
            query.years(
                facet_of(words[1]),
                words[2].parse().expect("a year"),
                words[3].parse().expect("a year"),
            );
            assert_eq!(query.to_string(), after, "{before}, {edit}");
            continue;
        }
        let facet = facet_of(words[1]);
        match words[0] {
            "include" => query.include(facet, words[2]),
            "exclude" => query.exclude(facet, words[2]),
            "only" => query.only(facet, words[2]),
            _ => query.clear(facet),
        }
        assert_eq!(query.to_string(), after, "{before}, {edit}");
        assert_eq!(query, parse(after).expect(after), "{before}, {edit}");
    }
}

#[test]
fn a_query_says_what_it_says_of_a_value() {
    let text = "topic:a -topic:b year:2013..2014 -year:2014 (topic:c OR x) -(topic:d)";
    let query = parse(text).expect("a query");
    for (facet, key, expected) in [
        (Facet::Topic, "a", Choice::Included),
        (Facet::Topic, "b", Choice::Excluded),
        (Facet::Topic, "c", Choice::None),
        (Facet::Topic, "d", Choice::Excluded),
        (Facet::Country, "a", Choice::None),
        (Facet::Year, "2013", Choice::Included),
        (Facet::Year, "2014", Choice::Excluded),
        (Facet::Year, "undated", Choice::None),
    ] {
        assert_eq!(query.choice(facet, key), expected, "{facet:?} {key}");
    }
}

#[test]
fn parts_can_be_dropped_one_by_one() {
    let query = parse("war topic:a topic:b -x OR y sort:title").expect("a query");
    let parts = query.without_each();
    let parts: Vec<_> = parts
        .iter()
        .map(|(part, rest)| format!("{part} | {rest}"))
        .collect();
    assert_eq!(
        parts,
        [
            "war | topic:a topic:b -x OR y sort:title",
            "topic:a | war topic:b -x OR y sort:title",
            "topic:b | war topic:a -x OR y sort:title",
            "-x OR y | war topic:a topic:b sort:title",
        ]
    );
}

#[test]
fn words_and_choices_can_be_edited_apart() {
    let mut query = parse("war topic:a -x year:2013").expect("a query");
    assert_eq!(query.words(), "war -x");
    query.set_words("peace OR \"no war\"").expect("a query");
    assert_eq!(query.to_string(), "peace OR \"no war\" topic:a year:2013");
    let before = query.clone();
    assert!(query.set_words("contry:x").is_err());
    assert_eq!(query, before);
    query.set_words("").expect("a query");
    assert_eq!(query.to_string(), "topic:a year:2013");
    assert!(!query.is_empty() && parse("sort:date").expect("a query").is_empty());
}
