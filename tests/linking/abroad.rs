//! One meeting in five languages: countries are the same entities whatever the text calls them, and no rule of English invents any.

use std::collections::BTreeSet;

use super::{blocks, linked};

const ENGLISH: &str = "Border talks end in Geneva

23 September 2013

The foreign ministers of Germany, Tajikistan and Saudi Arabia met in Geneva on Monday. Ivan Petrov, who led the talks for the \
United Nations, thanked Germany for its help. \"The road through Tajikistan is open again,\" Ivan Petrov said. The Netherlands \
and the United States sent observers.
";

const OTHERS: [(&str, &str, &str); 4] = [
    (
        "fr",
        "Fin des pourparlers de Genève

23 septembre 2013

Les ministres des affaires étrangères de l'Allemagne, du Tadjikistan et de l'Arabie saoudite se sont rencontrés lundi à Genève. \
Ivan Petrov, qui dirigeait les pourparlers pour les Nations unies, a remercié l’Allemagne de son aide. « La route du Tadjikistan \
est de nouveau ouverte », a dit le Médiateur. Les Pays-Bas et les États-Unis avaient envoyé des observateurs.
",
        "Ivan Petrov",
    ),
    (
        "de",
        "Gespräche in Genf beendet

Montag, 23. September 2013

Die Außenminister Deutschlands, Tadschikistans und Saudi-Arabiens haben sich am Montag in Genf getroffen. Ivan Petrov, der die \
Gespräche für die Vereinten Nationen leitete, dankte Deutschland für seine Hilfe. „Die Straße durch Tadschikistan ist wieder \
offen“, sagte der Vermittler. Die Niederlande und die Vereinigten Staaten hatten Beobachter geschickt.
",
        "Ivan Petrov",
    ),
    (
        "es",
        "Terminan las conversaciones de Ginebra

23 de septiembre de 2013

Los ministros de Asuntos Exteriores de Alemania, Tayikistán y Arabia Saudí se reunieron el lunes en Ginebra. Ivan Petrov, que \
dirigió las conversaciones por las Naciones Unidas, agradeció a Alemania su ayuda. «El camino por Tayikistán está abierto de \
nuevo», dijo el mediador. Los Países Bajos y los Estados Unidos habían enviado observadores.
",
        "Ivan Petrov",
    ),
    (
        "ru",
        "Переговоры в Женеве завершены

23 сентября 2013 г.

Министры иностранных дел Германии, Таджикистана и Саудовской Аравии встретились в понедельник в Женеве. Иван Петров, который вёл \
переговоры от Организации Объединенных Наций, поблагодарил Германию за помощь. «Дорога через Таджикистан снова открыта», — сказал \
посредник. Того же мнения были наблюдатели, которых прислали Нидерланды и Соединённые Штаты.
",
        "Иван Петров",
    ),
];

/// What each of these texts is linked to, as slugs, read together.
fn slugs(texts: &[&str]) -> Vec<BTreeSet<String>> {
    let names = (0..texts.len()).map(|n| format!("{n}.txt"));
    let briefings: Vec<_> = names
        .zip(texts)
        .map(|(name, text)| blocks::briefing(&name, text))
        .collect();
    let (_, entities) = linked(&briefings);
    let slug = |m: &briefing::entity::Mention| entities.get(m.entities[0]).slug.clone();
    entities
        .mentions
        .iter()
        .map(|all| all.iter().map(slug).collect())
        .collect()
}

#[test]
fn a_text_in_another_language_is_linked_to_what_the_english_one_is() {
    for (tag, text, _) in OTHERS {
        let both = slugs(&[ENGLISH, text]);
        assert_eq!(both[0], both[1], "{tag}");
        for slug in [
            "country:de",
            "country:tj",
            "country:sa",
            "country:nl",
            "country:us",
            "person:ivan-petrov",
        ] {
            assert!(both[1].contains(slug), "{tag}: {slug} of {:?}", both[1]);
        }
    }
}

#[test]
fn a_text_in_another_language_names_nobody_but_whom_others_name() {
    for (tag, text, person) in OTHERS {
        let alone = slugs(&[text]);
        let known = |slug: &&String| {
            ["country:", "place:", "organisation:"]
                .iter()
                .any(|k| slug.starts_with(k))
        };
        assert!(alone[0].iter().all(|s| known(&s)), "{tag}: {:?}", alone[0]);
        let briefing = blocks::briefing("x.txt", text);
        let (_, entities) = linked(std::slice::from_ref(&briefing));
        let covers = |m: &briefing::entity::Mention| briefing.body[m.span.range()].contains(person);
        assert!(!entities.mentions[0].iter().any(covers), "{tag}");
    }
}

#[test]
fn a_text_in_another_language_has_its_language_and_its_date() {
    for (tag, text, _) in OTHERS.into_iter().chain([("en", ENGLISH, "")]) {
        let annotations = briefing::annotate::annotate(&blocks::briefing("x.txt", text));
        let lang = annotations.lang.map(|l| l.value);
        assert_eq!(lang.as_deref(), Some(tag));
        let date = annotations.published.map(|p| p.value.to_string());
        assert_eq!(date.as_deref(), Some("2013-09-23"), "{tag}");
    }
}

#[test]
fn a_country_is_asked_for_by_its_name_in_any_of_the_languages() {
    for (name, code) in [
        ("Германия", "de"),
        ("allemagne", "de"),
        ("Südafrika", "za"),
        ("Corea del Norte", "kp"),
        ("Саудовская Аравия", "sa"),
    ] {
        assert_eq!(briefing::annotate::country_code(name), Some(code), "{name}");
    }
    assert_eq!(briefing::annotate::country_code("Nirgendwo"), None);
}
