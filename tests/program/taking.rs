//! Taking with you: what reaches the clipboard and the file, links to elsewhere, exports, and other programs on the terminal.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;

use super::harness::Pty;
use super::place::{Place, lakes};

const SIZE: (u16, u16) = (120, 36);

/// The lakes, with the youngest article open: on nets.
fn reading(place: &Place, folder: &std::path::Path) -> Pty {
    let mut pty = place.terminal([folder], SIZE);
    pty.wait_text("chair it.");
    pty.send("jjj\r");
    pty.wait_text("are cheaper.");
    pty
}

/// What the file of copies holds.
fn copied(place: &Place) -> String {
    std::fs::read_to_string(place.path().join("state/briefing/copied.txt")).unwrap()
}

/// The texts that were given to the clipboard, in order.
fn on_clipboard(pty: &Pty) -> Vec<String> {
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    let sent = bytes.split("\x1b]52;c;").skip(1);
    let decoded = sent.map(|s| STANDARD.decode(s.split('\x07').next().unwrap()).unwrap());
    decoded.map(|d| String::from_utf8(d).unwrap()).collect()
}

#[test]
fn what_is_copied_is_on_the_clipboard_and_in_a_file_with_its_citation() {
    let place = Place::new();
    let mut pty = reading(&place, &lakes());
    pty.send("v");
    pty.wait_text("sentence · ");
    pty.send("y");
    pty.wait_text("Sent to the terminal");
    let text = on_clipboard(&pty);
    assert_eq!(text, [copied(&place)]);
    assert!(
        text[0].starts_with("“Fishers in Kisumu doubt that"),
        "{text:?}"
    );
    assert!(
        text[0].ends_with("reach them.”\n— Who pays for the nets? Shore Gazette, 2021-07-02, para. 1. gazette/boats.md\n"),
        "{text:?}"
    );
    use std::os::unix::fs::PermissionsExt as _;
    let file = std::fs::metadata(place.path().join("state/briefing/copied.txt")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_clipboard_can_be_left_alone_and_the_format_chosen() {
    let place = Place::new();
    place.write(
        "config/briefing/config.toml",
        "clipboard = false\n[cite]\nformat = \"bibtex\"\n",
    );
    let mut pty = reading(&place, &lakes());
    pty.send("y");
    pty.wait_text("copied.txt (");
    assert!(on_clipboard(&pty).is_empty());
    assert!(
        copied(&place).starts_with("@misc{shore2021-"),
        "{}",
        copied(&place)
    );
}

#[test]
fn in_a_multiplexer_it_is_wrapped_for_it() {
    let place = Place::new().with("TMUX", Some("/tmp/none,1,0"));
    let mut pty = reading(&place, &lakes());
    pty.send("y");
    pty.wait_text("Sent to the terminal");
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    assert!(bytes.contains("\x1bPtmux;\x1b\x1b]52;c;"));
}

#[test]
fn a_link_opens_the_same_words_elsewhere_also_when_the_text_above_has_changed() {
    let here = Place::new();
    let mut pty = reading(&here, &lakes());
    pty.send("v");
    pty.wait_text("sentence · ");
    pty.send("Y");
    pty.wait_text("Sent to the terminal");
    let link = copied(&here);
    assert!(link.starts_with("briefing:"), "{link}");

    let there = Place::new();
    let text = std::fs::read_to_string(lakes().join("gazette/boats.md")).unwrap();
    there.write("docs/elsewhere/other.md", &text);
    let ran = there.run(["open", &link, "--in", "docs"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.starts_with("“Fishers in Kisumu doubt"),
        "{}",
        ran.out
    );

    let edited = text.replace("Fishers in Kisumu", "A new paragraph.\n\nFishers in Kisumu");
    assert!(edited != text);
    there.write("docs/elsewhere/other.md", edited);
    let ran = there.run(["open", &link, "--in", "docs"]);
    assert!(
        ran.out.contains("has changed") && ran.out.contains("“Fishers in Kisumu doubt"),
        "{}",
        ran.out
    );
    let pty = there.terminal(["open", &link, "--in", "docs"], SIZE);
    pty.wait_text("The text has changed since the link was made");

    for (link, expected) in [
        (
            "briefing:0000000000000000#12,no%20such%20words%20at%20all",
            "not in this folder; for another: briefing open LINK --in FOLDER",
        ),
        ("nonsense", "a link begins with `briefing:`"),
        ("briefing:abc#x", "`x` is no place"),
    ] {
        let ran = there.run(["open", link, "--in", "docs"]);
        assert_eq!(ran.code, 2, "{link}");
        assert!(ran.err.contains(expected), "{link}: {}", ran.err);
    }
}

#[test]
fn an_export_is_a_new_file_in_the_format_that_its_name_says() {
    let place = Place::new();
    let mut pty = reading(&place, &lakes());
    for (n, expected) in [(1, "nets.md"), (2, "nets-2.md (")] {
        pty.send("e");
        pty.wait_text("write the briefing to");
        pty.send("\r");
        pty.wait_text(&format!("Markdown in who-pays-for-the-{expected}"));
        let name = if n == 1 { "nets.md" } else { "nets-2.md" };
        let written = place.path().join(format!("who-pays-for-the-{name}"));
        assert!(
            std::fs::read_to_string(written)
                .unwrap()
                .contains("# Who pays for the nets?")
        );
    }
    pty.send("1");
    pty.wait_text("open");
    pty.send("e");
    pty.wait_text("write the list to");
    pty.send("\x15all.html\r");
    pty.wait_text("HTML page in all.html");
    let page = std::fs::read_to_string(place.path().join("all.html")).unwrap();
    assert!(
        page.contains("<li>Statement after the Bergen meeting"),
        "{page}"
    );
}

/// The tags of a page that are open at its end, or the first that closes another.
fn unbalanced(page: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in page.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "a loose > in {text}");
        if tag.starts_with('!') || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(name) if open.last().is_some_and(|o| o == name) => {
                open.pop();
            }
            Some(name) => return vec![format!("{name} closes {open:?}")],
            None => open.push(tag.split(' ').next().unwrap().to_owned()),
        }
    }
    open
}

