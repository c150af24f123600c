//! What comes from the web, and what does not? Every kind of answer of a server, on the loopback: no network is needed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use briefing::load::{self, Limits};
use briefing::pull::{FILE, Library, Manners, Outcome};
use tempfile::TempDir;

#[path = "pull/server.rs"]
mod server;

use server::{Answer, Asked, Server, answer, ok};

/// A library in a folder of its own, and how it behaves.
struct Desk {
    folder: TempDir,
    manners: Manners,
}

impl Desk {
    fn new() -> Desk {
        let manners = Manners {
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(20),
            pause: Duration::ZERO,
            largest: 256 << 10,
            private: true,
            ..Manners::default()
        };
        Desk {
            folder: TempDir::new().unwrap(),
            manners,
        }
    }

    fn library(&self) -> Library {
        Library::new(self.folder.path().to_owned(), self.manners)
    }

    fn follow(&self, urls: &[String]) {
        let feeds = urls.iter().map(|url| (String::new(), url.clone()));
        self.library().add_all(feeds.collect(), false).unwrap();
    }

    fn pull(&self) -> Outcome {
        self.library().pull(false, &|_| {}, &|| false).unwrap()
    }

    /// What was kept: the path from the folder on, and the text.
    fn kept(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut left = vec![self.folder.path().to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => left.push(path),
                    false if path.extension().is_some_and(|e| e == "md") => {
                        let name = path
                            .strip_prefix(self.folder.path())
                            .unwrap()
                            .to_string_lossy()
                            .into_owned();
                        files.push((name, fs::read_to_string(&path).unwrap()));
                    }
                    false => {}
                }
            }
        }
        files.sort();
        files
    }

    fn names(&self) -> Vec<String> {
        self.kept().into_iter().map(|(name, _)| name).collect()
    }

    /// As the reader would read it: title, source, author, date, address, id, language, text.
    fn read(&self) -> Vec<String> {
        let loaded = load::load(&[self.folder.path().to_owned()], Limits::default(), &|_| {});
        assert_eq!(loaded.problems, []);
        let told = |b: &briefing::briefing::Briefing| {
            let s = &b.stated;
            let text = |c: &Option<briefing::briefing::Claim<String>>| {
                c.as_ref().map_or("-", |c| c.value.as_str()).to_owned()
            };
            let date = s
                .published
                .as_ref()
                .map_or("-".to_owned(), |p| p.value.to_string());
            let body: Vec<&str> = b
                .text_blocks()
                .map(|block| &b.body[block.span.range()])
                .collect();
            [
                text(&b.title),
                text(&s.source),
                text(&s.author),
                date,
                text(&s.url),
                text(&s.id),
                text(&s.lang),
                body.join(" ¶ "),
            ]
            .join(" | ")
        };
        let mut all: Vec<String> = loaded.briefings.iter().map(|b| told(b)).collect();
        all.sort();
        all
    }
}

/// A feed with these entries: id, title, text.
fn feed(entries: &[(&str, &str, &str)]) -> String {
    let item = |(id, title, text): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink='false'>{id}</guid><title>{title}</title><description>{text}</description></item>"
        )
    };
    let items: String = entries.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>Lake News</title>{items}</channel></rss>")
}

