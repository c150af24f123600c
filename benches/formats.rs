//! How fast is each format read, beside the parser that it is read with? One table a run; both take the same bytes.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // the table is what it is for

use std::hint::black_box;
use std::io::{Cursor, Read, Write};
use std::time::Instant;

use briefing::briefing::Origin;
use briefing::load;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each is done; the middle one is told.
const REPEATS: usize = 7;

/// What a document of a format is made of, in bytes of text.
const TEXT: usize = 1 << 20;

/// A format: what it is called, a file of it, and its parser alone, which says how much it has met.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    parser: &'static str,
    alone: fn(&[u8]) -> usize,
}

fn main() {
    let bench = std::env::args().any(|a| a == "--bench");
    // `cargo test --all-targets` only wants to know whether it runs.
    let (repeats, text) = match bench {
        true => (REPEATS, TEXT),
        false => (1, 4 << 10),
    };
    println!("| file | MB | MB/s | parser alone | MB/s | part |\n|---|---:|---:|---|---:|---:|");
    for case in cases(text) {
        let megabytes = case.bytes.len() as f64 / 1e6;
        let (documents, _) = load::read_all(origin(case.name), case.name, &case.bytes);
        assert!(!documents.is_empty(), "{}", case.name);
        let ours = middle(repeats, || {
            load::read_all(origin(case.name), case.name, &case.bytes)
                .0
                .len()
        });
        let alone = middle(repeats, || (case.alone)(&case.bytes));
        println!(
            "| {} | {megabytes:.2} | {:.1} | {} | {:.1} | {:.2} |",
            case.name,
            megabytes / ours,
            case.parser,
            megabytes / alone,
            alone / ours,
        );
    }
}

fn origin(name: &str) -> Origin {
    Origin::File(name.into())
}

