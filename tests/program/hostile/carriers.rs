//! What carries it: documents of every format, with the payload in all their parts; names of files, folders and members of archives;
//! the file of corrections.
//!
//! Every carrier says a word of its own beside every payload, so that a sink shows which of them reached it.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::payloads::PAYLOADS;
use crate::place::Place;

/// A payload in a carrier.
pub struct Case {
    pub payload: &'static str,
    /// Stands beside it, wherever it stands.
    pub word: String,
    /// The word of the same payload in a text: what a file of corrections is about.
    pub text: String,
}

impl Case {
    /// The same without its payload.
    fn plain(&self) -> Case {
        Case {
            payload: "",
            word: self.word.clone(),
            text: self.text.clone(),
        }
    }
}

/// What carries payloads: a name, and how one is put into a folder.
pub type Carrier = (&'static str, fn(&Place, &str, &Case));

pub const CARRIERS: &[Carrier] = &[
    ("text", text),
    ("Markdown", markdown),
    ("TOML front matter", toml),
    ("YAML front matter", yaml),
    ("broken front matter", broken),
    ("web page", html),
    ("JSON", json),
    ("CSV", csv),
    ("feed", feed),
    ("mail", mail),
    ("PDF", pdf),
    ("RTF", rtf),
    ("DOCX", docx),
    ("file name", file_name),
    ("folder name", folder_name),
    ("unreadable file", unreadable),
    ("archive member", member),
    ("corrections", corrections),
];

/// A word for every case, of letters, and nothing like any other word: `Zubabe`.
pub fn word(number: usize) -> String {
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    const CONSONANTS: [char; 10] = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'r', 't'];
    let syllable = |n: usize| [CONSONANTS[n / 5 % 10], VOWELS[n % 5]];
    let letters = [number / 50, number].into_iter().flat_map(syllable);
    "Zu".chars().chain(letters).collect()
}

/// The numbers of all words in a text.
pub fn numbers(text: &str) -> impl Iterator<Item = usize> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_ascii_lowercase());
    let numbers = words.filter_map(|w| {
        let letters = w.strip_prefix("zu")?.get(..4)?.as_bytes();
        let digit = |all: &[u8], c: u8| all.iter().position(|a| *a == c);
        let syllable = |at: usize| {
            Some(digit(b"bdfgklmnrt", letters[at])? * 5 + digit(b"aeiou", letters[at + 1])?)
        };
        Some(syllable(0)? * 50 + syllable(2)?)
    });
    numbers.collect::<Vec<_>>().into_iter()
}

fn title(Case { payload, word, .. }: &Case) -> String {
    format!("Talks of {word} {payload} here")
}

fn body(Case { payload, word, .. }: &Case) -> String {
    let more = format!("{word} speaks of lakes in {word}, and {word} of terrorism. ").repeat(3);
    format!(
        "Body of {word}. Before {payload} {word} after.\n\nForeign Minister Jonas {word} met Jonas {payload} {word} and {payload}Jonas {word}{payload} in Kenya. {more}\n"
    )
}

/// Text as it is written in strings of TOML and YAML, controls escaped.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| format!("\\U{:08x}", u32::from(c)))
        .collect()
}

fn text(place: &Place, to: &str, case: &Case) {
    let text = format!("{}\n\n{}", title(case), body(case));
    place.write(format!("{to}.txt"), text);
}

fn markdown(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    let text = format!(
        "# {}\n\n## {word} {p}\n\n- {word} {p}\n\n> {word} {p}\n\n`{word} {p}`\n\n[{word} {p}](https://example.org/{p}) [x](javascript:{p}) [y](data:{p})\n\n\
         | {word} | {p} |\n|---|---|\n| {p} | {word} |\n\n```\n{word} {p}\n```\n\n![{word} {p}]({p})\n\n{}",
        title(case),
        body(case)
    );
    place.write(format!("{to}.md"), text);
}