fn causes(outcome: &Outcome) -> String {
    let causes = outcome
        .problems
        .iter()
        .map(|p| format!("{}: {}; {}", p.path, p.cause, p.hint));
    causes.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_entry_becomes_a_file_that_is_read_as_it_was_written() {
    let server = Server::start(|_| {
        ok(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Lake News</title><entry><id>tag:1</id><title>Ferries: *twice* a day</title>\
            <author><name>Ana Lund</name></author><published>2014-03-12T10:00:00Z</published><link href='https://lake.example/1'/>\
            <content type='html'>&lt;p&gt;The ferry sails. It has 2 decks &amp;amp; a bell.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;One&lt;/li&gt;&lt;/ul&gt;</content></entry></feed>",
        )
    });
    let desk = Desk::new();
    let added = desk
        .library()
        .add(&server.url("/feed"), false, &|_| {}, &|| false)
        .unwrap();
    assert_eq!(added.outcome.to_string(), "1 new from 1 feed");
    assert_eq!(
        desk.read(),
        [
            "Ferries: *twice* a day | Lake News | Ana Lund | 2014-03-12 | https://lake.example/1 | tag:1 | en | Ferries: *twice* a day ¶ The ferry sails. It has 2 decks & a bell. ¶ One"
        ]
    );
    let names = desk.names();
    let name = names[0]
        .strip_prefix("feeds/lake-news/2014-03-12-ferries-twice-a-day-")
        .unwrap();
    assert_eq!(name.len(), "0123456789ab.md".len());
    let asked = &server.asked()[0];
    assert_eq!(
        asked.headers["user-agent"],
        concat!("briefing/", env!("CARGO_PKG_VERSION"))
    );
    assert!(asked.headers["accept-encoding"].contains("gzip"));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server =
        Server::start(
            |asked| match asked.headers.get("if-none-match").map(String::as_str) {
                Some("\"v1\"") => answer("304 Not Modified", "", b""),
                _ => answer(
                    "200 OK",
                    "ETag: \"v1\"\r\nLast-Modified: Wed, 12 Mar 2014 10:00:00 GMT\r\n",
                    feed(&[("a", "One", "Text.")]).as_bytes(),
                ),
            },
        );
    let desk = Desk::new();
    desk.follow(&[server.url("/")]);
    assert_eq!(desk.pull().to_string(), "1 new from 1 feed");
    assert_eq!(desk.pull().to_string(), "Nothing new");
    let last = &server.asked()[1];
    assert_eq!(
        last.headers["if-modified-since"],
        "Wed, 12 Mar 2014 10:00:00 GMT"
    );
}

#[test]
fn entries_that_change_are_rewritten_and_those_that_go_stay() {
    let round = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        ok(&match round.fetch_add(1, Ordering::SeqCst) {
            0 => feed(&[
                ("a", "One", "First."),
                ("b", "Two", "Second."),
                ("c", "Three", "Third."),
            ]),
            _ => feed(&[
                ("b", "Two, amended", "Second, amended."),
                ("c", "Three", "Third."),
                ("d", "Four", "Fourth."),
            ]),
        })
    });
    let desk = Desk::new();
    desk.follow(&[server.url("/")]);
    assert_eq!(desk.pull().to_string(), "3 new from 1 feed");
    // What the reader has deleted does not come back.
    let gone = desk
        .names()
        .into_iter()
        .find(|n| n.contains("three"))
        .unwrap();
    fs::remove_file(desk.folder.path().join(gone)).unwrap();
    let before = desk.names();
    assert_eq!(desk.pull().to_string(), "1 new and 1 changed from 1 feed");
    let texts = desk.read().join("\n");
    assert!(
        texts.contains("First.")
            && texts.contains("Second, amended.")
            && texts.contains("Fourth.")
            && !texts.contains("Third."),
        "{texts}"
    );
    assert!(
        before.iter().all(|name| desk.names().contains(name)),
        "a file was renamed"
    );
    assert_eq!(desk.pull().to_string(), "Nothing new");
}

/// A server that says yes to `/good`, and to `/bad` what the test is about.
fn beside(bad: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |asked| match asked.path.as_str() {
        "/good" => ok(&feed(&[("a", "Good", "News.")])),
        _ => bad(asked),
    })
}

