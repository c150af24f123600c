//! Bytes, whole, split, late and broken → keys and pastes.

use std::time::{Duration, Instant};

use briefing::terminal::{Input, Parser};

use super::probe::named;

/// A read: at which millisecond, and what.
type Read<'a> = (u64, &'a [u8]);

/// What a parser makes of reads at these milliseconds, with the timeouts that its waiting asks for.
fn heard(reads: &[Read<'_>]) -> String {
    let start = Instant::now();
    let mut parser = Parser::new(Duration::from_millis(50));
    let mut now = start;
    let mut inputs = Vec::new();
    let end = (60_000, &b""[..]);
    for (at, bytes) in reads.iter().copied().chain([end]) {
        let at = start + Duration::from_millis(at);
        while let Some(wait) = parser.waiting()
            && now + wait <= at
        {
            now += wait;
            inputs.extend(parser.timed_out(now));
        }
        now = at;
        inputs.extend(parser.read(bytes, now));
    }
    let words: Vec<String> = inputs.into_iter().map(described).collect();
    words.join(" ")
}

fn described(input: Input) -> String {
    match input {
        Input::Key(key) => named(key),
        Input::Paste(text) => format!("paste({text:?})"),
        Input::Mouse(mouse) => {
            format!("{:?}({},{})", mouse.gesture, mouse.column, mouse.row)
        }
        Input::Burst(keys) => {
            let keys: Vec<String> = keys.into_iter().map(named).collect();
            format!("burst({})", keys.join(" "))
        }
    }
}

fn check(cases: &[(&[u8], &str)]) {
    for (bytes, expected) in cases {
        assert_eq!(heard(&[(0, bytes)]), *expected, "{}", bytes.escape_ascii());
        // Every split of every sequence means the same, as long as the rest comes in time.
        for at in 1..bytes.len() {
            let (head, tail) = bytes.split_at(at);
            let split = heard(&[(0, head), (40, tail)]);
            assert_eq!(split, *expected, "{} at {at}", bytes.escape_ascii());
        }
    }
}

#[test]
fn keys_of_all_terminals_are_understood_however_they_are_split() {
    check(&[
        (b"j", "j"),
        (b"G", "G"),
        (b" ", "space"),
        ("é漢🙂".as_bytes(), "é 漢 🙂"),
        (b"\r\t\x7f\x08", "Enter Tab Backspace Backspace"),
        (
            b"\x01\x1a\x0a\x00\x1f",
            "ctrl-a ctrl-z ctrl-j ctrl-space ctrl-_",
        ),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
        (b"\x1bOA\x1bOH\x1bOF", "Up Home End"),
        (b"\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End"),
        (
            b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~",
            "Insert Delete PageUp PageDown",
        ),
        (b"\x1b[Z", "BackTab"),
        (
            b"\x1bOP\x1b[[B\x1b[13~\x1b[15~\x1b[17~\x1b[24~",
            "F(1) F(2) F(3) F(5) F(6) F(12)",
        ),
        (
            b"\x1b[1;5C\x1b[1;2A\x1b[1;3B",
            "ctrl-Right shift-Up alt-Down",
        ),
        (b"\x1b[3;5~\x1b[5^", "ctrl-Delete ctrl-PageUp"),
        (b"\x1bOc", "ctrl-Right"),
        (b"\x1bOM\x1bOk", "Enter +"),
        (b"\x1bj", "alt-j"),
        ("\x1bé".as_bytes(), "alt-é"),
        (b"\x1b\r", "alt-Enter"),
        (
            b"\x1b[97u\x1b[97;5u\x1b[97;2u\x1b[27u\x1b[13;2u",
            "a ctrl-a A Esc shift-Enter",
        ),
        (b"\x1b[27;5;105~", "Tab"),
        (b"\x1b[97;1:3u", ""),
        (
            b"\x1b[200~a\x1b[Aq\rb\x1b[201~z",
            "paste(\"a\\u{1b}[Aq\\nb\") z",
        ),
        (b"\x1b[200~\x1b[201~", "paste(\"\")"),
    ]);
}

#[test]
fn answers_reports_and_broken_sequences_never_act_as_keys() {
    check(&[
        (b"\x1b[?2026;2$yj", "j"),
        (b"\x1b[?997;1nj", "j"),
        (b"\x1b[0nj", "j"),
        (b"\x1b[24;80Rj", "j"),
        (b"\x1b[?62;22cj", "j"),
        (b"\x1b[?1uj", "j"),
        (b"\x1b]11;rgb:1111/2222/3333\x07j", "j"),
        (b"\x1b]11;rgb:1111/2222/3333\x1b\\j", "j"),
        (b"\x1bP>|xterm(380)\x1b\\j", "j"),
        (b"\x1b_Gi=31;OK\x1b\\j", "j"),
        (b"\x1b[I\x1b[Oj", "j"),
        (b"\x1b[M !!j", "j"),
        (b"\x1b[97;9uj", "j"),
        (b"\x1b[99999999999999999999~j", "j"),
        (b"\x1b[12\x1b[A", "Up"),
        (b"\xff\xfej", "j"),
        (b"\xc2\x9bj", "j"),
        (b"\x1b[\x01", "ctrl-a"),
    ]);
}

#[test]
fn what_the_mouse_does_is_told_and_reports_of_anything_else_are_nothing() {
    check(&[
        (
            b"\x1b[<0;10;5Mj\x1b[<32;11;5M\x1b[<0;12;5m",
            "Press(9,4) j Drag(10,4) Release(11,4)",
        ),
        (
            b"\x1b[<64;1;1M\x1b[<65;300;99M",
            "WheelUp(0,0) WheelDown(299,98)",
        ),
        // Other buttons, held keys, movement alone, the wheel sideways, a cell that there is not.
        (b"\x1b[<1;1;1M\x1b[<2;1;1M\x1b[<2;1;1mj", "j"),
        (b"\x1b[<4;1;1M\x1b[<16;1;1M\x1b[<68;1;1Mj", "j"),
        (b"\x1b[<35;1;1M\x1b[<66;1;1M\x1b[<64;1;1mj", "j"),
        (b"\x1b[<0;0;1M\x1b[<0;1;0M\x1b[<0;99999;1Mj", "j"),
        // Broken ones.
        (
            b"\x1b[<M\x1b[<0;1M\x1b[<0;1;1;1M\x1b[<;;M\x1b[<0;-1;1Mj",
            "j",
        ),
        (b"\x1b[<0;1\x1b[<0;2;3M", "Press(1,2)"),
        (b"\x1b[0;1;1Mj\x1b[<0;1;1~j", "j j"),
    ]);
    // A line that stalls after ESC has given that up by the time that the rest comes.
    let cases: [(&[Read<'_>], &str); 3] = [
        (
            &[(0, b"\x1b"), (200, b"[<0;3;4M"), (210, b"j")],
            "Esc Press(2,3) j",
        ),
        (
            &[(0, b"\x1b"), (900, b"[<0;3"), (1200, b";4Mj")],
            "Esc Press(2,3) j",
        ),
        (&[(0, b"\x1b"), (1900, b"[")], "Esc ["),
    ];
    for (reads, expected) in cases {
        assert_eq!(heard(reads), expected, "{reads:?}");
    }
}

#[test]
fn late_rests_of_a_sequence_are_swallowed_and_lone_keys_are_not_lost() {
    let cases: [(&[Read<'_>], &str); 12] = [
        (&[(0, b"\x1b")], "Esc"),
        (&[(0, b"\x1b"), (20, b"[A")], "Up"),
        (&[(0, b"\x1b"), (80, b"[A")], "Esc"),
        (&[(0, b"\x1b"), (80, b"OB"), (81, b"j")], "Esc j"),
        (&[(0, b"\x1b"), (80, b"[1;5Cj")], "Esc j"),
        (&[(0, b"\x1b"), (200, b"[A")], "Esc [ A"),
        (&[(0, b"\x1b"), (80, b"[")], "Esc ["),
        (&[(0, b"\x1b["), (400, b"A")], "Up"),
        (&[(0, b"\x1b["), (1500, b"j")], "j"),
        (&[(0, b"\x1b]"), (100, b"j")], "alt-] j"),
        (&[(0, b"\x1b]11;rgb"), (2000, b"j")], "j"),
        (
            &[(0, b"\x1b[200~cut off"), (9000, b"j")],
            "paste(\"cut off\") j",
        ),
    ];
    for (reads, expected) in cases {
        assert_eq!(heard(reads), expected, "{reads:?}");
    }
}

#[test]
fn what_no_finger_types_is_a_burst_and_a_held_key_is_not() {
    let cases: [(&[Read<'_>], &str); 7] = [
        (
            &[(0, b"jjjjjjjjjjjjjjjj")],
            "j j j j j j j j j j j j j j j j",
        ),
        (&[(0, b"]]jjj]]jjj")], "] ] j j j ] ] j j j"),
        (&[(0, b"quit now")], "q u i t space n o w"),
        (&[(0, b"quit now!")], "burst(q u i t space n o w !)"),
        (
            &[(0, b"quit now!"), (20, b"q")],
            "burst(q u i t space n o w !) burst(q)",
        ),
        (
            &[(0, b"quit now!"), (200, b"q")],
            "burst(q u i t space n o w !) q",
        ),
        (
            &[(0, b"quit now!"), (20, b"\x1b[A")],
            "burst(q u i t space n o w !) Up",
        ),
    ];
    for (reads, expected) in cases {
        assert_eq!(heard(reads), expected, "{reads:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_taken_and_the_next_key_after_a_pause_is_heard(
        reads in proptest::collection::vec(proptest::collection::vec(proptest::num::u8::ANY, 0..40), 0..12)
    ) {
        let mut script: Vec<Read<'_>> = reads.iter().zip(0..).map(|(r, i)| (i * 30, r.as_slice())).collect();
        script.push((40_000, b"j"));
        proptest::prop_assert!(heard(&script).ends_with('j'));
    }

    #[test]
    fn reports_of_the_mouse_are_never_keys_however_they_are_split(
        reports in proptest::collection::vec((0u16..128, 0u16..400, 0u16..200, proptest::bool::ANY), 1..20),
        lengths in proptest::collection::vec((1usize..9, 0u64..50), 1..200),
    ) {
        let report = |(button, column, row, down): &(u16, u16, u16, bool)| {
            format!("\x1b[<{button};{column};{row}{}", if *down { 'M' } else { 'm' })
        };
        let bytes: String = reports.iter().map(report).collect();
        let whole = heard(&[(0, bytes.as_bytes())]);
        let (mut script, mut rest, mut at) = (Vec::new(), bytes.as_bytes(), 0);
        for (length, pause) in lengths {
            let (read, after) = rest.split_at(length.min(rest.len()));
            script.push((at, read));
            (rest, at) = (after, at + pause);
        }
        script.push((at, rest));
        proptest::prop_assert_eq!(heard(&script), &whole[..]);
        let is_mouse = |word: &str| word.ends_with(')') && !word.starts_with("burst");
        proptest::prop_assert!(whole.split_whitespace().all(is_mouse), "{}", whole);
    }
}
