//! What does the loader make of PDFs? They are made here, object by object, since nobody could read them in the repository.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use super::collections::shared;
use super::{check, check_bytes, decoded, picture, read};

/// A file of these objects, numbered from 1; the first is the root, the second what the document states about itself.
fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj", i + 1).unwrap();
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    let size = objects.len() + 1;
    write!(
        out,
        "trailer\n<</Size {size} /Root 1 0 R /Info 2 0 R {trailer}>>\nstartxref\n{table}\n%%EOF\n"
    )
    .unwrap();
    out
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dictionary} /Length {}>>\nstream\n", content.len()).into_bytes();
    out.extend(content);
    out.extend(b"\nendstream");
    out
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(content).unwrap();
    stream("/Filter /FlateDecode", &out.finish().unwrap())
}

/// Two fonts, in which every letter is 0.6 wide: /F plain (with a ligature at \001), /B bold; /G has numbers for letters.
const FONTS: &str = "/Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Courier \
    /Encoding <</BaseEncoding /WinAnsiEncoding /Differences [1 /fi /uni00e9]>> >> \
    /B <</Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding>> \
    /G <</Type /Font /Subtype /Type0 /BaseFont /Other /Encoding /Identity-H /ToUnicode 4 0 R \
    /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /BaseFont /Other /DW 600>>]>> >>";

const TABLE: &str = "1 begincodespacerange <0000> <ffff> endcodespacerange\n\
    1 beginbfrange <0001> <0020> <0430> endbfrange";

/// A document with pages of this content; `info` and `more` go to the second object and the page dictionaries.
fn document(info: &str, more: &str, pages: &[String]) -> Vec<u8> {
    let kids: String = (0..pages.len())
        .map(|i| format!("{} 0 R ", 5 + 2 * i))
        .collect();
    let mut objects = vec![
        b"<</Type /Catalog /Pages 3 0 R /Lang (en-GB)>>".to_vec(),
        format!("<<{info}>>").into_bytes(),
        format!("<</Type /Pages /Count {} /Kids [{kids}]>>", pages.len()).into_bytes(),
        stream("", TABLE.as_bytes()),
    ];
    for (i, content) in pages.iter().enumerate() {
        let page = format!(
            "<</Type /Page /Parent 3 0 R /MediaBox [0 0 600 840] /Contents {} 0 R /Resources <<{FONTS}>> {more}>>",
            6 + 2 * i
        );
        objects.push(page.into_bytes());
        objects.push(packed(content.as_bytes()));
    }
    file(&objects, "")
}

/// Lines below each other, 12 points apart, in that font and size.
fn lines(font: &str, size: f32, x: f32, y: f32, lines: &[&str]) -> String {
    let mut out = format!("BT /{font} {size} Tf {x} {y} Td {} TL\n", size * 1.2);
    for line in lines {
        writeln!(out, "({line}) Tj T*").unwrap();
    }
    out + "ET\n"
}

const INFO: &str = "/Title (Wells of the north) /Author <FEFF0041006E006E> /CreationDate (D:20210512080000+02'00') \
    /ModDate (D:20220101)";

