//! Why is a briefing understood as it is, and who is one entity? What the commands say, for people and for programs.

use serde_json::Value;

use super::place::{Place, lakes};

/// Runs a command in the folder about lakes: (exit code, standard output, standard error).
fn run(line: &str) -> (i32, String, String) {
    let place = Place::new();
    let lakes = lakes().display().to_string();
    let words = line.split_whitespace().map(|w| w.replace("LAKES", &lakes));
    let ran = place.run(words);
    (ran.code, ran.out, ran.err)
}

#[test]
fn a_briefing_is_named_by_its_file_its_name_or_the_end_of_it_with_a_line_or_without() {
    const WHOLE: &str = "Kenya and Norway open talks on lake fisheries";
    for (line, code, first) in [
        ("explain --in LAKES LAKES/ministry/2019-talks.md", 0, WHOLE),
        ("explain --in LAKES ministry/2019-talks.md", 0, WHOLE),
        ("explain --in LAKES 2019-talks.md", 0, WHOLE),
        ("explain --in LAKES 2019-talks.md:18", 0, "\nline 18"),
        (
            "explain --in LAKES 2019-talks.md:12",
            1,
            "Nobody and nothing is named on line 12.\n",
        ),
        (
            "explain --in LAKES 2019-talks.md:999",
            1,
            "Nobody and nothing is named on line 999.\n",
        ),
        // Alone it is read by itself.
        ("explain LAKES/ministry/2019-talks.md", 0, WHOLE),
    ] {
        let (actual, out, err) = run(line);
        assert_eq!((actual, err.as_str()), (code, ""), "{line}: {out}");
        assert!(
            out.starts_with(first) && (code == 0 || out == first),
            "{line}: {out}"
        );
    }
    for (line, said) in [
        (
            "explain --in LAKES 2019-talk.md",
            "error: there is no briefing `2019-talk.md`, did you mean `2019-talks.md`?\n",
        ),
        (
            "explain --in LAKES zebra",
            "error: there is no briefing `zebra`; `briefing list` lists them\n",
        ),
    ] {
        assert_eq!(run(line), (2, String::new(), said.to_owned()), "{line}");
    }
}

#[test]
fn every_mention_and_facet_value_is_told_with_what_speaks_for_it() {
    let (_, out, _) = run("explain --in LAKES boats.md");
    for part in [
        "\n  date     2021-07-02: 100 %, front matter, line 4\n",
        "\n  source   Shore Gazette: 100 %, front matter, line 3\n",
        "\n  country  Tanzania: only mentioned: named once, as “Tanzania”\n",
        "\n  topic    Trade: 100 %, front matter, line 6\n",
        "\nline 9\n  Kisumu  place, 99 %\n      a name of the built-in lists → Kisumu\n",
        "\n  Grace Atieno  person, 50 %, doubtful\n",
    ] {
        assert!(out.contains(part), "{part} in\n{out}");
    }
    let (_, out, _) = run("explain --in LAKES note.txt");
    assert!(
        out.contains("\n  date     undated: nothing says when\n"),
        "{out}"
    );
}

#[test]
fn an_ambiguous_surname_names_all_its_owners_and_says_so() {
    let place = Place::new();
    for (name, text) in [
        ("one.txt", "Foreign Minister Anna Berg met John Smith."),
        ("two.txt", "Trade Minister Erik Berg flew to Norway."),
        ("three.txt", "President Berg said no more than that."),
    ] {
        place.write(format!("docs/{name}"), text);
    }
    let ran = place.run(["explain", "three.txt", "--json", "--in", "docs"]);
    let owners = |l: &&Value| l["entities"].as_array().is_some_and(|e| e.len() == 2);
    let lines = ran.lines();
    let berg = lines
        .iter()
        .find(owners)
        .expect("a mention with two owners");
    assert!(
        berg["why"].as_str().unwrap().contains("ambiguous: it has"),
        "{berg}"
    );
    assert!(
        berg["why"].as_str().unwrap().ends_with("Erik Berg"),
        "{berg}"
    );
}

