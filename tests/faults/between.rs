//! Does reading survive what stands between it and the screen: tmux, screen, mosh, ssh? Starting, coming back at another size, the end.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use super::harness::Pty;
use super::place::{PROGRAM, Place};
use super::{can, documents};

const SIZE: (u16, u16) = (120, 36);
const PATIENCE: Duration = Duration::from_secs(20);

/// The processes that run the program on the documents of this place.
fn readers(place: &Place) -> Vec<u32> {
    let docs = place.path().join("docs").display().to_string();
    let is_reader = |pid: &u32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        line.starts_with(PROGRAM) && line.contains(&docs)
    };
    let all = fs::read_dir("/proc").unwrap().flatten();
    let all = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    all.filter(is_reader).collect()
}

/// Waits for something; how long that took.
fn wait(what: &str, is_so: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "awaited: {what}");
        sleep(Duration::from_millis(10));
    }
    began.elapsed()
}

/// Ends it and measures how long a reader outlives that; the state it leaves is whole, and its star is kept.
fn outlives(place: &Place, what: &str, end: impl FnOnce()) {
    let docs = place.path().join("docs");
    let starred = || place.run(["list", "--in", docs.to_str().unwrap(), "is:starred"]);
    wait("the star is kept", || starred().out.lines().count() == 1);
    assert_eq!(readers(place).len(), 1, "{what}");
    end();
    let took = wait("nobody is left", || readers(place).is_empty());
    println!("{what}: the reader outlives it by {took:?}");
    assert!(took < Duration::from_secs(2), "{what}: {took:?}");
    let ran = starred();
    assert_eq!(
        (ran.err.as_str(), ran.out.lines().count()),
        ("", 1),
        "{what}"
    );
}