#[test]
fn one_feed_that_fails_says_why_and_the_others_go_on() {
    let large = "x".repeat(300 << 10);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(large.as_bytes()).unwrap();
    let bomb = packed.finish().unwrap();
    let cut = |head: &str, body: &str| {
        vec![format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n\r\n{body}").into_bytes()]
    };
    let whole = feed(&[("z", "Bad", "News.")]);
    let cases: Vec<(&str, Answer, &str)> = vec![
        (
            "gone",
            answer("404 Not Found", "", b"no"),
            "it answered 404 Not Found; look for its new address",
        ),
        (
            "broken",
            answer("500 Internal Server Error", "", b""),
            "it answered 500 Internal Server Error; try again later",
        ),
        ("large", ok(&large), "its answer is larger than 256 KiB"),
        (
            "unpacks to too much",
            answer("200 OK", "Content-Encoding: gzip\r\n", &bomb),
            "its answer is larger than 256 KiB",
        ),
        (
            "cut",
            cut(&format!("Content-Length: {}", whole.len() + 100), &whole),
            "its answer broke off",
        ),
        ("no HTTP", vec![b"what?\r\n\r\n".to_vec()], "; "),
        (
            "a picture",
            answer(
                "200 OK",
                "Content-Type: image/png\r\n",
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0",
            ),
            "it is binary, not text",
        ),
        (
            "a page",
            answer(
                "200 OK",
                "Content-Type: application/rss+xml\r\n",
                b"<html><body><p>We have moved.</p></body></html>",
            ),
            "it is a page and no feed any more",
        ),
        (
            "a loop",
            answer("302 Found", "Location: /bad\r\n", b""),
            "it leads on and on",
        ),
        (
            "to a file",
            answer("301 Moved", "Location: file:///etc/passwd\r\n", b""),
            "it leads on to no address of the web",
        ),
        (
            "nowhere",
            answer("301 Moved", "", b""),
            "it leads on to no address of the web",
        ),
    ];
    for (what, bad, expected) in cases {
        let server = beside(move |_| bad.clone());
        let desk = Desk::new();
        desk.follow(&[server.url("/bad"), server.url("/good")]);
        let outcome = desk.pull();
        assert_eq!(
            outcome.to_string(),
            "1 new from 1 feed, 1 problem",
            "{what}: {}",
            causes(&outcome)
        );
        assert!(
            causes(&outcome).contains(expected),
            "{what}: {}",
            causes(&outcome)
        );
        assert!(
            causes(&outcome).contains("/bad"),
            "{what}: {}",
            causes(&outcome)
        );
        assert!(
            desk.kept().iter().all(|(_, text)| text.contains("Good")),
            "{what}"
        );
    }
}

#[test]
fn a_server_that_is_slow_is_given_up() {
    let server = beside(|_| {
        vec![
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>".to_vec(),
            b"late".to_vec(),
        ]
    });
    let mut desk = Desk::new();
    desk.manners.whole = Duration::from_millis(300);
    desk.follow(&[server.url("/bad"), server.url("/good")]);
    let outcome = desk.pull();
    assert!(
        causes(&outcome).contains("it has not answered within 0.3 s"),
        "{}",
        causes(&outcome)
    );
    assert_eq!(outcome.new, 1);
}

#[test]
fn a_server_that_asks_for_rest_has_it() {
    let server = beside(|_| answer("429 Too Many Requests", "Retry-After: 3600\r\n", b""));
    let desk = Desk::new();
    desk.follow(&[server.url("/bad")]);
    assert!(causes(&desk.pull()).contains("it answered 429 Too Many Requests; try again later"));
    assert!(causes(&desk.pull()).contains("it asked not to be asked before"));
    assert_eq!(server.paths(), ["/bad"]);
    let status = &desk.library().statuses().unwrap()[0];
    assert!(status.succeeded.is_none() && status.failed.is_some());
}

#[test]
fn what_is_packed_is_unpacked_and_a_redirect_is_followed() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed
        .write_all(feed(&[("a", "One", "Text.")]).as_bytes())
        .unwrap();
    let packed = packed.finish().unwrap();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/old" => answer("301 Moved Permanently", "Location: there/new?x=1\r\n", b""),
        _ => answer(
            "200 OK",
            "Content-Encoding: gzip\r\nContent-Type: text/plain\r\n",
            &packed,
        ),
    });
    let desk = Desk::new();
    desk.follow(&[server.url("/old")]);
    assert_eq!(desk.pull().to_string(), "1 new from 1 feed");
    assert_eq!(server.paths(), ["/old", "/there/new?x=1"]);
}

#[test]
fn a_redirect_into_the_readers_own_network_is_refused() {
    let inner = Server::start(|_| ok(&feed(&[("s", "Secret", "Text.")])));
    let to = inner.url("/");
    let outer = Server::start(move |_| answer("302 Found", &format!("Location: {to}\r\n"), b""));
    let desk = Desk::new();
    desk.follow(&[outer.url("/")]);
    let outcome = desk.pull();
    assert!(
        causes(&outcome).contains(&format!("{} is a private address", inner.host)),
        "{}",
        causes(&outcome)
    );
    assert!(inner.asked().is_empty() && desk.kept().is_empty());
}

