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

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Steps"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="2"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val=" "/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1:"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:numStyleLink w:val="L"/></w:abstractNum>
<w:abstractNum w:abstractNumId="5"><w:styleLink w:val="L"/><w:lvl w:ilvl="0"><w:start w:val="4294967295"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="4"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;

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
<w:p><w:pPr><w:pStyle w:val="Steps"/></w:pPr><w:r><w:t>measure</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>by hand</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Steps"/></w:pPr><w:r><w:t xml:space="preserve">See </w:t></w:r><w:hyperlink r:id="r7" w:anchor="wells"><w:r><w:t>the </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>map</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r><w:r><w:footnoteReference w:id="9"/></w:r></w:p>
<w:p><w:r><w:t>The end.</w:t><w:endnoteReference w:id="1"/><w:br/><w:t>Really.</w:t></w:r><w:r><w:footnoteReference w:id="2"/><w:footnoteReference w:id="9"/></w:r></w:p></w:body></w:document>"#;
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Steps"><w:name w:val="Steps"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let footnotes = r#"<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>Of last year.</w:t></w:r></w:p></w:footnote><w:footnote w:id="3"><w:p><w:r><w:t>Not referred to.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="9"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> On </w:t></w:r><w:hyperlink r:id="r1"><w:r><w:t>paper</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p><w:p><w:r><w:t>And more.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let endnotes = r#"<w:endnotes xmlns:w="w"><w:endnote w:id="1"><w:p><w:r><w:t>Of the </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>survey</w:t></w:r></w:p></w:endnote></w:endnotes>"#;
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document),
        ("word/styles.xml", styles),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", footnotes),
        ("word/endnotes.xml", endnotes),
        (
            "word/_rels/document.xml.rels",
            r#"<Relationships><Relationship Id="r7" Type="http://s/hyperlink" Target="https://example.org/map" TargetMode="External"/></Relationships>"#,
        ),
        (
            "word/_rels/footnotes.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://s/hyperlink" Target="https://example.org/paper" TargetMode="External"/></Relationships>"#,
        ),
        ("docProps/core.xml", CORE),
    ])
}

