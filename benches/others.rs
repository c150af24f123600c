//! How does the whole program compare with others that list, search and index texts? One table a run, each beside those of its
//! peers that this machine has. See `benches/README.md`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // the table is what it is for

#[path = "corpus/briefings.rs"]
mod briefings;
#[path = "others/screen.rs"]
mod screen;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use screen::{Answer, ROWS, Screen, has_lines};

const SEED: u64 = 2;
/// How often a start is repeated; the median counts.
const STARTS: usize = 7;
/// How many keys are typed; the median counts.
const KEYS: usize = 30;
/// A screen with so many lines shows its list.
const LIST: usize = ROWS as usize * 3 / 4;

fn main() {
    let given = || std::env::args().skip(1);
    let mut sizes: Vec<usize> = given().filter_map(|a| a.parse().ok()).collect();
    if !given().any(|a| a == "--bench") {
        // `cargo test --all-targets` only wants to know whether it compiles.
        return;
    }
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    println!("| briefings | | program | time | bytes | processor |");
    println!("|---:|---|---|---:|---:|---:|");
    for size in sizes {
        let desk = Desk::new(size);
        desk.reading();
        desk.indexing();
        desk.searching();
        desk.screens();
    }
}

/// A program with a list on its screen.
struct Listing {
    program: &'static str,
    command: &'static str,
    /// What is seen before the list, and the key that goes there.
    door: Option<(&'static str, &'static str)>,
    /// What goes to the next row.
    key: &'static str,
}

/// The same briefings as each program wants them, in a temporary home.
struct Desk {
    size: usize,
    place: tempfile::TempDir,
}

