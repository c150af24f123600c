//! A server on the loopback that answers what a test tells it to, and remembers what it was asked.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    pub at: Instant,
}

/// What is answered, in pieces; between two of them it waits until the test is over.
pub type Answer = Vec<Vec<u8>>;

type Answers = dyn Fn(&Asked) -> Answer + Send + Sync;

pub struct Server {
    pub host: String,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    asked: Mutex<Vec<Asked>>,
    changed: Condvar,
    /// How many are being answered, and the most that ever were.
    open: Mutex<(usize, usize)>,
}

impl Server {
    pub fn start(answers: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let log = Arc::new(Log::default());
        let (answers, kept): (Arc<Answers>, _) = (Arc::new(answers), Arc::clone(&log));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, log) = (Arc::clone(&answers), Arc::clone(&log));
                thread::spawn(move || serve(stream, &*answers, &log));
            }
        });
        Server { host, log: kept }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.log.asked.lock().unwrap().clone()
    }

    pub fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|a| a.path).collect()
    }

    /// The most requests that were open at one time.
    pub fn most(&self) -> usize {
        self.log.open.lock().unwrap().1
    }

    /// Waits until a path has been asked for.
    pub fn wait_for(&self, path: &str) {
        let asked = self.log.asked.lock().unwrap();
        let there = |asked: &mut Vec<Asked>| !asked.iter().any(|a| a.path == path);
        let (_asked, late) = self
            .log
            .changed
            .wait_timeout_while(asked, Duration::from_secs(30), there)
            .unwrap();
        assert!(!late.timed_out(), "nobody asked for {path}");
    }
}

fn serve(mut stream: TcpStream, answers: &Answers, log: &Log) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers = lines.map_while(Result::ok).take_while(|l| !l.is_empty());
    let headers = headers.filter_map(|l| {
        l.split_once(':')
            .map(|(k, v)| (k.to_lowercase(), v.trim().to_owned()))
    });
    let asked = Asked {
        path,
        headers: headers.collect(),
        at: Instant::now(),
    };
    {
        let mut open = log.open.lock().unwrap();
        open.0 += 1;
        open.1 = open.1.max(open.0);
    }
    log.asked.lock().unwrap().push(asked.clone());
    log.changed.notify_all();
    for (i, piece) in answers(&asked).iter().enumerate() {
        if i > 0 {
            thread::sleep(Duration::from_secs(60));
        }
        // Whoever has heard enough hangs up.
        let _ = stream.write_all(piece).and_then(|()| stream.flush());
    }
    log.open.lock().unwrap().0 -= 1;
}

/// An answer with a status, headers and a body.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    vec![[head.as_bytes(), body].concat()]
}

pub fn ok(body: &str) -> Answer {
    answer("200 OK", "", body.as_bytes())
}
