//! What does the loader make of what Word, LibreOffice and pandoc write, where it is not what their manuals say first?

use super::check_bytes;
use super::office::package;

fn rtf(text: &str) -> Vec<u8> {
    format!(r"{{\rtf1\ansi{{\fonttbl{{\f0 Times;}}}}{text}}}").into_bytes()
}

fn odt(styles: &str, text: &str) -> Vec<u8> {
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>{text}</office:body></office:document-content>"
            ),
        ),
        (
            "styles.xml",
            r#"<office:styles><style:style style:name="Heading_20_2" style:family="paragraph" style:display-name="Heading 2"/>
<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Loop" style:family="text" style:parent-style-name="Loop"/></office:styles>"#,
        ),
    ])
}

fn docx(text: &str) -> Vec<u8> {
    let styles = r#"<w:styles><w:style w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style><w:style w:styleId="E"><w:basedOn w:val="S"/>
<w:rPr><w:b w:val="0"/><w:i/></w:rPr></w:style><w:style w:styleId="H"><w:name w:val="heading 2"/></w:style></w:styles>"#;
    package(&[
        (
            "word/document.xml",
            &format!("<w:document><w:body>{text}</w:body></w:document>"),
        ),
        ("word/styles.xml", styles),
    ])
}

pub(super) const LISTS: &str = r"{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc0\levelstartat1{\leveltext \'02\'00.;}{\levelnumbers\'01;}\fi-360\li720}
{\listlevel\levelnfc4\levelstartat2{\leveltext\'04\'00.\'01);}{\levelnumbers\'01\'03;}}{\listname ;}\listid7}
{\list{\listlevel\levelnfc23\levelstartat1{\leveltext\'01\u8226 ?;}{\levelnumbers;}}\listid8}
{\list{\listlevel\levelnfc255\levelstartat1{\leveltext \'00;}{\levelnumbers;}}\listid9}}
{\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}{\listoverride\listid8\ls2}
{\listoverride\listid7\listoverridecount1{\lfolevel\listoverridestartat\levelstartat9}\ls3}{\listoverride\listid9\ls4}}";

#[test]
fn lists_of_rtf_whose_labels_are_not_written_are_counted() {
    let entry = |list: u8, level: u8, text: &str| {
        format!(r"{{\pard\ls{list}\ilvl{level}\fi-360\li720 {text}\par}}")
    };
    let text = [
        entry(1, 0, "a"),
        entry(1, 1, "b"),
        entry(2, 0, "c"),
        entry(1, 0, "d"),
        entry(3, 0, "e"),
        entry(4, 0, "f"),
        entry(5, 0, "g"),
        r"\trowd\intbl\ls2 h\cell\row".into(),
        r"\pard\ls1\outlinelevel1 i\par".into(),
    ];
    check_bytes(&[
        (
            "tables.rtf",
            rtf(&(LISTS.to_owned() + &text.concat())),
            "1.: a\n  •: 1.b) b\n•: c\n2.: d\n9.: e\nParagraph: f\n•: g\nRow: h\nH2: 3. i",
        ),
        (
            "empty.rtf",
            rtf(
                r"{\*\listtable{\list{\listlevel{\leveltext}}\listid1}{\listlevel\levelstartat3}}{\listoverridetable{\listoverride{\lfolevel\levelstartat4}\ls1}}\ls1 a\par",
            ),
            "•: a",
        ),
    ]);
}

#[test]
fn paragraphs_that_hang_from_a_label_are_entries() {
    let entry = |indent: u16, text: &str| format!(r"{{\pard\li{indent}\fi-360 {text}\par}}");
    let text = [
        entry(360, r"\bullet\tx360\tab a"),
        entry(720, r"{\b\endash}\tab b"),
        entry(720, r"\endash\tab c"),
        entry(360, r"\bullet\tab d"),
        r"{\pard\li360\fi0 e\par}".into(),
        entry(360, r"7.\tab f\tab g"),
        entry(720, r"(a)\tab h"),
        r"{\pard i\par}".into(),
        entry(720, r"iv.\tab j"),
        entry(720, r"Ann:\tab k"),
        entry(720, r"2021\tab l"),
        r"{\pard\li720 8.\tab m\par}".into(),
        entry(720, r"1.\par"),
    ];
    check_bytes(&[(
        "hang.rtf",
        rtf(&text.concat()),
        "•: a\n  •: b\n  •: c\n•: d\nParagraph: e\n7.: f g\n  •: (a) h\nParagraph: i\n•: iv. j\nParagraph: Ann: k\n\
         Paragraph: 2021 l\nParagraph: 8. m\nParagraph: 1.",
    )]);
}

#[test]
fn what_rtf_says_of_drawings_is_no_text_but_for_what_they_show() {
    let shape = |more: &str| {
        format!(
            r"{{\shp{{\*\shpinst\shpleft0{{\sp{{\sn shapeType}}{{\sv 75}}}}{{\sp{{\sn wzDescription}}{{\sv A map of the lake}}}}{more}}}}}"
        )
    };
    let picture = r"{\*\shppict{\pict{\*\picprop{\sp{\sn wzName}{\sv map}}{\sp{\sn wzDescription}{\sv A well}}}\pngblip 89504e47}}{\nonshppict{\pict 00}}";
    check_bytes(&[
        (
            "shape.rtf",
            rtf(&format!(r"\pard Here: {} it is.\par", shape(""))),
            "Paragraph: Here: [A map of the lake] it is.",
        ),
        (
            "box.rtf",
            rtf(&shape(r"{\shptxt \pard In a box.\par}")),
            "Paragraph: [A map of the lake]In a box.",
        ),
        (
            "picture.rtf",
            rtf(&format!(
                r"\pard {picture} shows{{\v {picture}}} it.\par{{\header {picture}}}"
            )),
            "Paragraph: [A well] shows it.",
        ),
    ]);
}

#[test]
fn rtf_notes_in_cells_quotations_and_links_to_headings_are_kept() {
    let styles = r"{\stylesheet{\s1 heading 1;}{\s2\b heading 2;}{\s3 Quotations;}}";
    let text = r##"\pard\s1 All\par\pard{\field{\*\fldinst HYPERLINK \\l "end"}{\fldrslt down}}, {\field{\*\fldinst{HYPERLINK "#lost"}}{\fldrslt out}}\par
\trowd\pard\intbl a{\footnote\pard\intbl in it\par}\cell\row
\pard\s3 They said so.\par\pard\s2{\*\bkmkstart end}{\*\bkmkend end}{\b The end}\par"##;
    check_bytes(&[(
        "a.rtf",
        rtf(&format!("{styles}{text}")),
        "title ≈95 All (the first heading)\nTitle: All\nParagraph: down, out\nRow: a[1]\nQuote: They said so.\nH2: The end\nParagraph: [1] in it\n  \
         link down → #the-end\n  link [1] → #footnote:1",
    )]);
}

#[test]
fn opendocument_says_by_styles_what_is_bold_leaning_or_a_quotation() {
    let styles = r#"<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="700"/></style:style>
<style:style style:name="I" style:family="text" style:parent-style-name="Strong"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="N" style:family="text"><style:text-properties fo:font-weight="normal"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P3" style:family="paragraph" style:parent-style-name="Heading_20_2"><style:text-properties fo:font-weight="bold"/></style:style>"#;
    let text = r##"<text:p>a <text:span text:style-name="B">b <text:span text:style-name="N">c</text:span></text:span> <text:span text:style-name="I">d</text:span> <text:span text:style-name="Loop">e</text:span></text:p>
<text:p text:style-name="P1">f</text:p><text:p text:style-name="P2">g</text:p><text:h text:style-name="P1" text:outline-level="3"><text:bookmark text:name="h"/>h</text:h>
<text:p><text:a xlink:href="#h">i</text:a> <text:a xlink:href="#none">j</text:a> <draw:frame><draw:image/><svg:title>Map</svg:title><svg:desc>A map of the lake</svg:desc></draw:frame> <draw:frame><svg:desc>map.png</svg:desc></draw:frame>k</text:p>"##;
    check_bytes(&[(
        "a.odt",
        odt(styles, text),
        "Paragraph: a b c d e\nParagraph: f\nQuote: g\nH3: h\nParagraph: i j [A map of the lake] k\n  strong b\n  strong d\n  emphasis d\n  strong f\n  \
         link i → #h",
    )]);
}

#[test]
fn word_says_by_styles_what_is_bold_and_beside_pictures_what_they_show() {
    let run = |style: &str, text: &str| {
        format!(
            r#"<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr><w:t xml:space="preserve">{text} </w:t></w:r>"#
        )
    };
    let link = |to: &str| {
        format!(r#"<w:hyperlink w:anchor="{to}"><w:r><w:t>{to}</w:t></w:r></w:hyperlink>"#)
    };
    let drawing = r#"<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="A map of&#10;the lake"/></wp:inline></w:drawing></w:r>"#;
    let text = format!(
        r#"<w:p>{}{}{}{drawing}</w:p><w:p>{} {}</w:p><w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:bookmarkStart w:name="end"/><w:r><w:t>The end</w:t></w:r></w:p>"#,
        run("S", "a"),
        run("E", "b"),
        run("x", "c"),
        link("end"),
        link("none"),
    );
    check_bytes(&[(
        "a.docx",
        docx(&text),
        "Paragraph: a b c [A map of the lake]\nParagraph: endnone\nH2: The end\n  strong a\n  emphasis b\n  link end → #the-end",
    )]);
}

/// A page as pandoc, LibreOffice and encyclopedias write their notes.
pub(super) const NOTED: &str = r##"<h1 id="top">Wells and lakes</h1><p>Counted<a href="#fn1" id="fnref1" role="doc-noteref"><sup>7</sup></a>,
said<a name="an" href="#sym"><sup>i</sup></a>, told<sup id="cite_ref-x"><a href="#cite-x">[3]</a></sup> and told<sup id="cite_ref-y"><a href="#cite-x">[3]</a></sup>;
see <a href="#end">the end</a>, <a href="#in">in it</a>, <a href="#s">1</a> or <a href="#lost">2</a>.</p>
<h2 id="s"><a href="#top">1</a> Shallow ones</h2><p>Text.</p><section id="end"><h2>The end</h2></section><h3><a id="in"></a>In it</h3>
<ol><li id="fn1"><p>In <b>grams</b>.<a href="#fnref1">back</a></p></li></ol>
<div id="sd"><p><a name="sym" href="#an">i</a>Per litre.</p></div>
<ul><li id="cite-x"><a href="#cite_ref-x">a</a> <a href="#cite_ref-y">b</a> <i>Lakes</i>, 2021.</li></ul>"##;

#[test]
fn notes_and_headings_of_pages_and_books_are_where_links_within_them_lead() {
    let book = |chapters: &[&str]| {
        let name = |i: usize| format!("c{i}.xhtml");
        let items = (0..chapters.len()).map(|i| {
            format!(
                "<item id='i{i}' href='{}'/><itemref idref='i{i}'/>",
                name(i)
            )
        });
        let opf = format!("<package>{}</package>", items.collect::<String>());
        let root = "<container><rootfile full-path='b.opf'/></container>";
        let mut entries = vec![
            ("mimetype".to_owned(), "application/epub+zip".to_owned()),
            ("META-INF/container.xml".into(), root.into()),
            ("b.opf".into(), opf),
        ];
        entries.extend(
            chapters
                .iter()
                .enumerate()
                .map(|(i, text)| (name(i), text.to_string())),
        );
        let entries: Vec<(&str, &str)> = entries.iter().map(|(a, b)| (&**a, &**b)).collect();
        package(&entries)
    };
    let note = |mark: &str| {
        format!(
            "<p>Text<a id='a' href='#b'>{mark}</a>, <a href='c1.xhtml#h'>on</a>.</p><h2 id='h'>On {mark}</h2><p id='b'><a href='#a'>{mark}</a> Note.</p>"
        )
    };
    check_bytes(&[
        (
            "page.html",
            format!("<!doctype html><title>Wells and lakes</title><body>{NOTED}").into_bytes(),
            "title ≈95 Wells and lakes (the title of the page)\nTitle: Wells and lakes\n\
             Paragraph: Counted[1], said[2], told[3] and told[3]; see the end, in it, 1 or 2.\nH2: 1 Shallow ones\nParagraph: Text.\n\
             H2: The end\nH3: In it\nParagraph: [1] In grams.\nParagraph: [2] Per litre.\nParagraph: [3] Lakes, 2021.\n  \
             link [1] → #footnote:1\n  link [2] → #footnote:2\n  link [3] → #footnote:3\n  link [3] → #footnote:3\n  \
             link the end → #the-end\n  link in it → #in-it\n  link 1 → #1-shallow-ones\n  link 2 → #lost\n  \
             link 1 → #wells-and-lakes\n  strong grams\n  emphasis Lakes",
        ),
        (
            "book.epub",
            book(&[&note("1"), &note("*")]),
            "Paragraph: Text[1], on.\nH2: On 1\nParagraph: [1] Note.\nParagraph: Text[2], on.\nH2: On *\nParagraph: [2] Note.\n  \
             link [1] → #footnote:1\n  link on → c1.xhtml#h\n  link [2] → #footnote:2\n  link on → #on",
        ),
    ]);
}