/// A command in this place, with its environment and no other.
fn command(place: &Place, words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    let own = place.command(["list"]);
    command
        .args(&words[1..])
        .current_dir(place.path())
        .env_clear();
    command.envs(
        own.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command
}

fn ran(place: &Place, words: &[&str]) -> String {
    let ran = command(place, words).stdin(Stdio::null()).output().unwrap();
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

#[test]
fn within_tmux_it_comes_back_at_another_size_and_ends_with_the_session() {
    if !can(&["tmux", "-V"], "reading within tmux") {
        return;
    }
    let place = Place::new();
    documents(&place, 30);
    let docs = place.path().join("docs");
    let (socket, docs) = (place.path().join("tmux"), docs.to_str().unwrap());
    let socket = socket.to_str().unwrap();
    let tmux = |words: &[&str]| {
        ran(
            &place,
            &[&["tmux", "-S", socket, "-f", "/dev/null"], words].concat(),
        )
    };
    tmux(&["new-session", "-d", "-x", "120", "-y", "36", PROGRAM, docs]);
    let shown = |text: &str| wait(text, || tmux(&["capture-pane", "-p"]).contains(text));
    shown("30 briefings");
    tmux(&["send-keys", "2"]);
    shown("] next mention");
    tmux(&["send-keys", "*"]);
    shown("It is starred");
    let attach = |columns, rows| {
        let mut attach = CommandBuilder::new("tmux");
        attach.args(["-S", socket, "attach"]);
        place.start(attach, (columns, rows))
    };
    for (columns, rows) in [(80, 24), (150, 45), (40, 10), (120, 36)] {
        let mut pty = attach(columns, rows);
        pty.wait_for("the last row and column of this size", |s| {
            s.contents().contains("Ferry 0000")
        });
        let size = format!("{columns}x{}", rows - 1);
        wait(&size, || {
            tmux(&["display", "-p", "#{pane_width}x#{pane_height}"]).trim() == size
        });
        wait("a picture as wide", || {
            let widths = tmux(&["capture-pane", "-p"]);
            let widest = widths.lines().map(|line| line.chars().count()).max();
            widest.is_some_and(|widest| (columns - 2..=columns).contains(&(widest as u16)))
        });
        pty.send("\x02d");
        pty.exit();
    }
    outlives(&place, "tmux kill-session", || {
        tmux(&["kill-session"]);
    });
}

#[test]
fn within_screen_it_comes_back_and_ends_with_it() {
    if !can(&["screen", "-v"], "reading within screen") && !Path::new("/usr/bin/screen").exists() {
        return;
    }
    let place = Place::new();
    let sockets = place.path().join("screens");
    fs::create_dir(&sockets).unwrap();
    fs::set_permissions(&sockets, fs::Permissions::from_mode(0o700)).unwrap();
    let place = place.with("SCREENDIR", sockets.to_str());
    documents(&place, 30);
    let docs = place.path().join("docs");
    let mut start = CommandBuilder::new("screen");
    start.args([
        "-c",
        "/dev/null",
        "-U",
        "-S",
        "reading",
        PROGRAM,
        docs.to_str().unwrap(),
    ]);
    let mut pty = place.start(start, SIZE);
    for (key, shown) in [
        ("", "30 briefings"),
        ("2", "] next mention"),
        ("*", "It is starred"),
    ] {
        pty.send(key);
        pty.wait_text(shown);
    }
    pty.send("\x01d");
    pty.exit();
    let mut again = CommandBuilder::new("screen");
    again.args(["-U", "-r", "reading"]);
    let pty = place.start(again, (90, 28));
    pty.wait_text("Ferry 0000");
    outlives(&place, "screen -X quit", || {
        ran(&place, &["screen", "-S", "reading", "-X", "quit"]);
    });
}

/// A session of mosh on the loopback, which outlives its clients.
struct Mosh {
    port: String,
    key: String,
    pid: u32,
}

impl Mosh {
    /// One that runs the program in this place; `None`, said aloud, where it gives no session.
    fn start(place: &Place) -> Option<Mosh> {
        let docs = place.path().join("docs");
        let words = [
            "mosh-server",
            "new",
            "-i",
            "127.0.0.1",
            "--",
            PROGRAM,
            docs.to_str().unwrap(),
        ];
        // Were this test to be killed, nobody would end it.
        let mut server = command(place, &words);
        server
            .env("MOSH_SERVER_NETWORK_TMOUT", "60")
            .stdin(Stdio::null());
        let ran = server.output().unwrap();
        let (out, err) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        let session = || {
            let told = out
                .lines()
                .find_map(|line| line.strip_prefix("MOSH CONNECT "))?;
            let (port, key) = told.split_once(' ')?;
            // `[mosh-server detached, pid = 12]`
            let pid = err
                .split_once("pid = ")?
                .1
                .split(']')
                .next()?
                .parse()
                .ok()?;
            Some(Mosh {
                port: port.to_owned(),
                key: key.trim().to_owned(),
                pid,
            })
        };
        let session = session();
        if session.is_none() {
            eprintln!("skipped: reading over mosh: the server says {out}{err}");
        }
        session
    }

    fn client(&self, place: &Place) -> Pty {
        let mut client = CommandBuilder::new("sh");
        let line = format!(
            "MOSH_KEY={} exec mosh-client 127.0.0.1 {}",
            self.key, self.port
        );
        client.args(["-c", &line]);
        place.start(client, SIZE)
    }
}

impl Drop for Mosh {
    fn drop(&mut self) {
        let pid = i32::try_from(self.pid)
            .ok()
            .and_then(Pid::from_raw)
            .unwrap();
        let _ = kill_process(pid, Signal::TERM);
    }
}

#[test]
fn over_mosh_it_draws_takes_another_size_stays_without_a_client_and_ends_with_the_session() {
    if !can(&["mosh-server", "--version"], "reading over mosh")
        || !can(&["mosh-client", "-c"], "reading over mosh")
    {
        return;
    }
    let place = Place::new();
    documents(&place, 30);
    let Some(mosh) = Mosh::start(&place) else {
        return;
    };
    let mut pty = mosh.client(&place);
    for (key, shown) in [
        ("", "30 briefings"),
        ("2", "] next mention"),
        ("J", "Ferry 0001"),
        ("*", "It is starred"),
    ] {
        pty.send(key);
        pty.wait_text(shown);
    }
    for (columns, rows) in [(80, 24), (150, 45), SIZE] {
        pty.resize(columns, rows);
        pty.wait_for("a picture as wide", |screen| {
            let first = screen.rows(0, columns).next().unwrap_or_default();
            let wide = first.trim_end().chars().count();
            first.contains("30 briefings")
                && (usize::from(columns) - 2..=usize::from(columns)).contains(&wide)
        });
    }
    pty.signal(Signal::KILL);
    pty.exit();
    // Another way to the same briefings finds the mark, and the session that nobody looks at goes on.
    let docs = place.path().join("docs").display().to_string();
    let mut other = place.terminal([docs.as_str()], SIZE);
    other.wait_text("★");
    other.send("q");
    other.exit();
    outlives(&place, "the end of mosh", || drop(mosh));
}

/// A server for ssh on the loopback, with keys and a configuration of its own.
struct Sshd {
    server: Child,
    config: PathBuf,
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Sshd {
    /// One that runs commands in this place; `None`, said aloud, where there is none.
    fn start(place: &Place) -> Option<Sshd> {
        const SERVER: &str = "/usr/sbin/sshd";
        if !can(&["test", "-x", SERVER], "reading over ssh")
            || !can(&["ssh", "-V"], "reading over ssh")
        {
            return None;
        }
        let at = |name: &str| place.path().join(name);
        for name in ["host", "user"] {
            let key = at(name);
            ran(
                place,
                &[
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    key.to_str().unwrap(),
                ],
            );
        }
        fs::copy(at("user.pub"), at("authorized")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let variables = [
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
            "XDG_DATA_HOME",
            "LANG",
        ];
        let own = place.command(["list"]);
        let own = own
            .get_envs()
            .filter(|(name, _)| variables.iter().any(|v| name == v));
        let set: Vec<String> = own
            .map(|(name, value)| format!("{}={}", name.display(), value.unwrap().display()))
            .collect();
        place.write("sshd", format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nSetEnv {}\n",
            at("host").display(), at("authorized").display(), set.join(" "),
        ));
        place.write("ssh", format!(
            "Host there\n HostName 127.0.0.1\n Port {port}\n IdentityFile {}\n IdentitiesOnly yes\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n LogLevel ERROR\n",
            at("user").display(),
        ));
        // Where it parts with its rights.
        let _ = fs::create_dir_all("/run/sshd");
        let server = Command::new(SERVER)
            .args(["-D", "-e", "-f"])
            .arg(at("sshd"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let sshd = Sshd {
            server,
            config: at("ssh"),
        };
        wait("the server answers", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let there = ran(
            place,
            &[
                "ssh",
                "-F",
                sshd.config.to_str().unwrap(),
                "there",
                "true && echo yes",
            ],
        );
        if there.trim() != "yes" {
            eprintln!("skipped: reading over ssh: the server lets nobody in here");
            return None;
        }
        Some(sshd)
    }

    fn reader(&self, place: &Place) -> Pty {
        let mut start = CommandBuilder::new("ssh");
        start.args(["-F", self.config.to_str().unwrap(), "-t", "there"]);
        start.arg(format!("{PROGRAM} {}", place.path().join("docs").display()));
        place.start(start, SIZE)
    }
}

#[test]
fn over_ssh_it_draws_lists_without_a_terminal_and_ends_with_the_line() {
    let place = Place::new();
    documents(&place, 30);
    let Some(sshd) = Sshd::start(&place) else {
        return;
    };
    let config = sshd.config.to_str().unwrap();
    let docs = place.path().join("docs");
    let line = format!("{PROGRAM} --in {} list", docs.display());
    assert_eq!(
        ran(&place, &["ssh", "-F", config, "there", &line])
            .lines()
            .count(),
        30
    );
    let line = format!("{PROGRAM} {} < /dev/null | head -n 1", docs.display());
    assert_eq!(
        ran(&place, &["ssh", "-F", config, "there", &line])
            .lines()
            .count(),
        1
    );
    type End = fn(&mut Pty);
    let ways: [(&str, End); 3] = [
        ("the client is killed", |pty| pty.signal(Signal::KILL)),
        ("the client is told to end", |pty| pty.signal(Signal::TERM)),
        ("the client's terminal closes", |pty| {
            pty.hang_up(|pty| pty.send("j"))
        }),
    ];
    for (nth, (what, end)) in ways.into_iter().enumerate() {
        let mut pty = sshd.reader(&place);
        pty.wait_text("30 briefings");
        if nth == 0 {
            pty.send("2");
            pty.wait_text("] next mention");
            pty.send("*");
            pty.wait_text("It is starred");
        }
        outlives(&place, what, || end(&mut pty));
    }
}