#[test]
fn private_addresses_are_refused_unless_they_are_allowed() {
    let server = Server::start(|_| ok(&feed(&[("a", "One", "Text.")])));
    let mut desk = Desk::new();
    desk.manners.private = false;
    let port = server.host.rsplit(':').next().unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
    ] {
        let error = desk
            .library()
            .add(&format!("http://{host}:{port}/"), false, &|_| {}, &|| false)
            .unwrap_err();
        assert!(
            error.cause.contains("is a private address"),
            "{host}: {}",
            error.cause
        );
    }
    assert!(server.asked().is_empty());
}

#[test]
fn entries_of_one_id_are_all_kept_and_the_same_entry_once() {
    let entry = |link: &str, title: &str| {
        format!(
            "<item><guid>same</guid><link>https://e.example/{link}</link><title>{title}</title></item>"
        )
    };
    let items = [entry("1", "One"), entry("2", "Two"), entry("2", "Two")].concat();
    let server = Server::start(move |_| {
        ok(&format!(
            "<rss><channel><title>T</title>{items}</channel></rss>"
        ))
    });
    let desk = Desk::new();
    desk.follow(&[server.url("/")]);
    assert_eq!(desk.pull().to_string(), "2 new from 1 feed");
    assert_eq!(desk.pull().to_string(), "Nothing new");
}

#[test]
fn hostile_titles_and_ids_lead_nowhere_else() {
    let hostile = [
        "../../x",
        "/etc/passwd",
        "..",
        "a\u{1b}]0;b\u{7}",
        "\u{202e}c",
        "+++\nurl = &quot;x&quot;\n+++",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "con",
        "x\u{0}y",
    ];
    let items = hostile.map(|h| format!("<item><guid>{h}</guid><title>{h}</title><link>javascript:{h}</link><description>{h} Text.</description></item>")).concat();
    let server = Server::start(move |_| {
        ok(&format!(
            "<rss><channel><title>../../../up</title><language>../x</language>{items}</channel></rss>"
        ))
    });
    let desk = Desk::new();
    let inner = desk.folder.path().join("inner");
    let library = Library::new(inner.clone(), desk.manners);
    library
        .add(&server.url("/../../feed"), false, &|_| {}, &|| false)
        .unwrap();
    let outside: Vec<PathBuf> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    assert_eq!(outside, [inner]);
    let kept = desk.kept();
    assert!(kept.len() >= 8, "{}", kept.len());
    for (name, text) in &kept {
        let name = name
            .strip_prefix("inner/feeds/up/")
            .unwrap_or_else(|| panic!("{name}"));
        let stem = name.strip_suffix(".md").unwrap();
        assert!(
            stem.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{name}"
        );
        assert!(
            briefing::sanitize::is_clean(&text.replace('\n', "")),
            "{text:?}"
        );
        assert!(
            !text.contains("javascript:") || !text.contains("url = "),
            "{text}"
        );
    }
}

#[test]
fn a_page_is_kept_and_the_feed_that_it_names_is_told() {
    let text = "The ferry sails across the lake every morning at nine, and in the evening it comes back with the milk. ".repeat(20);
    let page = format!(
        "<html><head><title>The ferry</title><link rel='alternate' type='application/rss+xml' title='Lake News' href='/feed.xml'></head>\
         <body><nav><a href='/'>Home</a></nav><article><h1>The ferry</h1><p>{text}</p><p>{text}</p></article></body></html>"
    );
    let server = Server::start(move |_| ok(&page));
    let desk = Desk::new();
    let url = server.url("/ferry.html");
    let added = desk.library().add(&url, false, &|_| {}, &|| false).unwrap();
    assert_eq!(
        added.feeds,
        [("Lake News".to_owned(), server.url("/feed.xml"))]
    );
    assert_eq!(added.outcome.new, 1);
    assert!(
        desk.names()[0].starts_with("pages/the-ferry-"),
        "{:?}",
        desk.names()
    );
    let read = &desk.read()[0];
    assert!(
        read.starts_with("The ferry | ") && read.contains(&url),
        "{read}"
    );
    assert_eq!(desk.pull().to_string(), "Nothing new");
    assert_eq!(desk.library().remove(&url).unwrap().title, "The ferry");
    assert_eq!(
        (desk.names().len(), desk.library().follows().unwrap().len()),
        (1, 0)
    );
}

