//! A small corpus of our own, written in code, and tables as text.

use std::sync::Arc;

use briefing::annotate::{self, Annotations};
use briefing::briefing::{
    Block, BlockKind, Briefing, Claim, Kind, Level, Origin, Published, SourceMap, Span, Stated,
};
use briefing::corpus::Corpus;
use briefing::entity::{Entities, Entity, EntityId, Mention, Reason};
use briefing::fold;
use briefing::query::Facet;
use jiff::civil::Date;

pub const TODAY: Date = Date::constant(2015, 10, 1);

/// A briefing in a few words; the first paragraph is the title unless it is empty.
#[derive(Debug, Clone, Default)]
pub struct Doc<'a> {
    pub name: &'a str,
    pub source: &'a str,
    pub published: &'a str,
    pub countries: &'a [&'a str],
    pub topics: &'a [&'a str],
    pub lang: &'a str,
    pub paragraphs: &'a [&'a str],
    pub spoken: &'a [i16],
}

pub fn published(text: &str) -> Option<Published> {
    let mut parts = text.split('-').map(|p| p.parse::<i16>().expect("a number"));
    match (parts.next(), parts.next(), parts.next()) {
        (Some(y), Some(m), Some(d)) => Date::new(y, m as i8, d as i8).ok().map(Published::on),
        (Some(y), Some(m), None) => Published::in_month(y, m as i8),
        (Some(y), None, None) => Published::in_year(y),
        _ => None,
    }
}

impl Doc<'_> {
    /// What was found out about it.
    pub fn annotations(&self) -> Annotations {
        let mut annotations = Annotations::default();
        annotations.spoken = self.spoken.to_vec();
        annotations
    }

    pub fn briefing(&self) -> Arc<Briefing> {
        let some = |t: &str| (!t.is_empty()).then(|| Claim::stated(t.to_string(), "test"));
        let list = |l: &[&str]| Claim::stated(l.iter().map(|t| t.to_string()).collect(), "test");
        let (mut body, mut blocks) = (String::new(), Vec::new());
        for (at, text) in self.paragraphs.iter().enumerate() {
            let start = body.len();
            body.push_str(text);
            let kind = match at {
                0 => BlockKind::Title,
                _ if text.starts_with("Follow us") => BlockKind::Boilerplate,
                _ => BlockKind::Paragraph,
            };
            let span = Span::new(start, body.len());
            blocks.push(Block { kind, span });
            body.push_str("\n\n");
        }
        Arc::new(Briefing {
            origin: Origin::Bundled("test"),
            name: self.name.to_string(),
            title: some(self.paragraphs.first().copied().unwrap_or_default()),
            stated: Stated {
                source: some(self.source),
                published: (!self.published.is_empty())
                    .then(|| published(self.published))
                    .flatten()
                    .map(|p| Claim::stated(p, "test")),
                lang: some(self.lang),
                countries: Some(list(self.countries)),
                topics: Some(list(self.topics)),
                ..Stated::default()
            },
            body,
            blocks,
            inlines: Vec::new(),
            map: SourceMap::default(),
        })
    }
}

/// The briefings of the tables.
pub const DOCS: [Doc<'static>; 5] = [
    Doc {
        name: "harbour/0.txt",
        source: "Harbour Gazette",
        published: "2013-09-23",
        countries: &["tj", "ru"],
        topics: &["Armed conflict", "Diplomacy"],
        lang: "en-GB",
        paragraphs: &[
            "Ministers weigh the border plan",
            "Anna Sokolova said the defence ministers organised two exercises. Sokolova spoke of chemical weapons.",
            "Follow us for more on fishing",
        ],
        spoken: &[1991, 2013],
    },
    Doc {
        name: "harbour/1.txt",
        source: "Harbour Gazette",
        published: "2014",
        countries: &["ru", "us"],
        topics: &["Diplomacy"],
        lang: "en",
        paragraphs: &[
            "Talks resume",
            "Weapons of a chemical kind were not on the table, the U.N. said.",
            "The labor market was. Łódź hosted the organization.",
        ],
        spoken: &[2012, 2013],
    },
    Doc {
        name: "wire/2.txt",
        source: "North Wire",
        published: "2015-09-15",
        countries: &["us"],
        topics: &["Harbours"],
        lang: "ru",
        paragraphs: &[
            "Порт открыт",
            "Анна Соколова открыла порт. Labour unions travelled.",
        ],
        spoken: &[],
    },
    Doc {
        name: "wire/3.txt",
        source: "North Wire",
        published: "",
        countries: &[],
        topics: &["Armed conflict", "Harbours"],
        lang: "",
        paragraphs: &[
            "Exercise ends",
            "The chemical",
            "weapons store is empty. Ivan Sokol and Anna spoke.",
        ],
        spoken: &[2014],
    },
    Doc {
        name: "4.txt",
        source: "",
        published: "2015-09",
        countries: &["tj"],
        topics: &[],
        lang: "",
        paragraphs: &["A quiet day", "Nothing but fish and 1,000 words OR so."],
        spoken: &[],
    },
];