/// Two columns, a running head, page numbers, a hyphen, a ligature, a paragraph that goes on over a page.
pub(super) fn columns() -> Vec<u8> {
    let frame = |n: usize| {
        lines("F", 8.0, 50.0, 800.0, &["The Lake Review, June 2021"])
            + &lines("F", 8.0, 290.0, 30.0, &[&format!("- {n} -")])
    };
    let left = [
        "The of\\001ce has counted the wells of the",
        "northern lakes for the \\001rst time. A gov-",
        "ernment report says that a third of them",
        "are dry, and that the well-known spring",
        "at Harbour Point, which was a well-",
        "known one, has turned to salt.",
    ];
    let right = [
        "Nobody had looked at them since the war,",
        "said the head of the of\\001ce, who had",
        "asked for money year after year, and had",
        "been told by all of them in turn that he",
    ];
    let one = frame(1)
        + &lines("B", 18.0, 50.0, 760.0, &["Wells of the north"])
        + &lines("F", 10.0, 50.0, 700.0, &left)
        + &lines("F", 10.0, 320.0, 697.0, &right);
    let two = frame(2)
        + &lines("F", 10.0, 50.0, 760.0, &["must wait until the next one."])
        + &lines("B", 10.0, 50.0, 720.0, &["What was found"])
        + &lines(
            "F",
            10.0,
            50.0,
            700.0,
            &[
                "\\225 on the coast, where all of them had",
                "  turned to salt;",
                "\\225 inland.",
            ],
        )
        + &lines("F", 10.0, 50.0, 640.0, &["Well", "North", "South"])
        + &lines("F", 10.0, 200.0, 640.0, &["Depth", "7 m", "12 m"]);
    let three = frame(3)
        + &lines("F", 10.0, 50.0, 760.0, &["Caf\\002: the end.", "Really."])
        + "BT /G 10 Tf 50 700 Td <000100020003> Tj ET\n";
    document(INFO, "", &[one, two, three])
}

#[test]
fn a_pdf_reads_in_the_order_of_its_columns_without_its_furniture() {
    let bytes = columns();
    let (briefing, problems) = read("wells.pdf", &bytes);
    let b = briefing.expect("it is sound");
    check(&b, &decoded(&bytes));
    assert_eq!(problems, []);
    let place = |word: &str| b.map.page_of(b.body.find(word).expect(word) as u32);
    // The paragraph begins on the first page.
    for (word, page) in [
        ("counted", 1),
        ("Nobody", 1),
        ("must wait", 2),
        ("inland", 2),
        ("Café", 3),
    ] {
        assert_eq!(place(word), Some(page), "{word}");
    }
    check_bytes(&[(
        "wells.pdf",
        bytes,
        "title = Wells of the north (the PDF's Title)\n\
         author = Ann (the PDF's Author)\n\
         published ≈70 2021-05-12 (the PDF's CreationDate: it dates the file, not the text)\n\
         lang = en-GB (the PDF's Lang)\n\
         Title: Wells of the north\n\
         Paragraph: The office has counted the wells of the northern lakes for the first time. A government report says \
         that a third of them are dry, and that the well-known spring at Harbour Point, which was a well-known one, has \
         turned to salt.\n\
         Paragraph: Nobody had looked at them since the war, said the head of the office, who had asked for money year \
         after year, and had been told by all of them in turn that he must wait until the next one.\n\
         H2: What was found\n\
         •: on the coast, where all of them had turned to salt;\n\
         •: inland.\n\
         Row: Well⇥Depth\nRow: North⇥7 m\nRow: South⇥12 m\n\
         Paragraph: Café: the end.\n\
         Paragraph: Really.\n\
         Paragraph: абв",
    )]);
}

#[test]
fn a_turned_page_reads_as_it_is_shown() {
    let turned = "BT /F 10 Tf 0 1 -1 0 100 50 Tm 12 TL (Every well of the north was) Tj T* (counted by hand.) Tj ET\n";
    let upright = lines("F", 10.0, 50.0, 700.0, &["A note in the margin"]);
    let info = "/Title (Microsoft Word - wells_7.doc)";
    let shown = |more: &str| {
        let bytes = document(info, more, &[turned.to_string() + &upright]);
        let picture = picture(&read("a.pdf", &bytes));
        picture.lines().map(str::to_string).collect::<Vec<_>>()
    };
    let wells = "Paragraph: Every well of the north was counted by hand.";
    let note = "Paragraph: A note in the margin";
    assert_eq!(
        shown("/Rotate 90"),
        ["lang = en-GB (the PDF's Lang)", wells, note]
    );
    assert_eq!(shown(""), ["lang = en-GB (the PDF's Lang)", note, wells]);
}

