//! Which briefings would a busy desk have? Made of a small grammar of our own, the same for the same seed.
//!
//! Names follow a steep curve, as they do in the world: few are in every tenth briefing, most in hardly any.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

const FIRST: [&str; 24] = [
    "Amina", "Boris", "Carla", "Daniyar", "Elena", "Farid", "Grace", "Henrik", "Irina", "Jamal",
    "Katarina", "Luis", "Marta", "Nikolai", "Olga", "Pavel", "Rosa", "Samir", "Tamara", "Umar",
    "Vera", "Wanda", "Yusuf", "Zoya",
];
const BEGIN: [&str; 20] = [
    "Bar", "Del", "Fen", "Gor", "Hal", "Ivan", "Kar", "Lan", "Mor", "Nor", "Ost", "Pet", "Rad",
    "Sal", "Tor", "Ul", "Ver", "Wend", "Yar", "Zel",
];
const END: [&str; 14] = [
    "ov", "enko", "sen", "idze", "aro", "insky", "ell", "uk", "ante", "berg", "iev", "mann",
    "ossi", "ward",
];
const COUNTRIES: [&str; 24] = [
    "Kenya",
    "Norway",
    "Tajikistan",
    "Portugal",
    "Chile",
    "Armenia",
    "Canada",
    "Vietnam",
    "Ghana",
    "Poland",
    "Kazakhstan",
    "Uruguay",
    "Finland",
    "Jordan",
    "Nepal",
    "Iceland",
    "Morocco",
    "Peru",
    "Estonia",
    "Mongolia",
    "Senegal",
    "Croatia",
    "Bolivia",
    "Thailand",
];
const CITIES: [&str; 20] = [
    "Nairobi",
    "Bergen",
    "Dushanbe",
    "Porto",
    "Valparaíso",
    "Yerevan",
    "Halifax",
    "Hanoi",
    "Accra",
    "Gdańsk",
    "Almaty",
    "Montevideo",
    "Tampere",
    "Amman",
    "Kathmandu",
    "Akureyri",
    "Rabat",
    "Arequipa",
    "Tartu",
    "Split",
];
const WHERE: [&str; 10] = [
    "Northern",
    "Coastal",
    "Inland",
    "Eastern",
    "Alpine",
    "Baltic",
    "Southern",
    "Joint",
    "Continental",
    "Regional",
];
const WHAT: [&str; 12] = [
    "Fisheries",
    "Transport",
    "Energy",
    "Health",
    "Border",
    "Customs",
    "Railway",
    "Water",
    "Security",
    "Trade",
    "Harvest",
    "Telegraph",
];
const BODY: [&str; 6] = [
    "Council",
    "Agency",
    "Union",
    "Commission",
    "Fund",
    "Organisation",
];
const ROLE: [&str; 8] = [
    "President",
    "Prime Minister",
    "Foreign Minister",
    "Secretary-General",
    "spokesman",
    "Defence Minister",
    "Ambassador",
    "chairwoman",
];
const EVENTS: [&str; 5] = ["Summit", "Conference", "Forum", "Exercise", "Congress"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// What each topic's briefings speak of.
const SUBJECTS: [(&str, [&str; 6]); 6] = [
    (
        "trade",
        [
            "tariffs",
            "grain exports",
            "the customs union",
            "port fees",
            "container traffic",
            "import quotas",
        ],
    ),
    (
        "environment",
        [
            "the melting glaciers",
            "river pollution",
            "wind power",
            "fish stocks",
            "forest fires",
            "drinking water",
        ],
    ),
    (
        "armed conflict",
        [
            "the ceasefire",
            "chemical weapons",
            "border guards",
            "the peacekeepers",
            "the siege",
            "prisoners of war",
        ],
    ),
    (
        "health",
        [
            "the vaccine",
            "village clinics",
            "the outbreak",
            "hospital beds",
            "nurses",
            "clean needles",
        ],
    ),
    (
        "terrorism",
        [
            "the bombing",
            "extremist cells",
            "hostages",
            "the financing of terrorism",
            "arms smuggling",
            "the attackers",
        ],
    ),
    (
        "transport",
        [
            "the night train",
            "the mountain road",
            "the tunnel",
            "ferry crossings",
            "rail freight",
            "the airport",
        ],
    ),
];
const VERBS: [&str; 12] = [
    "discussed",
    "welcomed",
    "rejected",
    "called for talks on",
    "warned of delays over",
    "published a report on",
    "promised money for",
    "asked for patience with",
    "signed a plan for",
    "questioned",
    "praised the work on",
    "spoke at length about",
];
const ENDS: [&str; 10] = [
    "and neither side expects a quick answer",
    "although the figures of the spring had been better",
    "which the opposition had asked for twice",
    "and the two delegations will meet again before winter",
    "but the money has not been found yet",
    "as had been agreed at the last meeting",
    "and a commission is to look into the costs",
    "while farmers on both banks of the river wait",
    "though no date has been set",
    "and the documents were laid before parliament",
];

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014): small, and good enough here.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Of `n`, the low numbers far more often: the logarithm is spread evenly.
    fn steep(&mut self, n: usize) -> usize {
        let part = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((n as f64 + 1.0).powf(part) - 1.0) as usize
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// The person of a number: 24 × 280 names, then the same with a second first name.
fn person(n: usize) -> String {
    let first = FIRST[n % FIRST.len()];
    let surname = n / FIRST.len();
    let (begin, end) = (BEGIN[surname % 20], END[surname / 20 % 14]);
    match surname / 280 {
        0 => format!("{first} {begin}{end}"),
        more => format!("{first} {} {begin}{end}", FIRST[more % FIRST.len()]),
    }
}

/// The organisation of a number, with its acronym.
fn organisation(n: usize) -> (String, String) {
    let words = [WHERE[n % 10], WHAT[n / 10 % 12], BODY[n / 120 % 6]];
    let acronym = words.iter().filter_map(|w| w.chars().next()).collect();
    (words.join(" "), acronym)
}

/// Who and what one briefing is about.
struct Scene {
    people: Vec<(String, &'static str)>,
    bodies: Vec<(String, String)>,
    countries: Vec<&'static str>,
    city: &'static str,
    event: String,
    topic: usize,
    date: (usize, usize, usize),
}

impl Scene {
    /// One of a corpus of `size`: the more briefings, the more people.
    fn new(random: &mut Random, size: usize) -> Scene {
        let date = (
            1995 + random.below(30),
            1 + random.below(12),
            1 + random.below(28),
        );
        let people = (0..3).map(|_| {
            let name = person(random.steep(size / 2 + 20));
            (name, random.of(&ROLE))
        });
        let people = people.collect();
        let bodies = (0..2).map(|_| organisation(random.steep(720))).collect();
        let countries = (0..2)
            .map(|_| COUNTRIES[random.steep(COUNTRIES.len())])
            .collect();
        let city = random.of(&CITIES);
        let event = format!("{city} {} {}", random.of(&WHAT), random.of(&EVENTS));
        let topic = random.steep(SUBJECTS.len());
        Scene {
            people,
            bodies,
            countries,
            city,
            event,
            topic,
            date,
        }
    }

    fn subject(&self, random: &mut Random) -> &'static str {
        random.of(&SUBJECTS[self.topic].1)
    }

    fn sentence(&self, random: &mut Random, out: &mut String, first: bool) {
        let (name, role) = &self.people[random.below(self.people.len())];
        let surname = name.rsplit(' ').next().unwrap_or(name);
        let (body, acronym) = &self.bodies[random.below(self.bodies.len())];
        let country = random.of(&self.countries);
        let who = match (first, random.below(5)) {
            (true, _) => format!("{country}'s {role} {name}"),
            (_, 0) => format!("The {body} ({acronym})"),
            (_, 1) => format!("The {acronym}"),
            (_, 2) => format!("The government of {country}"),
            (_, 3) => surname.to_string(),
            _ => name.clone(),
        };
        let (verb, subject, end) = (random.of(&VERBS), self.subject(random), random.of(&ENDS));
        let at = match random.below(4) {
            0 => format!(" at the {}", self.event),
            1 => format!(" in {}", self.city),
            2 => format!(" on {} {}", 1 + random.below(28), MONTHS[self.date.1 - 1]),
            _ => String::new(),
        };
        // Writing into a string cannot fail.
        let _ = write!(out, "{who} {verb} {subject}{at}, {end}. ");
    }

    fn text(&self, random: &mut Random, source: &str) -> String {
        let (year, month, day) = self.date;
        let surname = self.people[0].0.rsplit(' ').next().unwrap_or_default();
        let title = format!(
            "{surname}: {} and {}",
            self.subject(random),
            random.of(&self.countries)
        );
        let mut out = String::with_capacity(2600);
        let _ = match random.below(2) {
            0 => write!(
                out,
                "---\ntitle: \"{title}\"\nsource: {source}\ndate: {year}-{month:02}-{day:02}\ntopics: [{}]\nlang: en\n---\n\n",
                SUBJECTS[self.topic].0,
            ),
            _ => write!(
                out,
                "# {title}\n\n{source}, {day} {} {year}\n\n",
                MONTHS[month - 1],
            ),
        };
        for paragraph in 0..5 {
            for sentence in 0..3 {
                self.sentence(random, &mut out, paragraph == 0 && sentence == 0);
            }
            out.push_str("\n\n");
        }
        out
    }
}

/// Writes `count` briefings into `folder`, 5 to 40 to a source, each source in a folder of its own; returns the bytes written.
pub fn write(folder: &Path, count: usize, seed: u64) -> io::Result<u64> {
    let mut random = Random(seed);
    let (mut written, mut bytes, mut source) = (0, 0, 0);
    while written < count {
        let kind = random.of(&["Gazette", "Wire", "Ministry Press Office", "Courier"]);
        let name = format!("{} {kind} {source}", random.of(&CITIES));
        let inner = folder.join(format!("source-{source:05}"));
        fs::create_dir_all(&inner)?;
        for at in 0..(5 + random.below(36)).min(count - written) {
            let text = Scene::new(&mut random, count).text(&mut random, &name);
            fs::write(inner.join(format!("{at:02}.md")), &text)?;
            bytes += text.len() as u64;
            written += 1;
        }
        source += 1;
    }
    Ok(bytes)
}
