//! What do the loaders make of damaged files? Every fixture, and every other file that the tests make, with bytes
//! changed, lost, doubled and moved; `BRIEFING_CASES` says how often.

use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::{cases, check, decoded, documents, office, pdf, programs, read_all, rtf, several};

static FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let mut files: Vec<_> = fs::read_dir(documents())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_file() && p.extension().is_none_or(|e| e != "picture" && e != "rs"))
        .map(|p| {
            let name = p.file_name().unwrap().to_str().unwrap().to_string();
            (name, fs::read(p).unwrap())
        })
        .collect();
    files.sort();
    files.push(("a.docx".into(), office::docx()));
    files.push(("a.odt".into(), office::odt()));
    files.push(("a.epub".into(), office::epub()));
    files.push(("a.pdf".into(), pdf::columns()));
    files.push(("a.rtf".into(), rtf::REPORT.into()));
    let lists = format!(
        r"{{\rtf1{}\ls1 a\par\ls3 b\par\pard\fi-360\bullet\tab c\par}}",
        programs::LISTS
    );
    files.push(("lists.rtf".into(), lists.into_bytes()));
    files.push(("noted.html".into(), programs::NOTED.into()));
    let several = several::files().into_iter();
    files.extend(several.map(|(name, bytes)| (name.to_owned(), bytes)));
    files
});

#[derive(Debug, Clone)]
enum Change {
    Set(u8),
    Lose(usize),
    Repeat(usize),
    Move(usize, f64),
    Put(Vec<u8>),
}

fn change() -> impl Strategy<Value = (f64, Change)> {
    let marks: [&[u8]; 14] = [
        b"<",
        b">",
        b"</",
        b"&#0;",
        b"\"",
        b"\n\n",
        b"\0",
        b"\xff\xfe",
        b"--",
        b"<!--",
        b"<table>",
        b"<b>",
        b"\r\n--inner\r\n",
        b"PK\x03\x04",
    ];
    let change = prop_oneof![
        any::<u8>().prop_map(Change::Set),
        (1usize..200).prop_map(Change::Lose),
        (1usize..400).prop_map(Change::Repeat),
        (1usize..200, 0.0..1.0).prop_map(|(len, to)| Change::Move(len, to)),
        prop::sample::select(marks.to_vec()).prop_map(|m| Change::Put(m.to_vec())),
    ];
    (0.0..1.0, change)
}

fn apply(bytes: &mut Vec<u8>, at: f64, change: Change) {
    let place = |share: f64, len: usize| (share * len as f64) as usize;
    let at = place(at, bytes.len());
    let end = |len: usize| (at + len).min(bytes.len());
    match change {
        Change::Set(byte) => {
            if let Some(b) = bytes.get_mut(at) {
                *b = byte;
            }
        }
        Change::Lose(len) => drop(bytes.drain(at..end(len))),
        Change::Repeat(len) => {
            let part = bytes[at..end(len)].repeat(3);
            bytes.splice(at..at, part);
        }
        Change::Move(len, to) => {
            let part: Vec<u8> = bytes.drain(at..end(len)).collect();
            let to = place(to, bytes.len());
            bytes.splice(to..to, part);
        }
        Change::Put(part) => drop(bytes.splice(at..at, part)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() * 4, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damaged_files_yield_clean_briefings_or_problems(
        file in 0..FILES.len(),
        changes in prop::collection::vec(change(), 1..12),
    ) {
        let (name, mut bytes) = FILES[file].clone();
        for (at, change) in changes {
            apply(&mut bytes, at, change);
        }
        let started = std::time::Instant::now();
        let (briefings, problems) = read_all(&name, &bytes);
        prop_assert!(!briefings.is_empty() || !problems.is_empty());
        prop_assert!(started.elapsed().as_secs() < 5, "{name} hangs");
        for p in &problems {
            prop_assert!(p.cause != "reading it failed", "{name}: a parser panicked");
        }
        for b in &briefings {
            check(b, &decoded(&bytes));
        }
    }
}
