//! How do names look in other regions and genres? A sentence for each shape, with what it names.

use super::{blocks, kinds, linked};

/// Each text with all that it names, in order.
const SHAPES: &[(&str, &[(&str, &str)])] = &[
    // Lists of ordinary words, before the word that says what they are of and behind it.
    (
        "He told the Forestry, Trade and Rural Affairs Committee so.",
        &[(
            "Forestry, Trade and Rural Affairs Committee",
            "organisation",
        )],
    ),
    (
        "It is for the Department for Forestry, Trade and Rural Affairs, she said.",
        &[(
            "Department for Forestry, Trade and Rural Affairs",
            "organisation",
        )],
    ),
    (
        "The Norway-Ghana Trade and Cooperation Agreement is in force.",
        &[
            ("Norway-Ghana Trade and Cooperation Agreement", "document"),
            ("Norway", "country"),
            ("Ghana", "country"),
        ],
    ),
    // Owners of whom there are many.
    (
        "So did the National Fishermen's Union.",
        &[("National Fishermen's Union", "organisation")],
    ),
    (
        "So did the Lagoon Farmers' Union.",
        &[("Lagoon Farmers' Union", "organisation")],
    ),
    // Laws with a word in brackets, a year, a number.
    (
        "Peers debated the Harbour Boats (Safety) Bill.",
        &[("Harbour Boats (Safety) Bill", "document")],
    ),
    (
        "The court cited the Harbour Boats Act 1987 again.",
        &[("Harbour Boats Act 1987", "document")],
    ),
    (
        "The envoy cited Security Council Resolution 9999 again.",
        &[("Security Council Resolution 9999", "document")],
    ),
    // What an office is for names nobody.
    (
        "Efua Kwarteng, Minister for Maritime Affairs and Fisheries, and Anna Kalnina met.",
        &[("Efua Kwarteng", "person"), ("Anna Kalnina", "person")],
    ),
    (
        "U.S. Acting Deputy Secretary of State Helen Marsh called.",
        &[("U.S.", "country"), ("Helen Marsh", "person")],
    ),
    // Parts of names of people.
    (
        "President Ernesto \"Nonoy\" Quillabay agreed.",
        &[("Ernesto \"Nonoy\" Quillabay", "person")],
    ),
    (
        "Vice-President Pieter-Jan van der Quillen agreed.",
        &[("Pieter-Jan van der Quillen", "person")],
    ),
    (
        "He thanked Kamarudin bin Haji Quillaan for it.",
        &[("Kamarudin bin Haji Quillaan", "person")],
    ),
    (
        "Peter Quillon KC argued otherwise.",
        &[("Peter Quillon", "person")],
    ),
    (
        "The crew of USS Quillon saw Peter Marsh.",
        &[("Peter Marsh", "person")],
    ),
    // Bodies of regions, of other languages, of letters and a word; who works where.
    (
        "A report of the European Harbour Agency was read.",
        &[("European Harbour Agency", "organisation")],
    ),
    (
        "The loan is from Banco do Quillon again.",
        &[("Banco do Quillon", "organisation")],
    ),
    (
        "The boats are from the QHA Centre again.",
        &[("QHA Centre", "organisation")],
    ),
    (
        "Analysts at Quillon Marrow put it higher.",
        &[("Quillon Marrow", "organisation")],
    ),
    (
        "Quillon Boats plc was fined.",
        &[("Quillon Boats plc", "organisation")],
    ),
    (
        "Ghana's Congress voted.",
        &[("Ghana", "country"), ("Congress", "organisation")],
    ),
    (
        "AB Quillon lost money. Shares in Marrow Boats fell.",
        &[
            ("AB Quillon", "organisation"),
            ("Marrow Boats", "organisation"),
        ],
    ),
    (
        "It is for the Prosecutor General's Office now.",
        &[("Prosecutor General's Office", "organisation")],
    ),
    (
        "They told Quillon TV so. Judges heard Peter Marsh on the Finance Bill 2024.",
        &[
            ("Quillon TV", "organisation"),
            ("Peter Marsh", "person"),
            ("Finance Bill 2024", "document"),
        ],
    ),
    (
        "It was heard by the 1234 Sanctions Committee and by the 1235 Committee.",
        &[
            ("1234 Sanctions Committee", "organisation"),
            ("1235 Committee", "organisation"),
        ],
    ),
    (
        "Shops closed in Saint-Quillon. Letter SC/16021 is open.",
        &[("Saint-Quillon", "place")],
    ),
    (
        "The levels of the Quillare fell, as did the flow of water in its river.",
        &[("Quillare", "place")],
    ),
    (
        "Two firms, among them Quillon Marrowby, were fined, as was Tamsin Rowe.",
        &[
            ("Quillon Marrowby", "organisation"),
            ("Tamsin Rowe", "person"),
        ],
    ),
    (
        "Quillon Marrowby said in a statement that it would pay.",
        &[("Quillon Marrowby", "organisation")],
    ),
    (
        "Water for the village of Quillares and the road between Marrowby and Quillares.",
        &[
            ("Quillares", "place"),
            ("Marrowby", "place"),
            ("Quillares", "place"),
        ],
    ),
    (
        "The Quillon Integrated Office in Ghana (QUIGH) closed.",
        &[
            ("Quillon Integrated Office in Ghana", "organisation"),
            ("Ghana", "country"),
            ("QUIGH", "organisation"),
        ],
    ),
    (
        "Experts came from Quillares, a Dutch institute.",
        &[("Quillares", "organisation"), ("Dutch", "country")],
    ),
    (
        "It was read by Justices Helen Marsh and Peter Quillon.",
        &[("Helen Marsh", "person"), ("Peter Quillon", "person")],
    ),
    // What is written small is no name; what it begins with may be one.
    (
        "They met Syrian democratic forces.",
        &[("Syrian", "country")],
    ),
    (
        "They left the River Quillon for Geneva.",
        &[("River Quillon", "place"), ("Geneva", "place")],
    ),
    ("They won the Korean War.", &[("Korean War", "event")]),
    ("The ship is bound by UNCLOS.", &[("UNCLOS", "document")]),
    // Offices in letters, initials, honours, forms of address.
    (
        "He met Nepal PM KP Quillon and Foreign Affairs CS Raila Quillarez, C.G.H., on the boat.",
        &[
            ("Nepal", "country"),
            ("KP Quillon", "person"),
            ("Raila Quillarez", "person"),
        ],
    ),
    (
        "Dr the Most Honourable Anna Quillon and Garry Saint-Quillon sat beside Dato Seri Ibrahim Quillaan.",
        &[
            ("Anna Quillon", "person"),
            ("Garry Saint-Quillon", "person"),
            ("Ibrahim Quillaan", "person"),
        ],
    ),
    (
        "We thank Shaikh Hamad bin Faisal bin Salman Al Quillani, said Chairman-in-Office Quillow.",
        &[
            ("Hamad bin Faisal bin Salman Al Quillani", "person"),
            ("Quillow", "person"),
        ],
    ),
    (
        "They heard the President of the General Assembly H.E. Mr. Peter Quillon there.",
        &[
            ("General Assembly", "organisation"),
            ("Peter Quillon", "person"),
        ],
    ),
    (
        "They heard of Runner Peter Quillon and the Information Ministry Permanent Secretary Anna Quillow.",
        &[
            ("Peter Quillon", "person"),
            ("Information Ministry", "organisation"),
            ("Anna Quillow", "person"),
        ],
    ),
    ("Your Excellency, Distinguished Delegates, it is late.", &[]),
    (
        "The health secretary Rajesh Quillan said it was late for the Spanish-language boats of the UN General Assembly New York.",
        &[
            ("Rajesh Quillan", "person"),
            ("UN General Assembly", "organisation"),
            ("UN", "organisation"),
            ("New York", "place"),
        ],
    ),
    (
        "President Peter Quillon thanked the President of the last session for Human Dignity.",
        &[("Peter Quillon", "person")],
    ),
    (
        "The Ministers of Foreign Affairs of Ghana and Chile met Peter Quillon.",
        &[
            ("Ghana", "country"),
            ("Chile", "country"),
            ("Peter Quillon", "person"),
        ],
    ),
    (
        "The party met on Saturday in Quillindura, 80 kilometres from the coast of sub-Saharan Africa. IT IS LATE!",
        &[("Quillindura", "place"), ("sub-Saharan Africa", "place")],
    ),
    // Illnesses, months of the moon, files, ships and classes of things are no names.
    (
        "Covid rules fell on 22 Dhul Hijjah as Omicron spread, says PSC/PR/COMM.1234(2021) of the survey ship Quillow Marrow.",
        &[],
    ),
    (
        "A State Party to Human Rights Treaties has a right to Statehood, and Associate Members have none.",
        &[],
    ),
    // Forms of states, what they sign, where missions are, what is called by a body, who meets.
    (
        "They left the Sultanate of Oman for the Federated States of Micronesia and the Cook Islands.",
        &[
            ("Sultanate of Oman", "country"),
            ("Federated States of Micronesia", "country"),
            ("Cook Islands", "country"),
        ],
    ),
    (
        "They broke the Agreement on Peace and Harbours in Mali again.",
        &[
            ("Agreement on Peace and Harbours in Mali", "document"),
            ("Mali", "country"),
        ],
    ),
    (
        "It is for the United Nations Mission in South Sudan to say.",
        &[
            ("United Nations Mission in South Sudan", "organisation"),
            ("United Nations", "organisation"),
            ("South Sudan", "country"),
        ],
    ),
    (
        "The Authority of Heads of State and Government asked COP31 to wait in the South West.",
        &[
            ("Authority of Heads of State and Government", "organisation"),
            ("COP31", "event"),
            ("South West", "place"),
        ],
    ),
    (
        "It passed the House of Representatives and Tuesday was over before the High-level Harbour Forum.",
        &[
            ("House of Representatives", "organisation"),
            ("High-level Harbour Forum", "event"),
        ],
    ),
    // Forms of firms in law, their trades, what stands before their names and behind.
    (
        "They blamed Quillon Boats A/S and Marrow Brid d.o.o. again.",
        &[
            ("Quillon Boats A/S", "organisation"),
            ("Marrow Brid d.o.o.", "organisation"),
        ],
    ),
    (
        "The chairman of Quillow Marrin SA (QUI.LN) left.",
        &[("Quillow Marrin SA", "organisation")],
    ),
    (
        "They sold it to Quillow Energy again.",
        &[("Quillow Energy", "organisation")],
    ),
    (
        "Its parent, Quillow Marrin, agreed.",
        &[("Quillow Marrin", "organisation")],
    ),
    (
        "They sold it to Quillow Marrin, which lost money.",
        &[("Quillow Marrin", "organisation")],
    ),
    // Every country has its own; a storm has its own name; a ship is nobody.
    (
        "The Ghanaian Red Cross came.",
        &[
            ("Ghanaian Red Cross", "organisation"),
            ("Ghanaian", "country"),
        ],
    ),
    (
        "They fear Super Typhoon Quillow. Then Quillow left.",
        &[("Super Typhoon Quillow", "event"), ("Quillow", "event")],
    ),
    (
        "They boarded the Marshal Quillow. A Ghanaian ship, the Quillona, sank.",
        &[("Ghanaian", "country")],
    ),
    // Laws and resolutions, offices and what they are for, many of a kind.
    (
        "The envoy cited resolution 9417 (2018) again.",
        &[("resolution 9417", "document")],
    ),
    (
        "They follow the Ghana Roads Act again.",
        &[("Ghana Roads Act", "document"), ("Ghana", "country")],
    ),
    (
        "It is in the 17 September Agreement.",
        &[("17 September Agreement", "document")],
    ),
    ("The Affordable Housing bill is late.", &[]),
    (
        "They met the Minister for Tourism and Civil Aviation Viliame Quillow there.",
        &[("Viliame Quillow", "person")],
    ),
    (
        "It is for Senior Officials to say, and for a three-judge Bench.",
        &[],
    ),
    (
        "The Committee on Ghanaian Peoples met.",
        &[
            ("Committee on Ghanaian Peoples", "organisation"),
            ("Ghanaian", "country"),
        ],
    ),
    (
        "The post-Ben Quillow Ghana is poor. Ghana's ambassador left.",
        &[
            ("Ben Quillow", "person"),
            ("Ghana", "country"),
            ("Ghana", "country"),
        ],
    ),
    (
        "Shares of Quillon Nasional fell. Quillow Brid, a village of fishermen, was quiet.",
        &[
            ("Quillon Nasional", "organisation"),
            ("Quillow Brid", "place"),
        ],
    ),
];

