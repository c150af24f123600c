//! A small collection of our own: what was said in a harbour town, by several papers.

use briefing::briefing::{Loaded, Origin};
use briefing::corpus::{Corpus, Parallel, Tier};
use briefing::load;

/// Texts that share some statements, and many words.
pub const DOCS: [(&str, &str); 8] = [
    (
        "gazette.md",
        "---\ndate: 2019-03-04\n---\n# Council meets on the lighthouse\n\n\
         The council of Port Anselm met on Monday. Mayor Ines Carvalho told the councillors that the old lighthouse on Heron \
         Point must be repaired before the autumn gales begin. The keeper's cottage was sold to a family of potters in 1974 \
         and nobody has lived there since the flood. We shall not give up one metre of the oyster beds to the dredging company \
         without a public inquiry, said the mayor. Thank you very much for your attention, dear colleagues and friends.",
    ),
    (
        "wire.md",
        "---\ndate: 2019-03-05\n---\n# Lighthouse to be mended\n\n\
         Before the gales of autumn set in, the old lighthouse at Heron Point has to be repaired, Ines Carvalho, mayor of Port \
         Anselm, said. Not a single metre of oyster beds will be given up to the dredging firm without public inquiry. \
         The weather was mild and the harbour was full of visitors on that day. Dear colleagues and friends, thank you all \
         for your kind attention.",
    ),
    (
        "history.md",
        "---\ndate: 2021-08-01\n---\n# Walks around the point\n\n\
         The path begins at the chapel and follows the cliff. The keeper's cottage was sold to a family of potters in 1974 \
         and nobody has lived there since the flood. Bring water and good shoes for the steps.",
    ),
    (
        "budget.md",
        "---\ndate: 2019-06-11\n---\n# The budget of the town\n\n\
         The council of Port Anselm passed the budget on Tuesday evening. Schools will receive more money than last year, \
         and the library will open on Sundays. The council will meet again in the autumn to discuss the harbour.",
    ),
    (
        "ferry.md",
        "---\ndate: 2019-07-20\n---\n# New ferry\n\n\
         A new ferry will cross the bay four times a day from the summer on. The harbour master expects more visitors, and \
         the company has ordered two boats from a yard in the north. Tickets will be sold on the quay.",
    ),
    (
        "fish.md",
        "---\ndate: 2020-01-15\n---\n# Fish prices\n\n\
         Herring was dear again this week, and the market closed early on Friday. Fishermen said that storms kept most \
         boats in the harbour for nine days.",
    ),
    (
        "school.md",
        "---\ndate: 2019-09-02\n---\n# School begins\n\n\
         The mayor opened the new wing of the school on the hill. Children planted forty apple trees in the yard, and a \
         baker from the market brought bread for everybody.",
    ),
    (
        "copy.md",
        "---\ndate: 2019-06-12\n---\n# The budget of the town\n\n\
         The council of Port Anselm passed the budget on Tuesday evening. Schools will receive more money than last year, \
         and the library will open on Sundays. The council will meet again in the autumn to discuss the harbour. (By our \
         own correspondent)",
    ),
];

pub fn corpus() -> Corpus {
    let read = |(name, text): &(&'static str, &str)| {
        let (briefing, problems) = load::read(Origin::Bundled(name), name, text.as_bytes());
        assert_eq!(problems, []);
        briefing.expect("a briefing").into()
    };
    let mut briefings: Vec<_> = DOCS.iter().map(read).collect();
    briefings.sort_by(|a: &std::sync::Arc<briefing::briefing::Briefing>, b| a.name.cmp(&b.name));
    Corpus::build(Loaded {
        briefings,
        problems: Vec::new(),
    })
}

pub fn number(corpus: &Corpus, name: &str) -> u32 {
    let found = (0..corpus.len() as u32).find(|b| corpus.row(*b).name == name);
    found.expect("a briefing of that name")
}

/// The parallels of a briefing as lines: how alike, where, the first words of both.
pub fn lines(corpus: &Corpus, name: &str) -> Vec<String> {
    let briefing = number(corpus, name);
    let line = |p: &Parallel| {
        let first = |b: u32, span: briefing::briefing::Span| {
            let text = corpus.page(b).briefing.body[span.range()].to_owned();
            text.split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let here = first(briefing, p.here.span);
        let there = first(p.briefing, p.there.span);
        format!(
            "{}: {here} = {}: {there}",
            p.tier.name(),
            corpus.row(p.briefing).name
        )
    };
    corpus
        .parallels(briefing, &|| false)
        .iter()
        .map(line)
        .collect()
}

/// The words of one side that the other does not have, for the first parallel with that tier.
pub fn apart(corpus: &Corpus, name: &str, tier: Tier) -> (String, String) {
    let briefing = number(corpus, name);
    let all = corpus.parallels(briefing, &|| false);
    let found = all.iter().find(|p| p.tier == tier).expect("a parallel");
    let words = |b: u32, spans: &[briefing::briefing::Span]| {
        let page = corpus.page(b);
        let words = spans
            .iter()
            .map(|s| page.briefing.body[s.range()].to_owned());
        words.collect::<Vec<String>>().join(" ")
    };
    (
        words(briefing, &found.here.apart),
        words(found.briefing, &found.there.apart),
    )
}