impl Desk {
    fn new(size: usize) -> Desk {
        let place = tempfile::tempdir().expect("a folder for the briefings");
        let desk = Desk { size, place };
        briefings::write(&desk.at("briefings"), size, SEED).expect("the briefings are written");
        for folder in ["mail/cur", "mail/new", "mail/tmp", "home"] {
            fs::create_dir_all(desk.at(folder)).expect("a folder of ours");
        }
        let mut feed = String::from("<rss version=\"2.0\"><channel><title>Desk</title>");
        for (at, path) in desk.files().iter().enumerate() {
            let text = fs::read_to_string(path).expect("a briefing");
            let title = text.lines().find(|l| !l.trim().is_empty());
            let title = title.unwrap_or("-").trim_start_matches(['#', ' ']);
            let mail = format!(
                "From: desk@example.org\nTo: all@example.org\nSubject: {title}\nMessage-ID: <{at}@example.org>\n\
                 Date: Mon, 2 Sep 2013 08:{:02}:{:02} +0000\nContent-Type: text/plain; charset=utf-8\n\n{text}",
                at / 60 % 60,
                at % 60
            );
            fs::write(desk.at(&format!("mail/cur/{at}.desk:2,S")), mail).expect("a message");
            let _ = write!(
                feed,
                "<item><title>{}</title><guid>g{at}</guid><description><![CDATA[{text}]]></description></item>",
                title.replace('&', "and").replace('<', " ")
            );
        }
        feed.push_str("</channel></rss>");
        fs::write(desk.at("feed.xml"), feed).expect("a feed");
        let urls = format!("file://{}\n", desk.at("feed.xml").display());
        fs::write(desk.at("urls"), urls).expect("a list of feeds");
        fs::write(desk.at("newsboatrc"), "max-items 0\n").expect("settings");
        let notmuch = format!("[database]\npath={}\n", desk.at("mail").display());
        let neomutt = format!("set folder={0}\nset record=\n", desk.at("mail").display());
        fs::write(desk.at("muttrc"), neomutt).expect("settings");
        fs::write(desk.at("notmuchrc"), notmuch).expect("settings");
        let names: Vec<String> = desk
            .files()
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        fs::write(desk.at("names"), names.join("\n") + "\n").expect("a list");
        eprintln!("{size} briefings written");
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut all = Vec::new();
        let mut folders = vec![self.at("briefings")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder of ours").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    &mut folders
                } else {
                    &mut all
                }
                .push(path);
            }
        }
        all.sort();
        all
    }

    /// A command of a program, in words parted by spaces, with `@` for the temporary home; nothing if this machine lacks it.
    fn words(&self, command: &str) -> Option<Vec<String>> {
        let home = self.place.path().display().to_string();
        let mut words: Vec<String> = command.split(' ').map(|w| w.replace('@', &home)).collect();
        words[0] = match words[0].as_str() {
            "briefing" => env!("CARGO_BIN_EXE_briefing").to_owned(),
            other => {
                let path = std::env::var_os("PATH")?;
                let found = std::env::split_paths(&path).map(|p| p.join(other));
                found
                    .into_iter()
                    .find(|p| p.is_file())?
                    .display()
                    .to_string()
            }
        };
        Some(words)
    }

    /// Runs a command to its end, and how long that took.
    fn run(&self, command: &str) -> Option<Duration> {
        let words = self.words(command)?;
        let began = Instant::now();
        let mut run = Command::new(&words[0]);
        for (name, value) in self.home() {
            run.env(name, value);
        }
        let run = run.args(&words[1..]).stdin(Stdio::null());
        run.stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok()?;
        Some(began.elapsed())
    }

    fn home(&self) -> [(&'static str, PathBuf); 6] {
        [
            ("HOME", self.at("home")),
            ("XDG_CACHE_HOME", self.at("home/cache")),
            ("XDG_CONFIG_HOME", self.at("home/config")),
            ("XDG_DATA_HOME", self.at("home/data")),
            ("XDG_STATE_HOME", self.at("home/state")),
            ("NOTMUCH_CONFIG", self.at("notmuchrc")),
        ]
    }

    fn row(&self, what: &str, program: &str, time: Option<Duration>) {
        let said = time.map_or("not here".to_owned(), ms);
        println!("| {} | {what} | {program} | {said} | | |", self.size);
    }

    /// What it takes to read the bytes at all.
    fn reading(&self) {
        let floor = self.median(|| self.run("xargs -a @/names cat"));
        self.row("read all files", "cat", floor);
    }

    fn indexing(&self) {
        let cold = self.run("briefing index @/briefings");
        self.row("index, cold", "briefing", cold);
        self.row("index, cold", "notmuch", self.run("notmuch new"));
        let feed = "newsboat -q -C @/newsboatrc -u @/urls -c @/newsboat.db -x reload";
        self.row("take in, cold", "newsboat", self.run(feed));
    }

    fn searching(&self) {
        let all = [
            (
                "briefing",
                "briefing search hostages --in @/briefings --limit 20",
            ),
            ("rg", "rg -c hostages @/briefings"),
            ("notmuch", "notmuch search --limit=20 hostages"),
        ];
        for (program, command) in all {
            let time = self.median(|| self.run(command));
            self.row("search from the shell", program, time);
        }
    }

    fn median(&self, run: impl Fn() -> Option<Duration>) -> Option<Duration> {
        let mut times: Vec<Duration> = (0..STARTS).map(|_| run()).collect::<Option<_>>()?;
        times.sort_unstable();
        Some(times[STARTS / 2])
    }

    fn screens(&self) {
        let plain = |program, command| Listing {
            program,
            command,
            door: None,
            key: "j",
        };
        let all = [
            plain("briefing", "briefing @/briefings"),
            Listing {
                key: "\x1b[B",
                ..plain("fzf", "fzf --layout=reverse")
            },
            plain("less", "less @/names"),
            Listing {
                door: Some(("Desk", "\r")),
                ..plain(
                    "newsboat",
                    "newsboat -q -C @/newsboatrc -u @/urls -c @/newsboat.db",
                )
            },
            plain("neomutt", "neomutt -n -F @/muttrc -f @/mail"),
        ];
        for Listing {
            program,
            command,
            door,
            key,
        } in all
        {
            let open = || self.open(command, door);
            let start = self.median(|| open().map(|s| s.1));
            self.row("warm start to the list", program, start);
            // What does not come up once is not waited for again.
            let Some((mut screen, _)) = start.and_then(|_| open()) else {
                continue;
            };
            let answers: Vec<Answer> = (0..KEYS).map(|_| screen.key(key)).collect();
            let mut times: Vec<Duration> = answers.iter().map(|a| a.time).collect();
            let mut processor: Vec<Duration> = answers.iter().map(|a| a.processor).collect();
            let mut bytes: Vec<usize> = answers.iter().map(|a| a.bytes).collect();
            times.sort_unstable();
            processor.sort_unstable();
            bytes.sort_unstable();
            println!(
                "| {} | next row of the list | {program} | {} | {} | {} |",
                self.size,
                ms(times[KEYS / 2]),
                bytes[KEYS / 2],
                ms(processor[KEYS / 2])
            );
        }
    }

    /// Starts a program in a terminal, through the `door` (what is seen there, and the key) if it does not begin with its list.
    fn open(&self, command: &str, door: Option<(&str, &str)>) -> Option<(Screen, Duration)> {
        let words = self.words(command)?;
        let mut builder = CommandBuilder::new(&words[0]);
        builder.args(&words[1..]);
        if words[0].ends_with("/fzf") {
            // It lists what comes in.
            let names = self.at("names").display().to_string();
            builder = CommandBuilder::new("sh");
            builder.args(["-c", &format!("exec {} < {names}", words.join(" "))]);
        }
        for (name, value) in self.home() {
            builder.env(name, value);
        }
        let mut screen = Screen::start(builder);
        if let Some((seen, key)) = door {
            screen.until(|s| s.contents().contains(seen))?;
            screen.key(key);
        }
        let listed = screen.until(has_lines(LIST))?;
        screen.settle();
        Some((screen, listed))
    }
}

fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms < 10.0 {
        true => format!("{ms:.2} ms"),
        false => format!("{ms:.0} ms"),
    }
}