/// Front matter with the payload in all of its fields, as TOML and YAML take it.
fn fields(case: &Case, is: &str) -> String {
    let (e, word) = (escaped(case.payload), &case.word);
    let title = format!("Talks of {word} {e} here");
    [
        ("title", title),
        ("source", format!("Sou{e}rce {word}")),
        ("author", format!("{word} {e}")),
        ("place", format!("{word}{e}")),
        ("url", format!("https://example.org/{word}{e}")),
        ("id", format!("{word}{e}")),
        ("lang", format!("en{e}")),
        ("path", format!("../../{e}/etc/passwd")),
    ]
    .iter()
    .map(|(name, value)| format!("{name}{is}\"{value}\"\n"))
    .chain([
        format!("topics{is}[\"{word} {e}\"]\n"),
        format!("countries{is}[\"Ken{e}ya\"]\n"),
        format!("\"odd {e}\"{is}\"{word} {e}\"\n"),
    ])
    .collect()
}

fn toml(place: &Place, to: &str, case: &Case) {
    let fields = fields(case, " = ");
    place.write(
        format!("{to}.md"),
        format!("+++\n{fields}+++\n\n{}", body(case)),
    );
}

fn yaml(place: &Place, to: &str, case: &Case) {
    let fields = fields(case, ": ");
    place.write(
        format!("{to}.md"),
        format!("---\n{fields}---\n\n{}", body(case)),
    );
}

fn broken(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    let text = format!(
        "---\ntitle: Talks of {word} {p}\ndate: 2020-13-99 {word} {p}\n{word} {p}\n---\n\n{}",
        body(case)
    );
    place.write(format!("{to}.md"), text);
}

fn html(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    // The numbers of introducers of one character stand for letters of windows-1252 (HTML 13.2.5): the rest is text.
    let numeric = p.replace(super::payloads::MARK, "plain");
    let numeric: String = numeric
        .chars()
        .map(|c| format!("&#{};", u32::from(c)))
        .collect();
    let text = format!(
        "<html lang=\"{p}\"><head><title>{}</title><meta name=\"author\" content=\"{word} {numeric}\">\
         <meta property=\"og:site_name\" content=\"{word} {p}\"><base href=\"javascript:{p}\"></head>\
         <body onload=\"alert('{p}')\"><script>document.title='{word}{p}'</script><h1>{word} {numeric}</h1>\
         <p>{}</p><p>{word} <a href=\"javascript:alert('{p}')\" onclick=\"x\">one</a> <a href=\"data:text/html,{p}\">two</a> \
         <a href=\"https://example.org/{numeric}\">three</a> <img src=x onerror=\"{p}\"> {numeric} {word}</p>\
         <svg onload=\"{p}\"><script>{p}</script></svg></body></html>",
        title(case),
        body(case)
    );
    place.write(format!("{to}.html"), text);
}

fn json(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    let row = serde_json::json!({
        "title": title(case), "text": body(case), "author": format!("{word} {p}"), "source": format!("{word} {p}"),
        "url": format!("javascript:{p}"), "id": format!("{word}{p}"), "topics": [format!("{word} {p}")], "date": p,
    });
    place.write(format!("{to}.json"), format!("[{row}]"));
}

fn csv(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    let cells = [
        title(case),
        body(case),
        format!("{word} {p}"),
        format!("{word} {p}"),
        format!("data:{p}"),
    ];
    let cells = cells.map(|c| format!("\"{}\"", c.replace('"', "\"\"")));
    let text = format!("title,text,author,source,url\n{}\n", cells.join(","));
    place.write(format!("{to}.csv"), text);
}

fn feed(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    let text = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{word} <![CDATA[{p}]]></title><item>\
         <title><![CDATA[{}]]></title><author>{word} {p}</author><link>javascript:{p}</link><category>{word} {p}</category>\
         <guid>{p}</guid><description><![CDATA[<p>{}</p><script>{p}</script>]]></description></item></channel></rss>",
        title(case),
        body(case)
    );
    place.write(format!("{to}.xml"), text);
}

