//! What does the loader make of RTF? Files of several programs and code pages, written here.

use super::check_bytes;

pub(super) const REPORT: &str = r"{\rtf1\ansi\ansicpg1252\uc1\deff0
{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset204 Times Cyr;}{\f2\fnil\fcharset128 Mincho;}}
{\colortbl;\red255\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\*\cs9 Char;}}
{\info{\title The survey \'96 its wells}{\author Ann S\'e1mple}{\creatim\yr2021\mo5\dy12\hr8}}
{\header Running head\par}
\pard\s1 What was found\par
\pard\plain A third of the wells {\b are dry}, {\i never} so low \u8212- says the of\
{\*\unknown hidden \{ text}{\pict\bin4 {{}}}fice{\v hidden}.\par
\pard\f1 \'d1\'eb\'ee\'e2\'ee {\f0 caf\'e9} {\f2\'8c\'be} \u-10179?\u-8704?\par
{\pard\ls1\ilvl0{\listtext\'b7\tab}coast\par}
{\pard\ls1\ilvl1{\listtext 2.\tab}salt\par}
\trowd\pard\intbl Well\cell Depth\cell\row
\trowd\pard\intbl\cell 7 m\par dry\cell\row
\pard\plain{\field{\*\fldinst HYPERLINK x}{\fldrslt The end.}}\line Really.\par}";

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
             \x20 2.: salt\n\
             Row: Well⇥Depth\n\
             Row: ⇥7 m dry\n\
             Paragraph: The end.⏎Really.\n  strong are dry\n  emphasis never",
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