#[test]
fn letters_of_other_sizes_elsewhere_are_not_taken_for_the_same_drawn_twice() {
    // In tenths of their sizes, both begin at the same place.
    let page = lines("F", 20.0, 100.0, 700.0, &["a"]) + &lines("F", 10.0, 50.0, 350.0, &["ab"]);
    // What is drawn twice at the same place is bold.
    let page = page + &lines("F", 10.0, 50.2, 350.0, &["ab"]);
    let (briefing, _) = read("a.pdf", &document("", "", &[page]));
    assert_eq!(briefing.expect("a text").body.trim(), "a\n\nab");
}

#[test]
fn links_laid_over_words_are_kept_and_lead_out_of_the_document() {
    let link = |rect: &str, to: &str| {
        format!("<</Type /Annot /Subtype /Link /Rect [{rect}] /A <</S /URI /URI ({to})>>>>")
    };
    // Letters are 6 wide: the second word of the first line and the first of the next, one address; a place; a program.
    let notes = [
        link("80 698 140 710", "https://example.org/wells"),
        link("50 686 92 698", "https://example.org/wells"),
        link("146 698 182 710", "javascript:alert\\(1\\)"),
        "<</Subtype /Link /Rect [50 600 100 620] /Dest [5 0 R /Fit]>>".into(),
        "<</Subtype /Text /Rect [0 0 600 800]>>".into(),
        link("50 650 56 660", "mailto:a@b.org"),
    ];
    let more = format!("/Annots [{}]", notes.concat());
    let page = lines(
        "F",
        10.0,
        50.0,
        700.0,
        &["Some wells went dry all", "at once, they said now."],
    ) + &lines("F", 10.0, 50.0, 650.0, &["a,b"]);
    check_bytes(&[(
        "links.pdf",
        document("", &more, &[page]),
        "lang = en-GB (the PDF's Lang)\nParagraph: Some wells went dry all at once, they said now.\nParagraph: a,b\n  \
         link wells went → https://example.org/wells\n  link at once → https://example.org/wells\n  link a → mailto:a@b.org",
    )]);
}

#[test]
fn what_the_info_does_not_state_is_in_the_xmp() {
    let xmp = "<x:xmpmeta xmlns:x='x'><rdf:RDF xmlns:rdf='r' xmlns:dc='d'><rdf:Description xmp:CreateDate='2021-05-12T08:00:00Z'>\
        <dc:title><rdf:Alt><rdf:li>Wells &amp; lakes</rdf:li><rdf:li xml:lang='de'>Brunnen</rdf:li></rdf:Alt></dc:title>\
        <dc:creator><rdf:Seq><rdf:li>Ann Sample</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq></dc:creator><dc:publisher>Lake Review</dc:publisher>\
        <dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>PUBLISHED</rdf:Description></rdf:RDF></x:xmpmeta>";
    let text = "BT /F 10 Tf 50 700 Td (A text.) Tj ET";
    let made = |info: &str, published: &str| {
        let page = format!("<</Type /Page /Parent 3 0 R /Contents 5 0 R /Resources <<{FONTS}>> >>");
        let objects = [
            b"<</Type /Catalog /Pages 3 0 R /Metadata 6 0 R>>".to_vec(),
            format!("<<{info}>>").into_bytes(),
            b"<</Type /Pages /Count 1 /Kids [4 0 R]>>".to_vec(),
            page.replace("/ToUnicode 4 0 R", "").into_bytes(),
            stream("", text.as_bytes()),
            stream(
                "/Type /Metadata /Subtype /XML",
                xmp.replace("PUBLISHED", published).as_bytes(),
            ),
        ];
        file(&objects, "")
    };
    let rest = "lang = en (the PDF's dc:language)\n";
    let dated = "<prism:publicationDate>2020-01-02</prism:publicationDate>";
    check_bytes(&[
        (
            "xmp.pdf",
            made("", ""),
            &format!(
                "title = Wells & lakes (the PDF's dc:title)\nsource = Lake Review (the PDF's dc:publisher)\n\
             author = Ann Sample (the PDF's dc:creator)\n\
             published ≈70 2021-05-12 (the PDF's xmp:CreateDate: it dates the file, not the text)\n{rest}\
             Title: Wells & lakes\nParagraph: A text."
            ),
        ),
        (
            "both.pdf",
            made(INFO, dated),
            &format!(
                "title = Wells of the north (the PDF's Title)\nsource = Lake Review (the PDF's dc:publisher)\n\
             author = Ann (the PDF's Author)\npublished ≈95 2020-01-02 (the PDF's prism:publicationDate)\n{rest}\
             Title: Wells of the north\nParagraph: A text."
            ),
        ),
    ]);
}