#[test]
fn a_hostile_document_is_data_in_every_export() {
    let place = Place::new();
    let text = "---\ntitle: '=cmd|x</title><script>alert(1)</script> & \"q\"'\nsource: \"@S, 'T'\"\n\
                url: \"javascript:alert(1)\"\n---\n\n# Head </h1>\n\nText</p> with [a link](javascript:x) & **bold *both***.\n\n\
                - one <b>\n- two\n\n1. first\n\n> said\n\n```\n</pre>\n```\n\n| a | b |\n| - | - |\n| c | d |\n";
    place.write("docs/a.md", text);
    let export = |format: &str, more: &[&str]| {
        let args = [&["export", "--in", "docs", "--format", format], more].concat();
        let ran = place.run(args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let page = export("html", &[]);
    assert_eq!(unbalanced(&page), Vec::<String>::new(), "{page}");
    for wrong in ["<script", "href=\"javascript", "<b>"] {
        assert!(!page.contains(wrong), "{wrong} in {page}");
    }
    // Written as Markdown and read again, it says the same.
    place.write("again/a.md", export("markdown", &[]));
    let told = |folder: &str| {
        let ran = place.run(["--in", folder, "show", "--json"]);
        let all = ran.lines();
        (all[0]["title"].clone(), all[0]["body"].clone())
    };
    assert_eq!(told("again"), told("docs"));
    place.write("docs/b.txt", "Another one\n\nWith a sentence in it.\n");
    let table = export("csv", &[]);
    assert!(table.contains("\"'=cmd|x"), "{table}");
    assert!(table.contains("\"'@S, 'T'\""), "{table}");
    assert!(
        table.lines().all(|l| !l.starts_with(['=', '+', '@'])),
        "{table}"
    );
    let list = export("html", &[]);
    assert_eq!(unbalanced(&list), Vec::<String>::new(), "{list}");
}

/// A script that takes the place of an editor: it notes its arguments, and waits until a file is there if it is told to.
fn editor(place: &Place, wait: bool) -> String {
    let noted = place.path().join("noted").display().to_string();
    let go = place.path().join("go").display().to_string();
    let waiting = match wait {
        true => format!("while [ ! -e '{go}' ]; do sleep 0.05; done\n"),
        false => String::new(),
    };
    let text = format!(
        "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done > '{noted}.part'\necho editing\nmv '{noted}.part' '{noted}'\n{waiting}"
    );
    let path = place.write("my editor", text);
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("'{}' --flag", path.display())
}

#[test]
fn an_editor_gets_file_and_line_and_the_screen_is_the_same_afterwards() {
    let place = Place::new();
    let editor = editor(&place, false);
    let place = place.with("EDITOR", Some(&editor));
    let mut pty = reading(&place, &lakes());
    pty.send("o");
    let before = pty.picture("Address");
    pty.send("e");
    pty.wait_for("the editor's own screen", |_| {
        place.path().join("noted").exists()
    });
    pty.wait_picture("the screen before", &before);
    let noted = std::fs::read_to_string(place.path().join("noted")).unwrap();
    let path = lakes().join("gazette/boats.md").display().to_string();
    let words: Vec<&str> = noted.lines().collect();
    assert!(
        words.len() == 3 && words[0] == "--flag" && words[1].starts_with('+'),
        "{noted}"
    );
    assert_eq!(words[2], path);
    pty.send("b");
    pty.wait_text("It states no address");
    // And keys are ours again.
    pty.send("\x1b");
    pty.wait_text("are cheaper.");
}

#[test]
fn an_interrupt_while_an_editor_runs_is_the_editors_and_an_end_ends_both() {
    let place = Place::new();
    let editor = editor(&place, true);
    let place = place.with("EDITOR", Some(&editor));
    let mut pty = reading(&place, &lakes());
    pty.send("oe");
    pty.wait_text("editing");
    pty.signal(Signal::INT);
    place.write("go", "");
    pty.wait_text("Address");
    std::fs::remove_file(place.path().join("go")).unwrap();
    std::fs::remove_file(place.path().join("noted")).unwrap();
    pty.send("e");
    pty.wait_for("the editor again", |s| !s.alternate_screen());
    pty.signal(Signal::TERM);
    let (code, _) = pty.exit();
    assert_eq!(code, 143);
}

#[test]
fn a_program_that_is_not_there_is_told_and_the_screen_comes_back() {
    let place = Place::new().with("EDITOR", Some("no-such-editor-anywhere"));
    let mut pty = reading(&place, &lakes());
    pty.send("oe");
    pty.wait_text("no-such-editor-anywhere: No such file");
    pty.wait_text("Address");
}