pub(super) fn odt() -> Vec<u8> {
    let content = r#"<office:document-content xmlns:text="t" xmlns:table="b" xmlns:xlink="x"><office:automatic-styles><text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="i" style:num-suffix=")" text:display-levels="2" text:start-value="3"/>
<text:list-level-style-bullet text:level="3"/></text:list-style></office:automatic-styles><office:body>
<text:h text:outline-level="1">Wells</text:h><text:p text:style-name="Standard">A third<text:s/>of them <text:span>are</text:span> dry.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>a <text:a xlink:href="https://example.org/n">note</text:a></text:p></text:note-body></text:note> So <text:a xlink:href="https://example.org/w">it</text:a> is.</text:p>
<text:list><text:list-item><text:p>coast</text:p><text:list><text:list-item><text:p>salt</text:p></text:list-item></text:list></text:list-item></text:list>
<text:list xml:id="one" text:style-name="L1"><text:list-item><text:p>measure</text:p><text:list><text:list-item><text:p>by hand</text:p></text:list-item></text:list><text:p>twice</text:p></text:list-item></text:list>
<text:list text:continue-list="one" text:style-name="L1"><text:list-item><text:p>write<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body><text:p>in ink</text:p></text:note-body></text:note></text:p></text:list-item></text:list>
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
             1.: measure\n  •: (b) by hand\n\
             2.: See the map.[1]\n\
             Paragraph: The end.[2]⏎Really.[3][1]\n\
             Paragraph: [1] On paper.\n\
             Paragraph: And more.\n\
             Paragraph: [2] Of the survey\n\
             Paragraph: [3] Of last year.\n  \
             strong are dry\n  \
             link the map → https://example.org/map#wells\n  strong map\n  \
             link [1] → #footnote:1\n  link [2] → #footnote:2\n  \
             link [3] → #footnote:3\n  link [1] → #footnote:1\n  \
             link paper → https://example.org/paper\n  emphasis survey",
        ),
        (
            "report.odt",
            odt(),
            "title ≈95 Wells (the first heading)\n\
             Title: Wells\n\
             Paragraph: A third of them are dry.[1] So it is.\n\
             •: coast\n  •: salt\n\
             1.: measure\n  •: 1.iii) by hand\n\
             Paragraph: twice\n\
             2.: write[2]\n\
             Quote: Never so low.\n\
             Row: Well⇥Depth\n\
             Paragraph: [1] a note\n\
             Paragraph: [2] in ink\n  \
             link [1] → #footnote:1\n  link it → https://example.org/w\n  link [2] → #footnote:2\n  \
             link note → https://example.org/n",
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

/// A document of Word of those paragraphs, with the lists above.
fn word(paragraphs: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>");
    let styles = r#"<w:styles><w:style w:styleId="H"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="S"><w:basedOn w:val="H"/><w:name w:val="Section"/></w:style><w:style w:styleId="N"><w:name w:val="List Number"/></w:style><w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style></w:styles>"#;
    package(&[
        ("[Content_Types].xml", ""),
        ("word/document.xml", &document),
        ("word/styles.xml", styles),
        ("word/numbering.xml", NUMBERING),
        (
            "word/_rels/document.xml.rels",
            r#"<Relationships><Relationship Id="js" Type="http://s/hyperlink" Target="javascript:alert(1)" TargetMode="External"/>
<Relationship Id="in" Type="http://s/hyperlink" Target="other.xml"/><Relationship Id="pic" Type="http://s/image" Target="https://example.org/p.png" TargetMode="External"/></Relationships>"#,
        ),
        (
            "word/footnotes.xml",
            r#"<w:footnotes><w:footnote w:id="1"><w:p><w:r><w:t>Look </w:t><w:footnoteReference w:id="1"/></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:footnote><w:footnote w:id="4"><w:p/></w:footnote></w:footnotes>"#,
        ),
    ])
}

/// A paragraph of that style and that level of that list.
fn entry(style: &str, level: &str, list: &str, text: &str) -> String {
    let value = |name: &str, value: &str| match value {
        "" => String::new(),
        value => format!("<w:{name} w:val=\"{value}\"/>"),
    };
    let numbers = value("ilvl", level) + &value("numId", list);
    let style = value("pStyle", style);
    format!(
        "<w:p><w:pPr>{style}<w:numPr>{numbers}</w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn lists_of_word_count_as_word_counts_them() {
    let lists: [(&[[&str; 4]], &str); 8] = [
        (
            &[
                ["", "0", "3", "a"],
                ["", "1", "3", "b"],
                ["", "2", "3", "c"],
                ["", "1", "3", "d"],
                ["", "0", "3", "e"],
                ["", "1", "3", "f"],
                ["", "3", "3", "g"],
                ["", "4", "3", "h"],
            ],
            "1.: a\n  •: (b) b\n    •: 1.b.i c\n  •: (c) d\n2.: e\n  •: (b) f\n      •: g\nParagraph: h",
        ),
        // What begins anew counts for itself, what is of one kind goes on, and so does what lies between.
        (
            &[
                ["", "0", "3", "a"],
                ["", "0", "5", "b"],
                ["", "0", "7", "c"],
                ["", "", "", "d"],
                ["", "0", "5", "e"],
            ],
            "1.: a\n7.: b\n2.: c\nParagraph: d\n8.: e",
        ),
        // An entry that says nothing has its number.
        (
            &[["", "0", "3", "a"], ["", "0", "3", ""], ["", "0", "3", "b"]],
            "1.: a\n3.: b",
        ),
        (
            &[["H", "", "", "a"], ["H", "", "0", "b"], ["S", "", "", "c"]],
            "H2: Part IV: a\nH2: b\n•: Part V: c",
        ),
        (
            &[["", "0", "6", "a"], ["", "0", "6", "b"]],
            "4294967295.: a\n4294967295.: b",
        ),
        (
            &[
                ["", "0", "99", "a"],
                ["", "1", "", "b"],
                ["", "4000000", "3", "c"],
                ["Loop", "", "", "d"],
            ],
            "•: a\n  •: b\n                •: c\nParagraph: d",
        ),
        (
            &[
                ["N", "", "", "a"],
                ["N", "", "", "b"],
                ["", "", "", "c"],
                ["N", "", "", "d"],
            ],
            "1.: a\n2.: b\nParagraph: c\n1.: d",
        ),
        (&[["Quote", "0", "3", "a"]], "Quote: 1. a"),
    ];
    for (i, (paragraphs, expected)) in lists.iter().enumerate() {
        let paragraphs = paragraphs.iter().map(|[a, b, c, d]| entry(a, b, c, d));
        let name = format!("{i}.docx");
        check_bytes(&[(&name, word(&paragraphs.collect::<String>()), expected)]);
    }
}

#[test]
fn links_and_notes_of_word_lead_somewhere_or_are_none() {
    let field = |instruction: &str| {
        format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>{instruction}</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>a link</w:t><w:fldChar w:fldCharType=\"end\"/><w:t> ends</w:t></w:r></w:p>"
        )
    };
    let link = |id: &str| {
        format!("<w:p><w:hyperlink r:id=\"{id}\"><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>")
    };
    let note = |id: u8| {
        format!("<w:p><w:r><w:t>Text</w:t><w:footnoteReference w:id=\"{id}\"/></w:r></w:p>")
    };
    let cell = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        entry("", "0", "3", "a"),
        field(" HYPERLINK \"x:y\" ")
    );
    let changed = "<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:pPrChange></w:pPr><w:r><w:t>was an entry</w:t></w:r></w:p>";
    check_bytes(&[
        ("js.docx", word(&link("js")), "Paragraph: a link"),
        ("inside.docx", word(&link("in")), "Paragraph: a link"),
        ("picture.docx", word(&link("pic")), "Paragraph: a link"),
        ("none.docx", word(&link("none")), "Paragraph: a link"),
        (
            "field.docx",
            word(&field(
                " hyperlink \\o &quot;a tip&quot; &quot;https://example.org/?q&quot; \\l &quot;part&quot; ",
            )),
            "Paragraph: a link ends\n  link a link → https://example.org/?q#part",
        ),
        (
            "local.docx",
            word(&field("HYPERLINK \\l \"part\"")),
            "Paragraph: a link ends",
        ),
        (
            "file.docx",
            word(&field("HYPERLINK file:///etc/passwd")),
            "Paragraph: a link ends",
        ),
        (
            "other.docx",
            word(&field("HYPERLINKS x")),
            "Paragraph: a link ends",
        ),
        (
            "deep.docx",
            word(&field(&"<w:fldChar w:fldCharType=\"begin\"/>".repeat(90))),
            "Paragraph: a link ends",
        ),
        (
            "note.docx",
            word(&(note(4) + &note(1) + &note(7) + &note(1))),
            "Paragraph: Text\nParagraph: Text[1]\nParagraph: Text\nParagraph: Text[1]\nParagraph: [1] Look\nRow: a⇥b\n  \
             link [1] → #footnote:1\n  link [1] → #footnote:1",
        ),
        (
            "cell.docx",
            word(&cell),
            "Row: 1. a⇥a link ends\n  link a link → x:y",
        ),
        ("changed.docx", word(changed), "Paragraph: was an entry"),
    ]);
}