#[test]
fn all_documents_of_a_file_are_kept_and_what_changes_is_told() {
    let rows = AtomicUsize::new(3);
    let server = Server::start(move |_| {
        let n = rows.fetch_add(1, Ordering::SeqCst).min(5);
        let row = |i: usize| {
            let title = if i == 2 { 1 } else { i };
            format!(
                "\"Ferry {title}\",2013-09-2{i},\"The ferry {i} sails across the lake every morning at nine.\"\n"
            )
        };
        let rows: String = (0..n).map(row).collect();
        ok(&format!("title,date,text\n{rows}"))
    });
    let desk = Desk::new();
    let url = server.url("/ferries.csv");
    let added = desk.library().add(&url, false, &|_| {}, &|| false).unwrap();
    assert_eq!(
        (added.outcome.new, added.follow.title.as_str()),
        (3, "ferries.csv")
    );
    let kept = desk.kept();
    let deleted = kept
        .iter()
        .find(|(_, text)| text.contains("ferry 0 "))
        .unwrap();
    fs::remove_file(desk.folder.path().join(&deleted.0)).unwrap();
    assert_eq!(desk.pull().to_string(), "1 new from 1 feed");
    assert_eq!(desk.pull().to_string(), "1 new from 1 feed");
    assert_eq!(desk.pull().to_string(), "Nothing new");
    let all: String = desk.kept().into_iter().map(|kept| kept.1).collect();
    for i in 1..5 {
        assert!(all.contains(&format!("ferry {i} sails")), "{i}: {all}");
    }
}

#[test]
fn the_article_behind_an_entry_is_fetched_when_wished() {
    let text = "The ferry sails across the lake every morning at nine, and in the evening it comes back with the milk. ".repeat(20);
    let host = std::sync::Arc::new(Mutex::new(String::new()));
    let own = std::sync::Arc::clone(&host);
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/feed" => {
            let host = own.lock().unwrap().clone();
            let items = ["1", "2"].map(|n| format!("<item><title>Number {n}</title><link>http://{host}/{n}</link><description>Short.</description></item>"));
            answer(
                "200 OK",
                "ETag: \"v1\"\r\n",
                format!(
                    "<rss><channel><title>T</title>{}</channel></rss>",
                    items.concat()
                )
                .as_bytes(),
            )
        }
        "/1" => ok(&format!(
            "<html><head><title>Number 1</title></head><body><article><h1>Number 1</h1><p>{text}</p><p>{text}</p></article></body></html>"
        )),
        _ => answer("404 Not Found", "", b""),
    });
    server.host.clone_into(&mut host.lock().unwrap());
    let desk = Desk::new();
    let added = desk
        .library()
        .add(&server.url("/feed"), true, &|_| {}, &|| false)
        .unwrap();
    assert_eq!(added.outcome.to_string(), "2 new from 1 feed, 1 problem");
    let read = desk.read();
    assert!(
        read[0].starts_with("Number 1 | T |") && read[0].contains("comes back with the milk"),
        "{}",
        read[0]
    );
    assert!(read[1].ends_with("Short."), "{}", read[1]);
    // What is there in full stays so, though the feed says less, and what is gone is not asked for again.
    assert_eq!(desk.pull().to_string(), "Nothing new");
    assert_eq!(desk.read(), read);
    assert_eq!(server.paths().iter().filter(|p| *p != "/feed").count(), 2);
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_and_hosts_at_once() {
    let server = Server::start(|asked| ok(&feed(&[(asked.path.as_str(), "One", "Text.")])));
    let mut desk = Desk::new();
    desk.manners.pause = Duration::from_millis(60);
    desk.follow(&["/1", "/2", "/3"].map(|path| server.url(path)));
    assert_eq!(desk.pull().to_string(), "3 new from 3 feeds");
    let asked = server.asked();
    assert_eq!(server.most(), 1);
    assert!(
        asked
            .windows(2)
            .all(|w| w[1].at - w[0].at >= Duration::from_millis(55)),
        "{asked:?}"
    );
}