#[test]
fn what_is_explained_to_programs_is_one_object_a_line() {
    let place = Place::new();
    let lakes = lakes().display().to_string();
    let ran = place.run(["explain", "boats.md", "--json", "--in", &lakes]);
    let stored = std::fs::read_to_string(format!("{lakes}/gazette/boats.md")).unwrap();
    let stored: Vec<char> = stored.chars().collect();
    let (facets, mentions): (Vec<Value>, Vec<Value>) = ran
        .lines()
        .into_iter()
        .partition(|l| l.get("facet").is_some());
    assert!(
        facets
            .iter()
            .all(|f| !f["evidence"].as_str().unwrap().is_empty())
    );
    assert!(facets.len() >= 5 && mentions.len() >= 5);
    for mention in mentions {
        let at = |field: &str| usize::try_from(mention[field].as_u64().unwrap()).unwrap();
        let slice: String = stored[at("from")..at("to")].iter().collect();
        assert_eq!(mention["text"], slice, "{mention}");
        for field in ["line", "kind", "level", "entities", "confidence", "why"] {
            assert!(!mention[field].is_null(), "{field}: {mention}");
        }
    }
}

#[test]
fn an_entity_is_told_with_its_company_its_names_and_its_roles() {
    let place = Place::new();
    for n in 0..30 {
        let text = match n {
            0..10 => {
                "Kenyan Foreign Minister Grace Atieno met Trade Minister Lars Holm in Norway. Atieno left."
            }
            _ => "The harbours of Norway were closed by ice for the whole week.",
        };
        let year = 2010 + n % 5;
        let front = format!("---\ntitle: Day {n}\ndate: {year}-03-04\n---\n\n{text}\n");
        place.write(format!("docs/{n}.md"), front);
    }
    let ran = place.run(["entity", "grace atieno", "--json", "--in", "docs"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let told = &ran.lines()[0];
    assert_eq!(told["id"], "person:grace-atieno", "{told}");
    assert_eq!(
        (&told["first"], &told["last"]),
        (&"2010-03-04".into(), &"2014-03-04".into())
    );
    assert_eq!(
        (&told["briefings"], &told["years"]["2012"]),
        (&10.into(), &2.into())
    );
    let company = |name: &str| {
        let mut all = told["company"].as_array().unwrap().iter();
        all.find(|c| c["name"] == name).cloned().unwrap_or_default()
    };
    // Always together; and with what stands everywhere no more often than chance would have it.
    assert_eq!(told["company"][0]["beyond_chance"], true, "{told}");
    assert_eq!(company("Lars Holm")["beyond_chance"], true, "{told}");
    assert_eq!(company("Lars Holm")["briefings"], 10, "{told}");
    assert_eq!(company("Norway")["beyond_chance"], false, "{told}");
    let names = told["names"].as_array().unwrap();
    assert!(
        names.len() == 2 && names.iter().all(|n| n["why"].is_string()),
        "{told}"
    );
    assert_eq!(told["roles"][0]["role"], "foreign minister", "{told}");
    assert_eq!(told["roles"][0]["of"], "Kenya", "{told}");
    assert_eq!(told["roles"][0]["said"][1], "2014-03-04", "{told}");

    let ran = place.run(["entity", "person:grace-atieno", "--in", "docs"]);
    for part in [
        "Grace Atieno\nperson, 20 mentions in 10 briefings\n2010-03-04 to 2014-03-04\n",
        "\nNamed together with\n",
        "  Lars Holm  in 10 briefings, 3.0 times as often as by chance\n",
        "\nRoles\n  foreign minister of Kenya  2010-03-04 to 2014-03-04, ",
    ] {
        assert!(ran.out.contains(part), "{part} in\n{}", ran.out);
    }
    let ran = place.run(["entity", "grace atiena", "--in", "docs"]);
    let said = "note: nobody and nothing here is called so, did you mean \"Grace Atieno\"?\n";
    assert_eq!((ran.code, ran.err.as_str()), (1, said), "{}", ran.out);
}