/// A document of OpenOffice of that text, whose headings and list `L` are numbered.
fn open(text: &str) -> Vec<u8> {
    let styles = r#"<office:styles><text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/><text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="A" style:num-prefix="(" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" text:start-value="99999999999"/>
<text:list-level-style-number text:level="99" style:num-format="1"/></text:list-style></office:styles>"#;
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("styles.xml", styles),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:body>{text}</office:body></office:document-content>"
            ),
        ),
    ])
}

#[test]
fn lists_links_and_notes_of_opendocument_are_kept() {
    let heading =
        |level: u8, text: &str| format!("<text:h text:outline-level=\"{level}\">{text}</text:h>");
    let list = |more: &str, entries: &str| {
        let entries: String = entries
            .split_whitespace()
            .map(|e| format!("<text:list-item><text:p>{e}</text:p></text:list-item>"))
            .collect();
        format!("<text:list {more}>{entries}</text:list>")
    };
    let note = "<text:note><text:note-body><text:p>in<text:note><text:p>deeper</text:p></text:note>side</text:p></text:note-body></text:note>";
    let cases = [
        (
            heading(2, "a") + &heading(1, "b") + &heading(2, "c") + &heading(3, "d"),
            "H2: 1.1 a\nH1: 1 b\nH2: 1.1 c\nH3: d",
        ),
        (
            list("text:style-name='L'", "a b") + &list("text:style-name='L'", "c") + &list("text:style-name='L' text:continue-numbering='true'", "d"),
            "•: (A) a\n•: (B) b\n•: (A) c\n•: (B) d",
        ),
        (list("text:style-name='N'", "a b"), "4294967295.: a\n4294967295.: b"),
        (list("", "a"), "•: a"),
        (
            "<text:list text:style-name='L'><text:list-header><text:p>head</text:p></text:list-header><text:list-item text:start-value='5'><text:p>e</text:p></text:list-item><text:list-item><text:p/></text:list-item><text:list-item><text:p>g</text:p></text:list-item></text:list>".into(),
            "Paragraph: head\n•: (E) e\n•: (G) g",
        ),
        (
            format!("<table:table><table:table-row><table:table-cell>{}</table:table-cell><table:table-cell><text:p>b{note}</text:p></table:table-cell></table:table-row></table:table>", list("text:style-name='L'", "a")),
            "Row: (A) a⇥b[1]\nParagraph: [1] inside\n  link [1] → #footnote:1",
        ),
        (
            "<text:p><text:a xlink:href='#x'>here</text:a> <text:a xlink:href='data:x'>there</text:a> <draw:frame><text:p>drawn</text:p></draw:frame>rest</text:p>".into(),
            "Paragraph: here there\nParagraph: drawn\nParagraph: rest",
        ),
        // Cut off within a note.
        (format!("<text:p>a{}", note.split("side").next().unwrap()), "Paragraph: a[1]\nParagraph: [1] in\n  link [1] → #footnote:1"),
        // What was said of the text has notes, too.
        (format!("<text:p>a<office:annotation><text:p>b{note}</text:p></office:annotation>c</text:p>"), "Paragraph: ac"),
    ];
    for (i, (text, expected)) in cases.into_iter().enumerate() {
        check_bytes(&[(&format!("{i}.odt"), open(&text), expected)]);
    }
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