#[test]
fn pulling_stops_when_it_is_told_to() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/1" => ok(&feed(&[("a", "One", "Text.")])),
        _ => panic!("it should not be asked"),
    });
    let desk = Desk::new();
    desk.follow(&["/1", "/2"].map(|path| server.url(path)));
    let done = AtomicUsize::new(0);
    let outcome = desk
        .library()
        .pull(false, &|p| done.store(p.done, Ordering::SeqCst), &|| {
            done.load(Ordering::SeqCst) > 0
        });
    assert_eq!(outcome.unwrap().to_string(), "1 new from 1 feed, stopped");
}

#[test]
fn a_list_that_people_write_keeps_what_they_wrote() {
    let desk = Desk::new();
    let path = desk.folder.path().join(FILE);
    let text = "# mine\n[[feed]]\nurl = \"https://e.example/1\" # the first\ntitle = \"One\"\n\n[[feed]]\nurl = \"https://e.example/2\"\nfull = true\n";
    fs::write(&path, text).unwrap();
    let library = desk.library();
    let found = library.follows().unwrap();
    assert_eq!((found.len(), found[1].full), (2, true));
    assert_eq!(
        library
            .add_all(
                vec![
                    ("Three".into(), "https://e.example/3".into()),
                    (String::new(), "https://e.example/1".into())
                ],
                false
            )
            .unwrap(),
        1
    );
    library.remove("https://e.example/2").unwrap();
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(
        after,
        "# mine\n[[feed]]\nurl = \"https://e.example/1\" # the first\ntitle = \"One\"\n\n[[feed]]\nurl = \"https://e.example/3\"\ntitle = \"Three\"\nkind = \"feed\"\n"
    );
    for (text, cause) in [
        ("[[feed]]\nurl = \"file:///x\"", "no address of the web"),
        ("[[feed]\n", "line 1"),
        (
            "[[feed]]\nurl = \"https://e.example\"\nkind = \"x\"",
            "kind",
        ),
    ] {
        fs::write(&path, text).unwrap();
        let problem = library.follows().unwrap_err();
        assert!(problem.cause.contains(cause), "{}", problem.cause);
        assert!(
            library
                .add_all(vec![("".into(), "https://e.example/4".into())], false)
                .is_err()
                || cause != "line 1"
        );
    }
}

/// The program with this folder for all that it keeps.
fn program(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for name in [
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "HOME",
    ] {
        command.env(name, home);
    }
    command
}