fn mail(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    let encoded = |text: &str| format!("=?UTF-8?B?{}?=", STANDARD.encode(text));
    let text = format!(
        "From: {} <a@example.org>\nTo: {} <b@example.org>\nSubject: {}\nMessage-ID: <{word}@example.org>\n\
         Date: Mon, 6 Jan 2020 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{}\n",
        encoded(&format!("{word} {p}")),
        encoded(&format!("{word} {p}")),
        encoded(&title(case)),
        STANDARD.encode(body(case))
    );
    place.write(format!("{to}.eml"), text);
}

/// UTF-16 in hexadecimal digits.
fn hex(text: &str) -> String {
    text.encode_utf16().map(|u| format!("{u:04X}")).collect()
}

fn pdf(place: &Place, to: &str, case: &Case) {
    let Case {
        payload: p, word, ..
    } = case;
    // The table of the font says what each code means: code 1 is the whole payload, all others are themselves.
    let table = format!(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange \
         1 beginbfchar <01> <{}> endbfchar 1 beginbfrange <20> <7E> <0020> endbfrange endcmap end",
        // Letter by letter controls go before sequences are seen: the rest is text, and may be seen.
        hex(&p.replace(super::payloads::MARK, "plain"))
    );
    let line = |text: &str| format!("({text}) Tj T*\n");
    let lines: String = (0..6)
        .map(|n| line(&format!("{word} speaks \\001 of lakes, {word} {n} times.")))
        .collect();
    let content = format!("BT /F 12 Tf 50 700 Td 14 TL\n{lines}ET");
    let stream = |text: &str| format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
    let info = |text: &str| format!("<FEFF{}>", hex(text));
    let objects = [
        "<</Type /Catalog /Pages 3 0 R>>".to_owned(),
        format!("<</Title {} /Author {}>>", info(&title(case)), info(&format!("{word} {p}"))),
        "<</Type /Pages /Count 1 /Kids [4 0 R]>>".to_owned(),
        "<</Type /Page /Parent 3 0 R /MediaBox [0 0 600 840] /Contents 5 0 R /Resources <</Font <</F 6 0 R>>>>>>".to_owned(),
        stream(&content),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R>>".to_owned(),
        stream(&table),
    ];
    let mut file = String::from("%PDF-1.7\n");
    let mut at = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        at.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", at.len() + 1);
    at.iter()
        .for_each(|at| file += &format!("{at:010} 00000 n \n"));
    file += &format!(
        "trailer\n<</Size {} /Root 1 0 R /Info 2 0 R>>\nstartxref\n{table}\n%%EOF\n",
        at.len() + 1
    );
    place.write(format!("{to}.pdf"), file);
}

fn rtf(place: &Place, to: &str, case: &Case) {
    let signed = |unit: u16| format!("\\u{}?", unit.cast_signed());
    let written = |text: &str| -> String {
        // Controls that no page can show go letter by letter: the rest is text, and may be seen.
        text.replace(super::payloads::MARK, "plain")
            .encode_utf16()
            .map(|u| match u {
                10 => "\\par\n".to_owned(),
                32..127 => String::from_utf8_lossy(&[u as u8]).into_owned(),
                _ => signed(u),
            })
            .collect()
    };
    let text = format!(
        "{{\\rtf1\\ansi{{\\info{{\\title {}}}{{\\author {}}}}}{}\\par}}",
        written(&title(case)),
        written(&case.payload.replace('\n', "")),
        written(&body(case))
    );
    place.write(format!("{to}.rtf"), text);
}

