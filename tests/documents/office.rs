//! What do the loaders make of packages? They are made here, since nobody could read them in the repository.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{check_bytes, picture, read};

pub(super) fn package(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in entries {
        let options = if *name == "mimetype" { stored } else { options };
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const CORE: &str = r#"<cp:coreProperties xmlns:dc="d" xmlns:dcterms="t"><dc:title>The survey &amp; its wells</dc:title>
<dc:creator>Ann Sample</dc:creator><dcterms:created>2021-05-12T08:00:00Z</dcterms:created></cp:coreProperties>"#;

pub(super) fn docx() -> Vec<u8> {
    let document = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
<w:document xmlns:w="w"><w:body>
<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>What was found</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">A third of the wells </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>are dry</w:t></w:r><w:r><w:t>, &#27;[31mred&b; &lt;says&gt; the office.</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p>
<w:p><w:pPr><w:pStyle w:val="Quote"/></w:pPr><w:r><w:t>Never so low.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>coast</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr><w:r><w:t>salt</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Well</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Depth</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>7 m</w:t></w:r></w:p><w:p><w:r><w:t>dry</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>The end.</w:t><w:br/><w:t>Really.</w:t></w:r></w:p></w:body></w:document>"#;
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document),
        ("word/styles.xml", styles),
        ("docProps/core.xml", CORE),
    ])
}

pub(super) fn odt() -> Vec<u8> {
    let content = r#"<office:document-content xmlns:text="t" xmlns:table="b"><office:body>
<text:h text:outline-level="1">Wells</text:h><text:p text:style-name="Standard">A third<text:s/>of them <text:span>are</text:span> dry.<text:note><text:p>a note</text:p></text:note></text:p>
<text:list><text:list-item><text:p>coast</text:p><text:list><text:list-item><text:p>salt</text:p></text:list-item></text:list></text:list-item></text:list>
<text:p text:style-name="Quotations">Never so low.</text:p>
<table:table><table:table-row><table:table-cell><text:p>Well</text:p></table:table-cell><table:table-cell><text:p>Depth</text:p></table:table-cell></table:table-row></table:table>
</office:body></office:document-content>"#;
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
    ])
}

pub(super) fn epub() -> Vec<u8> {
    let container =
        r#"<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>"#;
    let opf = r#"<package xmlns:dc="d"><metadata><dc:title>The wells of the north</dc:title><dc:creator>Ann Sample</dc:creator><dc:language>en</dc:language><dc:publisher>Example Press</dc:publisher></metadata>
<manifest><item id="nav" href="nav.xhtml" properties="nav"/><item id="b" href="text/two%20.xhtml"/><item id="a" href="text/one.xhtml"/></manifest><spine><itemref idref="nav"/><itemref idref="a"/><itemref idref="b"/><itemref idref="a"/></spine></package>"#;
    package(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OPS/book.opf", opf),
        ("OPS/nav.xhtml", "<html><body><p>Contents</p></body></html>"),
        (
            "OPS/text/one.xhtml",
            "<html><head><title>1</title></head><body><h1>One</h1><p>The <em>first</em> chapter.</p></body></html>",
        ),
        (
            "OPS/text/two .xhtml",
            "<html><body><h1>Two</h1><p>The second one.</p></body></html>",
        ),
    ])
}

#[test]
fn packages_read_as_their_programs_show_them() {
    check_bytes(&[
        (
            "report.docx",
            docx(),
            "title = The survey & its wells (the document's title)\n\
             author = Ann Sample (the document's creator)\n\
             published ≈80 2021-05-12 (the document's created)\n\
             Title: The survey & its wells\n\
             H1: What was found\n\
             Paragraph: A third of the wells are dry, [31mred&b; <says> the office.\n\
             Quote: Never so low.\n\
             •: coast\n  •: salt\n\
             Row: Well⇥Depth\n\
             Row: ⇥7 m dry\n\
             Paragraph: The end.⏎Really.\n  strong are dry",
        ),
        (
            "report.odt",
            odt(),
            "title ≈95 Wells (the first heading)\n\
             Title: Wells\n\
             Paragraph: A third of them are dry.\n\
             •: coast\n  •: salt\n\
             Quote: Never so low.\n\
             Row: Well⇥Depth",
        ),
        (
            "book.epub",
            epub(),
            "title = The wells of the north (the document's title)\n\
             source = Example Press (the document's publisher)\n\
             author = Ann Sample (the document's creator)\n\
             lang = en (the document's language)\n\
             Title: The wells of the north\n\
             H1: One\n\
             Paragraph: The first chapter.\n\
             H1: Two\n\
             Paragraph: The second one.\n  emphasis first",
        ),
    ]);
}

#[test]
fn broken_packages_say_what_is_wrong() {
    let bomb = package(&[("word/document.xml", &" ".repeat(40 << 20))]);
    let again = "open it in the program that wrote it, and save it again";
    let half = docx();
    let cases = [
        (
            "empty.docx",
            package(&[]),
            "it is a package without its text, or locked",
        ),
        (
            "half.docx",
            half[..half.len() / 2].to_vec(),
            "it is a broken package",
        ),
        (
            "bomb.docx",
            bomb,
            "it unpacks to far more than a document holds",
        ),
        (
            "no.epub",
            package(&[("mimetype", "application/epub+zip")]),
            "it is a package without its text, or locked",
        ),
    ];
    for (name, mut bytes, cause) in cases {
        if bytes.starts_with(b"PK\x05\x06") {
            // An archive of nothing begins with its end.
            bytes = package(&[("word/other.xml", "")]);
        }
        assert_eq!(
            picture(&read(name, &bytes)).trim_end(),
            format!("! {name}: {cause}; {again}")
        );
    }
}

#[test]
fn compressed_files_are_read_through() {
    let packed = |text: &[u8]| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(text).unwrap();
        gz.finish().unwrap()
    };
    let xz = |text: &[u8]| {
        let options = lzma_rust2::XzOptions::with_preset(6);
        let mut xz = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        xz.write_all(text).unwrap();
        xz.finish().unwrap()
    };
    let text = b"# A title\n\nA text of some words.";
    let shown = "title ≈95 A title (line 1: the first heading)\nTitle: A title\nParagraph: A text of some words.";
    let far = "it unpacks to far more than a document holds; unpack it by hand, or fetch the document again";
    let broken = "it is compressed, and broken; unpack it by hand, or fetch the document again";
    for (name, bytes, expected) in [
        ("a.md.gz", packed(text), shown.to_string()),
        (
            "a.md.zst",
            zstd::encode_all(&text[..], 1).unwrap(),
            shown.to_string(),
        ),
        ("a.md.xz", xz(text), shown.to_string()),
        (
            "bomb.txt.xz",
            xz(&vec![b'a'; 80 << 20]),
            format!("! bomb.txt.xz: {far}"),
        ),
        (
            "half.md.xz",
            xz(text)[..40].to_vec(),
            format!("! half.md.xz: {broken}"),
        ),
        (
            "bomb.txt.gz",
            packed(&vec![b'a'; 80 << 20]),
            format!("! bomb.txt.gz: {far}"),
        ),
        (
            "half.md.gz",
            packed(text)[..20].to_vec(),
            format!("! half.md.gz: {broken}"),
        ),
    ] {
        assert_eq!(picture(&read(name, &bytes)).trim_end(), expected);
    }
}