fn run(home: &Path, args: &[&str]) -> (i32, String) {
    let output = program(home, args).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn the_program_adds_pulls_lists_and_reads() {
    let server = beside(|_| answer("404 Not Found", "", b""));
    let home = TempDir::new().unwrap();
    let (code, said) = run(home.path(), &["pull"]);
    assert!(
        code == 0 && said.contains("You follow nothing yet"),
        "{code} {said}"
    );
    let (code, said) = run(home.path(), &["add", &server.url("/good")]);
    assert!(
        code == 1 && said.contains("private address") && said.contains("--allow-private"),
        "{code} {said}"
    );
    let (code, said) = run(
        home.path(),
        &["add", "--allow-private", &server.url("/good")],
    );
    assert!(
        code == 0 && said.contains("Lake News") && said.contains("1 new from 1 feed"),
        "{code} {said}"
    );
    let list = home.path().join("list.opml");
    fs::write(
        &list,
        format!(
            "<opml><body><outline text='Gone' xmlUrl='{}'/></body></opml>",
            server.url("/bad")
        ),
    )
    .unwrap();
    let (code, said) = run(home.path(), &["add", list.to_str().unwrap()]);
    assert!(
        code == 0 && said.contains("1 feed in the list, 1 of them new"),
        "{code} {said}"
    );
    fs::write(
        home.path().join("briefing/config.toml"),
        "[pull]\nprivate = true\n",
    )
    .unwrap();
    let (code, said) = run(home.path(), &["pull"]);
    assert!(
        code == 1
            && said.contains("Nothing new, 1 problem")
            && said.contains("Gone (http")
            && said.contains("404"),
        "{code} {said}"
    );
    let (code, said) = run(home.path(), &["feeds"]);
    assert!(
        code == 0
            && said.contains("Lake News")
            && said.contains("pulled 2")
            && said.contains("failed 2"),
        "{code} {said}"
    );
    let (code, said) = run(home.path(), &["list"]);
    assert!(
        code == 0 && said.contains("Good") && said.lines().count() == 1,
        "{code} {said}"
    );
    let (code, said) = run(home.path(), &["remove", "Gone"]);
    assert!(
        code == 0 && said.contains("no longer followed"),
        "{code} {said}"
    );
    let (code, said) = run(home.path(), &["remove", "Gone"]);
    assert!(
        code == 2 && said.contains("`briefing feeds`"),
        "{code} {said}"
    );
}

#[test]
fn a_kill_in_the_middle_leaves_nothing_half() {
    let many: Vec<(String, String)> = (0..40)
        .map(|i| (format!("id{i}"), format!("Text {i}. ")))
        .collect();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/1" => ok(&feed(
            &many
                .iter()
                .map(|(id, text)| (id.as_str(), "Title", text.as_str()))
                .collect::<Vec<_>>(),
        )),
        _ => vec![
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>".to_vec(),
            Vec::new(),
        ],
    });
    let home = TempDir::new().unwrap();
    let library = Library::new(home.path().join("briefing"), Manners::default());
    library
        .add_all(
            vec![
                ("One".into(), server.url("/1")),
                ("Two".into(), server.url("/2")),
            ],
            false,
        )
        .unwrap();
    let mut child = program(home.path(), &["pull", "--allow-private"])
        .spawn()
        .unwrap();
    server.wait_for("/2");
    child.kill().unwrap();
    child.wait().unwrap();
    // A kill between writing and renaming leaves a hidden file, which nobody reads.
    let folder = home.path().join("briefing/feeds/one");
    fs::write(
        folder.join(".title-0123456789ab.md.new"),
        "+++\ntitle = \"ha",
    )
    .unwrap();
    let loaded = load::load(&[home.path().join("briefing")], Limits::default(), &|_| {});
    assert_eq!((loaded.briefings.len(), loaded.problems.len()), (40, 0));
    // What was kept is known again, though the program could not take it down.
    library.remove("Two").unwrap();
    let library = Library::new(
        home.path().join("briefing"),
        Manners {
            private: true,
            ..Manners::default()
        },
    );
    assert_eq!(
        library.pull(false, &|_| {}, &|| false).unwrap().to_string(),
        "Nothing new"
    );
}

#[test]
fn the_reader_pulls_on_a_key_and_esc_stops_it() {
    use briefing::action::Action;
    use briefing::app::{App, Effect, Options};
    use briefing::briefing::{Problem, Progress};

    let mut app = App::new("library".into(), Options::default(), 80, 24);
    let said = |app: &App| {
        app.message
            .as_ref()
            .map_or(String::new(), |m| m.text.clone())
    };
    assert!(matches!(app.update(Action::Pull)[..], [Effect::Pull]));
    assert!(app.update(Action::Pull).is_empty());
    // Without a keymap, by the name of the action.
    assert_eq!(said(&app), "Still pulling: close stops it");
    app.pulls(Progress { read: 3, total: 12 });
    // What lies on top is closed first.
    app.update(Action::Help);
    assert!(app.update(Action::Close).is_empty());
    assert!(matches!(
        app.update(Action::Close)[..],
        [Effect::StopPulling]
    ));
    assert_eq!(app.pulling.progress, None);
    // A last word of what was stopped says nothing.
    app.pulls(Progress { read: 4, total: 12 });
    app.pulled(Ok("2 new".into()), Vec::new());
    assert_eq!(app.pulling.progress, None);
    assert!(said(&app).contains("stopped"));

    app.update(Action::Pull);
    let problem = Problem {
        path: "Lake News".into(),
        cause: "it answered 404 Not Found".into(),
        hint: "look for it".into(),
        readable: false,
    };
    app.pulled(Ok("4 new from 2 feeds, 1 problem".into()), vec![problem]);
    assert_eq!(said(&app), "4 new from 2 feeds, 1 problem");
    assert_eq!(app.problems().count(), 1);
}