#[test]
fn names_of_many_shapes_are_whole() {
    let wrong = SHAPES.iter().filter(|(text, expected)| {
        let found = kinds(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(n, k)| (n.as_str(), *k)).collect();
        found != *expected
    });
    let wrong: Vec<_> = wrong.map(|(text, _)| (*text, kinds(text))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// For texts that are read together, the slug of what each names in these words.
fn slugs(texts: &[(&str, &str)]) -> Vec<String> {
    let names = (0..texts.len()).map(|n| format!("{n}.txt"));
    let named = names.zip(texts);
    let briefings: Vec<_> = named
        .map(|(n, (text, _))| blocks::briefing(&n, text))
        .collect();
    let (_, entities) = linked(&briefings);
    let slug = |b: usize, name: &str| {
        let at = |m: &&briefing::entity::Mention| &briefings[b].body[m.span.range()] == name;
        let mention = entities.mentions[b].iter().find(at);
        let mention = mention.unwrap_or_else(|| panic!("{name} of {}", texts[b].0));
        entities.get(mention.entities[0]).slug.clone()
    };
    texts
        .iter()
        .enumerate()
        .map(|(b, (_, name))| slug(b, name))
        .collect()
}

#[test]
fn shorter_names_are_of_whom_the_longer_are() {
    const FULL: (&str, &str) = (
        "Luis Alberto Quiroz Benavente spoke first.",
        "Luis Alberto Quiroz Benavente",
    );
    for (text, name) in [
        ("Minister Luis Quiroz thanked them.", "Luis Quiroz"),
        (
            "Minister Quiroz Benavente thanked them.",
            "Quiroz Benavente",
        ),
        ("Minister Quiroz thanked them.", "Quiroz"),
        ("Minister Benavente thanked them.", "Benavente"),
    ] {
        let found = slugs(&[FULL, (text, name)]);
        assert_eq!(found[0], found[1], "{text}");
    }
    // Somebody who has it as the surname goes before.
    let found = slugs(&[
        FULL,
        ("Anna Quiroz spoke next.", "Anna Quiroz"),
        ("Minister Quiroz thanked them.", "Quiroz"),
    ]);
    assert_eq!(found[1], found[2]);
    assert_ne!(found[0], found[2]);
}

#[test]
fn bodies_and_rivers_are_one_under_a_shorter_name() {
    for (long, short) in [
        (
            (
                "They called the Ghanaian Ministry of Foreign Affairs.",
                "Ghanaian Ministry of Foreign Affairs",
            ),
            ("They called Ghana's Foreign Ministry.", "Foreign Ministry"),
        ),
        (
            ("They crossed the Quillon River in boats.", "Quillon River"),
            (
                "They camped near Quillon. The boats were near Quillon, too.",
                "Quillon",
            ),
        ),
        (
            (
                "They follow the Code of Quillon Boats in the South China Sea (CQB).",
                "Code of Quillon Boats in the South China Sea",
            ),
            ("They follow the CQB. The CQB is old.", "CQB"),
        ),
    ] {
        let found = slugs(&[long, short]);
        assert_eq!(found[0], found[1], "{} / {}", long.0, short.0);
    }
}

#[test]
fn a_word_for_bodies_is_another_in_another_text() {
    let first = "Ghana and Kenya met. It is for the Commission to say, and for the Supreme Court.";
    let second = "Chile and Peru met. It is for the Commission to say, and for the Supreme Court.";
    for name in ["Commission", "Supreme Court"] {
        let found = slugs(&[(first, name), (second, name)]);
        assert_ne!(found[0], found[1], "{name}");
    }
    // What the text says more of is whose it is.
    let full = "It is for the UK Supreme Court to say. The Supreme Court said so.";
    let found = slugs(&[(full, "UK Supreme Court"), (full, "Supreme Court")]);
    assert_eq!(found[0], found[1]);
    let owned = "ECOWAS met in Abuja. It is for the Commission to say.";
    let listed = "It is for the ECOWAS Commission to say.";
    let found = slugs(&[(owned, "Commission"), (listed, "ECOWAS Commission")]);
    assert_eq!(found[0], found[1]);
    let ghana = "Ghana voted. It is for the Supreme Court to say.";
    let named = "It is for the Supreme Court of Ghana to say.";
    let found = slugs(&[(ghana, "Supreme Court"), (named, "Supreme Court")]);
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_document_is_one_with_what_it_is_about_and_without() {
    let long = "They signed the Code of Quillon Boats in the South China Sea (CQB).";
    let short = "They signed the Code of Quillon Boats.";
    let names = [
        "Code of Quillon Boats in the South China Sea",
        "Code of Quillon Boats",
    ];
    let found = slugs(&[(long, names[0]), (short, names[1])]);
    assert_eq!(found[0], found[1]);
    // Of two that begin so, nobody can say which.
    let other = "They signed the Code of Quillon Boats in the Arctic Ocean (CQB).";
    let found = slugs(&[
        (long, names[0]),
        (other, "Code of Quillon Boats in the Arctic Ocean"),
        (short, names[1]),
    ]);
    assert_ne!(found[0], found[2]);
}

#[test]
fn one_office_of_two_states_stands_for_nobody() {
    let text = "President Peter Quillon came to see President Anna Marrow. Students drew the president's face.";
    let found = kinds(text);
    let named: Vec<&str> = found.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(named, ["Peter Quillon", "Anna Marrow"]);
    // What a body's name begins with is not what it is: the Forum is the one that is called so.
    let forum = "The Pacific Islands Forum met. The Forum Harbour Agency (FHA) and the Forum Harbour Agency board spoke to the Forum.";
    let found = slugs(&[(forum, "Pacific Islands Forum"), (forum, "Forum")]);
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_firm_is_one_with_its_form_in_law_and_without_and_by_one_word() {
    let full = "Quillow Metals plc lost money. Marrin Boats SA (\"Marrin\") did not.";
    for (name, short, text) in [
        (
            "Quillow Metals plc",
            "Quillow Metals",
            "They sued Quillow Metals again.",
        ),
        (
            "Quillow Metals plc",
            "Quillow",
            "They sued Quillow again. They sued Quillow, too.",
        ),
        (
            "Marrin Boats SA",
            "Marrin Boats",
            "Then Marrin Boats agreed.",
        ),
        (
            "Marrin Boats SA",
            "Marrin",
            "They sued Marrin again. They sued Marrin, too.",
        ),
    ] {
        let found = slugs(&[(full, name), (text, short)]);
        assert_eq!(found[0], found[1], "{short}");
    }
    // A place that a firm is called by is not the firm.
    let place = "Quillow Power SA lost money. They camped near Quillow, in Quillow.";
    let found = slugs(&[(place, "Quillow Power SA"), (place, "Quillow")]);
    assert_ne!(found[0], found[1]);
}

#[test]
fn letters_that_a_text_defines_are_not_a_countrys() {
    let text = "The Philippine Red Cross (PRC) came. The PRC left.";
    let found = slugs(&[(text, "Philippine Red Cross"), (text, "PRC")]);
    assert_eq!(found[0], found[1]);
    let thing = "The Association of Provincial Communities (APC) met. The APC left.";
    let name = "Association of Provincial Communities";
    let found = slugs(&[(thing, name), (thing, "APC")]);
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_body_without_a_country_is_of_the_one_that_its_text_is_mostly_about() {
    let named = "They met the Ghanaian Harbour Authority. Ghana voted.";
    let bare = "Ghana voted. They met the Harbour Authority.";
    let found = slugs(&[
        (named, "Ghanaian Harbour Authority"),
        (bare, "Harbour Authority"),
    ]);
    assert_eq!(found[0], found[1]);
    // Of another country nobody knows.
    let other = "Kenya voted. They met the Harbour Authority.";
    let found = slugs(&[
        (named, "Ghanaian Harbour Authority"),
        (other, "Harbour Authority"),
    ]);
    assert_ne!(found[0], found[1]);
    // "In" a capital is of that country, whatever else the text is about.
    let seat = "Kenya voted. They appealed to the Supreme Court in Accra.";
    let ghana = "They appealed to the Supreme Court of Ghana.";
    let found = slugs(&[(seat, "Supreme Court"), (ghana, "Supreme Court")]);
    assert_eq!(found[0], found[1]);
}

#[test]
fn whose_envoy_somebody_is_and_who_is_spoken_to_is_somebody_else() {
    for text in [
        "Martin Quillow, the Secretary-General's envoy, met them. They thanked the Secretary-General.",
        "Mr President, Mr Quillow, I agree. They thanked the President.",
    ] {
        let found = kinds(text);
        assert_eq!(found.len(), 1, "{text} {found:?}");
    }
}