fn with(objects: &[&str], trailer: &str) -> Vec<u8> {
    let objects: Vec<Vec<u8>> = objects.iter().map(|o| o.as_bytes().to_vec()).collect();
    file(&objects, trailer)
}

#[test]
fn what_cannot_be_read_says_why_and_what_to_do() {
    let text = "BT /F 10 Tf 50 700 Td (A text.) Tj ET";
    let page =
        "<</Type /Page /Parent 3 0 R /Contents 5 0 R /Resources <</XObject <</I 6 0 R>> >> >>";
    let pages = "<</Type /Pages /Count 1 /Kids [4 0 R]>>";
    let picture_of_a_page = "<</Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray \
        /Length 1>>\nstream\nx\nendstream";
    let root = "<</Type /Catalog /Pages 3 0 R>>";
    let scan = [
        root,
        "<<>>",
        pages,
        page,
        "<</Length 4>>\nstream\n/I Do\nendstream",
        picture_of_a_page,
    ];
    let content = format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
    let key = "00".repeat(32);
    let locked = format!(
        "/Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}>>> /ID [<00> <00>]"
    );
    let cycle = "<</Type /Pages /Count 1 /Kids [3 0 R 3 0 R]>>";
    let recognise = "run it through text recognition (for example ocrmypdf), and read the result";
    let again = "fetch it again, or print it to a new PDF from a program that opens it";
    check_bytes(&[
        (
            "scan.pdf",
            with(&scan, ""),
            &format!("! scan.pdf: it has no text, only pictures of pages; {recognise}"),
        ),
        (
            "locked.pdf",
            with(&[root, "<<>>", pages, page, &content], &locked),
            "! locked.pdf: it is locked with a password; open it with the password in a reader of PDF, and print or save \
             it without one",
        ),
        (
            "cycle.pdf",
            with(&[root, "<<>>", cycle, page, &content], ""),
            &format!("! cycle.pdf: it is a broken PDF: no page of it can be found; {again}"),
        ),
        (
            "paper.pdf",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(),
            &format!("! paper.pdf: it is a broken PDF; {again}"),
        ),
        (
            "blank.pdf",
            document("", "", &["0 0 m 9 9 l S".into()]),
            "! blank.pdf: it has no text; delete it, or fetch the document again",
        ),
        (
            "nameless.pdf",
            document("", "", &["BT /G 10 Tf 50 700 Td <01010102> Tj ET".into()]),
            &format!(
                "! nameless.pdf: its letters cannot be told: its fonts do not say what they show; {recognise}"
            ),
        ),
    ]);
    // Without its table of objects it is still read.
    let whole = columns();
    let cut = whole.windows(5).position(|w| w == b"xref\n").unwrap();
    let mut lost = whole[..cut].to_vec();
    lost.extend(b"trailer\n<</Root 1 0 R /Info 2 0 R>>\n");
    assert_eq!(
        picture(&read("a.pdf", &lost)),
        picture(&read("a.pdf", &whole))
    );
}

