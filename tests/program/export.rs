//! What other programs build on: every offset of an export counts characters of the file as it is stored.

use serde_json::Value;

use super::place::{Place, lakes};

/// Fails unless every mention of the export is what stands at its offsets, on its line, in the file; says how many there are.
fn check(place: &Place, folder: &str) -> usize {
    let ran = place.run(["export", "--in", folder]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let export: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(export["format"], "mentions-export/1");
    assert_eq!(export["offset_unit"], "char");
    let mut checked = 0;
    for document in export["documents"].as_array().unwrap() {
        let file = document["file"].as_str().unwrap();
        let stored = std::fs::read_to_string(place.path().join(folder).join(file)).unwrap();
        let stored: Vec<char> = stored.trim_start_matches('\u{feff}').chars().collect();
        for mention in document["mentions"].as_array().unwrap() {
            let at = |field: &str| usize::try_from(mention[field].as_u64().unwrap()).unwrap();
            let (start, end) = (at("start"), at("end"));
            let slice: String = stored[start..end].iter().collect();
            assert_eq!(mention["text"], slice, "{mention}");
            let breaks = stored[..start].iter().filter(|c| **c == '\n').count();
            assert_eq!(at("line"), breaks + 1, "{mention}");
            assert!(
                export["entities"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|e| e["id"] == mention["entity"]),
                "{mention}"
            );
            checked += 1;
        }
    }
    checked
}

#[test]
fn the_text_of_a_mention_is_what_stands_at_its_offsets_in_the_file() {
    let place = Place::new();
    let lakes = lakes().display().to_string();
    assert!(check(&place, &lakes) > 15);
}

#[test]
fn offsets_count_characters_whatever_their_length_in_bytes() {
    let text = "Ångström – “Ж” 漢字 😀 before the names.\n\nForeign Minister Sergei\u{a0}Lavrov flew to Norway. \
                Mr\u{a0}Lavrov met the Collective Security Treaty Organization (CSTO)\u{a0}in Kenya.\n\n😀 Later, Sergei Lavrov left Norway.\n";
    let front =
        "---\ntitle: “Ж” 😀 talks in Norway\nsource: Ünïcode Gazette\ndate: 2020-01-02\n---\n\n";
    let place = Place::new();
    let stored = [
        ("plain.txt", text.to_owned()),
        ("marked.md", format!("{front}{text}")),
        ("windows.txt", text.replace('\n', "\r\n")),
        ("windows.md", format!("{front}{text}").replace('\n', "\r\n")),
        ("tabs.txt", format!("\tIndented\t{text}")),
        (
            "invisible.txt",
            text.replace("flew", "fl\u{ad}e\u{200b}w\u{200d}")
                .replace("met", "\u{202e}met"),
        ),
        (
            "marked-up.md",
            text.replace(
                "flew",
                "*flew*, `code`, &amp; [went](https://example.org/x)",
            ),
        ),
    ];
    for (name, text) in stored {
        let place = &place;
        place.write(format!("{name}/{name}"), &text);
        let mentions = check(place, name);
        assert!(mentions >= 6, "{name}: {mentions} mentions");
    }
}

#[test]
fn a_byte_order_mark_is_no_character_of_the_text() {
    let place = Place::new();
    place.write(
        "docs/mark.txt",
        "\u{feff}A title\n\nForeign Minister Sergei Lavrov flew to Norway.\n",
    );
    assert!(check(&place, "docs") >= 2);
}

#[test]
fn every_form_of_export_says_which_years_a_text_speaks_of() {
    let place = Place::new();
    let lakes = lakes().display().to_string();
    let export = |format| place.run(["--in", &lakes, "export", "--format", format, "spoken:1998"]);
    let mentions: Value = serde_json::from_str(&export("mentions").out).unwrap();
    let whole = export("json").lines();
    for spoken in [&mentions["documents"][0]["spoken"], &whole[0]["spoken"]] {
        let years = spoken.as_array().unwrap();
        assert!(years.contains(&Value::from(1998)), "{spoken}");
    }
}
