//! What does the loader make of RTF? Files of several programs and code pages, written here.

use super::check_bytes;

pub(super) const REPORT: &str = r#"{\rtf1\ansi\ansicpg1252\uc1\deff0
{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset204 Times Cyr;}{\f2\fnil\fcharset128 Mincho;}}
{\colortbl;\red255\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\*\cs9 Char;}}
{\info{\title The survey \'96 its wells}{\author Ann S\'e1mple}{\creatim\yr2021\mo5\dy12\hr8}}
{\header Running head\par}
\pard\s1 What was found\par
\pard\plain A third of the wells {\b are dry}, {\i never} so low \u8212- says the of\
{\*\unknown hidden \{ text}{\pict\bin4 {{}}}fice{\v hidden}.\par
\pard\f1 \'d1\'eb\'ee\'e2\'ee {\f0 caf\'e9} {\f2\'8c\'be} \u-10179?\u-8704?\par
{\pard\ls1\ilvl0{\listtext\'b7\tab}coast\par}
{\pard\ls1\ilvl1{\listtext 2.\tab}salt{\super\chftn}{\footnote\pard\plain{\super\chftn} In {\b grams}.\par Per litre.}\par}
\trowd\pard\intbl Well\cell Depth\cell\row
\trowd\pard\intbl\cell 7 m\par dry\cell\row
\pard\plain{\field{\*\fldinst{HYPERLINK "https://example.org/end" {\*\datafield 00}}}{\fldrslt{\ul The} end.}}\line Really{\*\footnote\ftnalt At last}.\par}"#;

#[test]
fn rtf_reads_as_its_programs_show_it() {
    let deep = format!(
        "{{\\rtf1 {}deep{}\\par}}",
        "{\\b ".repeat(50_000),
        "}".repeat(50_000)
    );
    check_bytes(&[
        (
            "report.rtf",
            REPORT.into(),
            "title = The survey – its wells (the document's title)\n\
             author = Ann Sámple (the document's author)\n\
             published ≈80 2021-05-12 (the document's creatim)\n\
             Title: The survey – its wells\n\
             H1: What was found\n\
             Paragraph: A third of the wells are dry, never so low — says the of\n\
             Paragraph: fice.\n\
             Paragraph: Слово café 言 \u{1f600}\n\
             •: coast\n\
             \x20 2.: salt[1]\n\
             Row: Well⇥Depth\n\
             Row: ⇥7 m dry\n\
             Paragraph: The end.⏎Really[2].\n\
             Paragraph: [1] In grams.\n\
             Paragraph: Per litre.\n\
             Paragraph: [2] At last\n  \
             strong are dry\n  emphasis never\n  link [1] → #footnote:1\n  \
             link The end. → https://example.org/end\n  link [2] → #footnote:2\n  strong grams",
        ),
        ("deep.rtf", deep.into(), "Paragraph: deep\n  strong deep"),
        (
            "open.rtf",
            r"{\rtf1 a {\b b".into(),
            "Paragraph: a b\n  strong b",
        ),
        (
            "hostile.rtf",
            "{\\rtf1 a\\'1b[31mred\\u27?\\u8238?b\\bin99999999 c".into(),
            "Paragraph: aredb",
        ),
        (
            "nothing.rtf",
            r"{\rtf1\'}".into(),
            "! nothing.rtf: it is empty; delete it, or fetch the document again",
        ),
    ]);
}

#[test]
fn labels_links_and_notes_are_kept() {
    let fonts = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset2 Wingdings;}}{\stylesheet{\s1 heading 1;}{\s2 heading 2;}}";
    let cases = [
        (
            r"{\pard\ls1{\listtext (b)\tab}a\par}{\pard\ls1{\pntext iv.\tab}b\par}{\pard\ls1{\listtext 1.2.\tab}c\par}{\pard{\pntext 3)\tab}d\par}",
            "•: (b) a\n•: iv. b\n•: 1.2. c\n3.: d",
        ),
        // Bullets that are letters.
        (
            r"{\pard\ls1{\listtext\f1 v\tab}a\par}{\pard\ls1{\listtext o\tab}b\par}{\pard\ls1{\listtext\'95\tab}c\par}",
            "•: a\n•: b\n•: c",
        ),
        (
            r"\pard\s2{\listtext 1.1\tab}Wells\par\trowd\intbl{\listtext 1.\tab}a\cell b\cell\row\pard c\par",
            "H2: 1.1 Wells\nRow: 1. a⇥b\nParagraph: c",
        ),
        (
            r#"\pard{\field{\*\fldinst HYPERLINK "https://example.org/"}{\fldrslt a\par b}}c{\field{\*\fldinst PAGE}{\fldrslt 7}}{\field{\*\fldinst HYPERLINK \\l "x"}{\fldrslt d}}{\field{\*\fldinst HYPERLINK "javascript:x"}{\fldrslt e}}"#,
            "Paragraph: a\nParagraph: bc7de\n  link a → https://example.org/\n  link b → https://example.org/",
        ),
        (
            r"\trowd\intbl a{\footnote\pard in a cell{\footnote deeper}\par}\cell b\cell\row\pard c{\footnote}{\v{\footnote\v0 seen}}\par",
            "Row: a[1]⇥b\nParagraph: c[2]\nParagraph: [1] in a cell\nParagraph: [2] seen\n  link [1] → #footnote:1\n  link [2] → #footnote:2",
        ),
        (
            r"a{\footnote b{\b c",
            "Paragraph: a[1]\nParagraph: [1] bc\n  link [1] → #footnote:1\n  strong c",
        ),
    ];
    for (i, (text, expected)) in cases.iter().enumerate() {
        let file = format!("{{\\rtf1{fonts}{text}}}");
        check_bytes(&[(&format!("{i}.rtf"), file.into(), expected)]);
    }
}