#[test]
fn a_pdf_that_draws_itself_costs_neither_stack_nor_time_nor_memory() {
    // Each form draws the next one ten times, and the last one the first.
    let forms: String = (0..20).map(|i| format!("/X{i} {} 0 R ", 6 + i)).collect();
    let resources = format!("/Resources <<{FONTS} /XObject <<{forms}>> >>");
    let mut objects = vec![
        b"<</Type /Catalog /Pages 3 0 R>>".to_vec(),
        b"<<>>".to_vec(),
        format!("<</Type /Pages /Count 1 /Kids [4 0 R] {resources}>>").into_bytes(),
        b"<</Type /Page /Parent 3 0 R /Contents 5 0 R>>".to_vec(),
        stream("", b"BT /F 10 Tf 9 9 Td (before) Tj ET /X0 Do"),
    ];
    for i in 0..20 {
        let draws = format!("/X{} Do ", (i + 1) % 20).repeat(10);
        objects.push(stream("/Subtype /Form /BBox [0 0 9 9]", draws.as_bytes()));
    }
    let fans = file(&objects, "");
    let plain = |content: &[u8]| {
        let objects = [
            b"<</Type /Catalog /Pages 3 0 R>>".to_vec(),
            b"<<>>".to_vec(),
            b"<</Type /Pages /Count 1 /Kids [4 0 R]>>".to_vec(),
            format!("<</Type /Page /Parent 3 0 R /Contents 5 0 R /Resources <<{FONTS}>> >>")
                .into_bytes(),
            packed(content),
        ];
        file(&objects, "")
    };
    let text = b"BT /F 10 Tf 9 9 Td (before) Tj ET ".to_vec();
    let after = |more: Vec<u8>| plain(&[text.clone(), more].concat());
    for (name, bytes) in [
        ("fans.pdf", fans),
        ("kept.pdf", after(b"q ".repeat(2_000_000))),
        ("nested.pdf", after(b"[".repeat(1_000_000))),
        ("marked.pdf", after(b"/A BMC ".repeat(500_000))),
        (
            "letters.pdf",
            after(b"BT (aaaaaaaaaaaaaaaaaaaa) Tj ET ".repeat(50_000)),
        ),
        (
            "words.pdf",
            after(b"1 0 Td (a) Tj 3 2 Td (b) Tj ".repeat(60_000)),
        ),
        ("bomb.pdf", plain(&b" ".repeat(80 << 20))),
        (
            "deep.pdf",
            with(&[&"[".repeat(400_000), &"<</A".repeat(200_000)], ""),
        ),
    ] {
        let started = Instant::now();
        let (briefing, problems) = read(name, &bytes);
        assert!(briefing.is_some() || !problems.is_empty(), "{name}");
        assert!(
            problems.iter().all(|p| p.cause != "reading it failed"),
            "{name}"
        );
        let took = started.elapsed();
        assert!(took.as_secs() < 20, "{name}: {took:?}");
        println!("{name}: {took:?}");
    }
}

/// Words of at least three letters, with how often each is there.
fn words(text: &str) -> std::collections::HashMap<String, usize> {
    let healed = text.replace("-\n", "").replace(['-', '\u{ad}'], "");
    let mut words = std::collections::HashMap::new();
    for word in healed.split(|c: char| !c.is_alphabetic()) {
        if word.chars().count() > 2 {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    words
}

#[test]
fn real_pdfs_give_the_words_that_another_program_finds_in_them() {
    let Some(folder) = shared("corpora/pdf") else {
        return;
    };
    if Command::new("pdftotext").arg("-v").output().is_err() {
        println!("skipped: pdftotext is not installed");
        return;
    }
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let args = ["-enc", "UTF-8", path.to_str().unwrap(), "-"];
        let theirs = Command::new("pdftotext").args(args).output().unwrap();
        let theirs = words(&String::from_utf8_lossy(&theirs.stdout));
        let count: usize = theirs.values().sum();
        let name = path.file_name().unwrap().to_str().unwrap();
        let (briefing, problems) = read(name, &std::fs::read(&path).unwrap());
        assert!(briefing.is_some() || !problems.is_empty(), "{name}");
        if count < 50 {
            continue;
        }
        let ours = words(&briefing.expect(name).body);
        let both = theirs
            .iter()
            .map(|(w, n)| (*n).min(ours.get(w).copied().unwrap_or(0)));
        let f1 = 2.0 * both.sum::<usize>() as f64 / (count + ours.values().sum::<usize>()) as f64;
        println!("{name}: {f1:.4} of {count} words");
        assert!(f1 >= 0.97, "{name}: {f1}");
        compared += 1;
    }
    assert!(compared >= 5, "the corpus is gone");
}