fn docx(place: &Place, to: &str, case: &Case) {
    // XML has no way to write most controls: what follows them there is text, and may be seen.
    let plain = |text: &str| text.replace(super::payloads::MARK, "plain");
    let numeric = |text: &str| -> String {
        plain(text)
            .chars()
            .map(|c| match c {
                ' '..='~' => c.to_string(),
                c => format!("&#{};", u32::from(c)),
            })
            .collect()
    };
    let core = format!(
        "<cp:coreProperties xmlns:dc=\"d\"><dc:title>{}</dc:title><dc:creator>{} {}</dc:creator></cp:coreProperties>",
        numeric(&title(case)),
        case.word,
        numeric(case.payload)
    );
    let document = format!(
        "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>",
        numeric(&body(case))
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        ("docProps/core.xml", &core),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    place.write(format!("{to}.docx"), zip.finish().unwrap().into_inner());
}

/// What a name of a file can hold of it.
fn nameable(case: &Case) -> String {
    case.payload.replace(['/', '\0'], "")
}

fn file_name(place: &Place, to: &str, case: &Case) {
    let plain = case.plain();
    let name = format!("{} {} {}", case.word, nameable(case), case.word);
    // Without a heading the name is the title.
    place.write(format!("{to}/{name}.md"), body(&plain));
}

fn folder_name(place: &Place, to: &str, case: &Case) {
    let plain = case.plain();
    let name = format!("{} {}", case.word, nameable(case));
    place.write(
        format!("{to}/{name}/inner.txt"),
        format!("{}\n\n{}", title(&plain), body(&plain)),
    );
}

fn unreadable(place: &Place, to: &str, case: &Case) {
    let name = format!("{} {}.txt", case.word, nameable(case));
    place.write(format!("{to}/{name}"), [0, 1, 2, 3].repeat(99));
}

fn member(place: &Place, to: &str, case: &Case) {
    let plain = case.plain();
    let text = format!("{}\n\n{}", title(&plain), body(&plain));
    let mut tar = tar::Builder::new(Vec::new());
    for name in [
        format!("{} {}.txt", case.word, nameable(case)),
        format!("../../{}{}.txt", case.word, nameable(case)),
    ] {
        let mut header = tar::Header::new_gnu();
        // Past what the crate takes care of: it would refuse to climb.
        let field = &mut header.as_gnu_mut().unwrap().name;
        let len = name.len().min(field.len());
        field[..len].copy_from_slice(&name.as_bytes()[..len]);
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, text.as_bytes()).unwrap();
    }
    place.write(format!("{to}.tar"), tar.into_inner().unwrap());
}

/// One file for all payloads: each adds what it says, so that whatever is wrong in it and whatever holds is told.
fn corrections(place: &Place, to: &str, case: &Case) {
    let folder = to.split('/').next().unwrap();
    let path = place.path().join(folder).join("briefings.toml");
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let Case {
        payload,
        word,
        text,
    } = case;
    let (e, id) = (escaped(payload), text.to_lowercase());
    // What is wrong is quoted with its controls spelled out: the rest is text, and may be seen.
    let wrong = escaped(&payload.replace(super::payloads::MARK, "plain"));
    let text = format!(
        "{before}[[entity]]\nid = \"person:jonas-{id}\"\nname = \"Jonas {word} {e}\"\n\n\
         [[entity]]\nid = \"person:nobody{wrong}\"\nname = \"{word}{wrong}\"\nsame = [\"{word}{wrong}\"]\n\"odd{wrong}\" = \"{word}{wrong}\"\n\n\
         [[source]]\nname = \"{word} {e}\"\npaths = [\"text/{text}.txt\", \"../../{wrong}\", \"/etc/{word}{wrong}\"]\n\n\
         [[topic]]\nname = \"{word} {e}\"\nwords = [\"{text}\", \"lakes {e}\"]\n\n"
    );
    place.write(format!("{folder}/briefings.toml"), text);
}

/// Puts every payload into every carrier, below a folder; says how many that are.
pub fn write_all(place: &Place, folder: &str) -> usize {
    for (c, (carrier, write)) in CARRIERS.iter().enumerate() {
        for (p, (_, payload)) in PAYLOADS.iter().enumerate() {
            let word = word(c * PAYLOADS.len() + p);
            let to = format!("{folder}/{carrier}/{word}");
            let text = self::word(p);
            write(
                place,
                &to,
                &Case {
                    payload,
                    word,
                    text,
                },
            );
        }
    }
    CARRIERS.len() * PAYLOADS.len()
}