/// The middle time of several, in seconds.
fn middle(repeats: usize, mut work: impl FnMut() -> usize) -> f64 {
    let time = |_| {
        let began = Instant::now();
        black_box(work());
        began.elapsed().as_secs_f64()
    };
    let mut times: Vec<f64> = (0..repeats).map(time).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Paragraphs of made-up news, about so many bytes of them.
fn paragraphs(bytes: usize) -> Vec<String> {
    let people = ["Ada Okello", "Jonas Berg", "Lena Fors", "Tomas Havel"];
    let places = ["Kenya", "Norway", "Lake Turkana", "Bergen", "Uganda"];
    let one = |n: usize| {
        let (who, place) = (people[n % people.len()], places[n % places.len()]);
        format!(
            "Minister {who} said on Monday that boat {n} of the new ferry line to {place} would sail before the end of \
             the year. \"We have kept {n} promises out of {},\" the minister told reporters, and {place} would see more.",
            n + 3
        )
    };
    (0..bytes / 250).map(one).collect()
}

fn cases(text: usize) -> Vec<Case> {
    let all = paragraphs(text);
    let short: Vec<&[String]> = all.chunks(8).collect();
    let plain = all.join("\n\n");
    let page: String = all.iter().map(|p| format!("<p>{p}</p>\n")).collect();
    let page = format!(
        "<!DOCTYPE html><html><head><title>Ferries</title></head><body><h1>Ferries</h1>{page}</body></html>"
    );
    let mail = |n: usize, text: &str| {
        format!(
            "From: Desk <desk@example.org>\r\nDate: Mon, 23 Sep 2013 10:00:00 +0000\r\nSubject: Ferries {n}\r\n\
                 MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        )
    };
    let numbered = || short.iter().map(|p| p.join("\n\n")).enumerate();
    let mbox: String = numbered()
        .map(|(n, t)| format!("From desk Mon Sep 23 10:00:00 2013\r\n{}\r\n", mail(n, &t)))
        .collect();
    let json: String = numbered()
        .map(|(n, text)| {
            serde_json::json!({"title": format!("Ferries {n}"), "date": "2013-09-23", "text": text})
                .to_string()
                + "\n"
        })
        .collect();
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["title", "date", "text"]).unwrap();
    numbered().for_each(|(n, text)| {
        csv.write_record([&format!("Ferries {n}"), "2013-09-23", &text])
            .unwrap()
    });
    let items: String = numbered()
        .map(|(n, text)| format!("<item><title>Ferries {n}</title><guid>{n}</guid><description>{}</description></item>", text.replace('"', "&quot;")))
        .collect();
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Desk</title>{items}</channel></rss>"
    );
    let word: String = all
        .iter()
        .map(|p| {
            format!(
                "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
                p.replace('"', "&quot;")
            )
        })
        .collect();
    let word = format!("<w:document xmlns:w=\"w\"><w:body>{word}</w:body></w:document>");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(plain.as_bytes()).unwrap();
    let case = |name, bytes, parser, alone| Case {
        name,
        bytes,
        parser,
        alone,
    };
    vec![
        case("a.txt", plain.clone().into_bytes(), "UTF-8 check", |b| {
            std::str::from_utf8(b).map_or(0, str::len)
        }),
        case(
            "a.md",
            format!("# Ferries\n\n{plain}").into_bytes(),
            "pulldown-cmark",
            |b| pulldown_cmark::Parser::new(std::str::from_utf8(b).unwrap()).count(),
        ),
        case("a.html", page.into_bytes(), "dom_query", |b| {
            dom_query::Document::from(std::str::from_utf8(b).unwrap())
                .select("p")
                .length()
        }),
        case("a.eml", mail(1, &plain).into_bytes(), "mail-parser", |b| {
            mail_parser::MessageParser::default()
                .parse(b)
                .unwrap()
                .parts
                .len()
        }),
        case("a.mbox", mbox.into_bytes(), "mail-parser", |b| {
            let all = mail_parser::mailbox::mbox::MessageIterator::new(b).flatten();
            all.map(|m| {
                mail_parser::MessageParser::default()
                    .parse(m.contents())
                    .unwrap()
                    .parts
                    .len()
            })
            .sum()
        }),
        case("a.jsonl", json.into_bytes(), "serde_json", |b| {
            serde_json::Deserializer::from_slice(b)
                .into_iter::<serde_json::Value>()
                .count()
        }),
        case("a.csv", csv.into_inner().unwrap(), "csv", |b| {
            csv::Reader::from_reader(b).records().count()
        }),
        case("a.xml", feed.into_bytes(), "quick-xml", events),
        case(
            "a.docx",
            packed("word/document.xml", &word),
            "zip, quick-xml",
            |b| {
                let mut archive = zip::ZipArchive::new(Cursor::new(b)).unwrap();
                let mut xml = Vec::new();
                archive.by_index(0).unwrap().read_to_end(&mut xml).unwrap();
                events(&xml)
            },
        ),
        case("a.pdf", pdf(&all), "lopdf", |b| {
            let document = lopdf::Document::load_mem(b).unwrap();
            let contents = document.get_pages().into_values().map(|page| {
                let content = document.get_page_content(page);
                lopdf::content::Content::decode(&content)
                    .unwrap()
                    .operations
                    .len()
            });
            contents.sum()
        }),
        // Its reader is ours: beside it stands a walk over its bytes.
        case("a.rtf", rtf(&all), "bytes", |b| {
            b.iter()
                .filter(|b| matches!(b, b'\\' | b'{' | b'}'))
                .count()
        }),
        case("a.txt.gz", gzip.finish().unwrap(), "flate2", |b| {
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(b)
                .read_to_end(&mut text)
                .unwrap()
        }),
    ]
}

fn events(bytes: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut count = 0;
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {
        count += 1;
    }
    count
}

/// Pages of forty lines in a font that every reader knows, packed as most are.
fn pdf(paragraphs: &[String]) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier", "Encoding" => "WinAnsiEncoding",
    });
    let fonts = dictionary! { "Font" => dictionary! { "F" => font } };
    let lines: Vec<String> = paragraphs
        .iter()
        .flat_map(|p| textwrap::wrap(p, 80).into_iter().map(String::from))
        .collect();
    let mut kids = Vec::new();
    for page in lines.chunks(40) {
        let shown: String = page
            .iter()
            .map(|line| format!("({line}) Tj T*\n"))
            .collect();
        let content = format!("BT /F 10 Tf 50 780 Td 14 TL\n{shown}ET");
        let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
        kids.push(Object::Reference(document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => fonts.clone(),
            "MediaBox" => vec![0.into(), 0.into(), 600.into(), 840.into()],
        })));
    }
    let count = kids.len() as i64;
    let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    document.objects.insert(pages, Object::Dictionary(tree));
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn rtf(paragraphs: &[String]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .map(|p| format!("\\pard\\f0\\fs24 {p}\\par\n"))
        .collect();
    format!("{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Times;}}}}\n{body}}}").into_bytes()
}

fn packed(name: &str, text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}