/// Who is mentioned in the tables' corpus: entity, its names, where (briefing, text).
pub fn entities(briefings: &[Arc<Briefing>]) -> Entities {
    type Row = (&'static str, Kind, &'static [(u32, &'static str)]);
    let rows: [Row; 4] = [
        (
            "Anna Sokolova",
            Kind::Person,
            &[
                (0, "Anna Sokolova"),
                (0, "Sokolova spoke"),
                (2, "Анна Соколова"),
            ],
        ),
        ("Ivan Sokol", Kind::Person, &[(3, "Ivan Sokol")]),
        ("United Nations", Kind::Organisation, &[(1, "U.N.")]),
        ("Łódź", Kind::Place, &[(1, "Łódź")]),
    ];
    let mut mentions: Vec<Vec<Mention>> = vec![Vec::new(); briefings.len()];
    let mut all = Vec::new();
    for (id, (name, kind, at)) in rows.into_iter().enumerate() {
        let mut entity = Entity {
            slug: fold::slug(name),
            kind,
            name: name.to_string(),
            names: Vec::new(),
            briefings: Vec::new(),
        };
        for (briefing, text) in at {
            let start = briefings[*briefing as usize]
                .body
                .find(text)
                .expect("the mention is there");
            let surface = text.strip_suffix(" spoke").unwrap_or(text);
            entity.names.push((surface.to_string(), 1));
            mentions[*briefing as usize].push(Mention {
                span: Span::new(start, start + surface.len()),
                level: Level::Name,
                entities: vec![EntityId(id as u32)],
                confidence: 90,
                reason: Reason::default(),
            });
            match entity.briefings.last_mut().filter(|b| b.0 == *briefing) {
                Some(last) => last.1 += 1,
                None => entity.briefings.push((*briefing, 1)),
            }
        }
        all.push(entity);
    }
    Entities { all, mentions }
}

pub fn corpus() -> Corpus {
    let briefings: Vec<_> = DOCS.iter().map(Doc::briefing).collect();
    let entities = entities(&briefings);
    let annotations: Vec<_> = DOCS.iter().map(Doc::annotations).collect();
    Corpus::assemble(briefings, &annotations, entities, Vec::new(), TODAY)
}

/// The key of a country's facet value.
pub fn country(code: &str) -> String {
    annotate::country_name(code).map_or(code.to_string(), fold::slug)
}

/// A text with `@tj` for the key of that country.
pub fn keyed(text: &str) -> String {
    ["tj", "ru", "us"].iter().fold(text.to_string(), |t, code| {
        t.replace(&format!("@{code}"), &country(code))
    })
}

/// The rows of a table: one a line, columns parted by `=>`.
pub fn rows<const N: usize>(table: &str) -> Vec<[&str; N]> {
    let columns = |line| -> [&str; N] {
        let cells: Vec<&str> = str::split(line, "=>").map(str::trim).collect();
        cells.try_into().expect("a full row")
    };
    table.trim().lines().map(columns).collect()
}

pub fn facet_of(name: &str) -> Facet {
    let named = Facet::ALL.into_iter().find(|f| f.name() == name);
    named.expect("a facet's name")
}
