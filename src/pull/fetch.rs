//! What does this address answer? Politely, within bounds, and as plain bytes.
//!
//! Invariant: at any time at most one request to a host, with a pause behind it; every address on the way is judged anew; no
//! answer is larger or takes longer than the manners allow.
//! Must not know: what the bytes mean.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Response;
use ureq::http::header::{
    ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;

use super::follows::Follow;
use super::guard::{Guard, Private};
use super::known::Known;
use super::{Manners, Stop, lock, problem};
use crate::briefing::Problem;
use crate::load::address;
use crate::sanitize;

const NAME: &str = concat!("briefing/", env!("CARGO_PKG_VERSION"));

const WANTED: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.9, */*;q=0.5";

/// The longest time that a server may ask for before it is asked again.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(24);

/// How often a pause is interrupted to see whether to go on.
const SLICE: Duration = Duration::from_millis(20);

/// When a host was last asked; held while it is.
type Gate = Arc<Mutex<Option<Instant>>>;

/// Asks servers.
pub(super) struct Client<'s> {
    agent: Agent,
    manners: Manners,
    gates: Mutex<HashMap<String, Gate>>,
    stop: &'s Stop<'s>,
}

/// What a server answered.
pub(super) enum Fetched {
    /// Nothing has changed since.
    Same,
    /// What is there.
    New {
        /// The address in the end.
        url: String,
        bytes: Vec<u8>,
        etag: Option<String>,
        modified: Option<String>,
    },
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failure {
    cause: String,
    hint: &'static str,
    /// Not to be asked again before.
    pub later: Option<Timestamp>,
    /// Whether asking again would hardly help.
    pub is_final: bool,
}

impl Failure {
    fn new(cause: impl Into<String>, hint: &'static str) -> Failure {
        Failure {
            cause: cause.into(),
            hint,
            later: None,
            is_final: false,
        }
    }

    /// An answer that is of no use.
    pub fn unreadable(url: &str, cause: String) -> Failure {
        Failure {
            is_final: true,
            ..Failure::new(
                format!("the article at {url}: {cause}"),
                "open it in a browser",
            )
        }
    }

    pub fn problem(&self, follow: &Follow) -> Problem {
        problem(&follow.to_string(), &self.cause, self.hint)
    }
}

/// A step on the way.
enum Step {
    Done(Fetched),
    On(String),
}

/// The host that an address names, with its port, in lower case.
pub(super) fn host(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    sanitize::line(host).to_ascii_lowercase()
}

impl<'s> Client<'s> {
    /// One that asks for what `follows` name.
    pub fn new(manners: Manners, follows: &[Follow], stop: &'s Stop<'s>) -> Client<'s> {
        let config = Config::builder()
            .http_status_as_error(false)
            // They are followed here, so that each is judged, and waited for.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(manners.connect))
            .timeout_resolve(Some(manners.connect))
            .timeout_global(Some(manners.whole))
            .user_agent(NAME)
            .accept(WANTED)
            // Another machine that asks in our place could not be told which addresses are private.
            .proxy(None)
            .max_idle_connections(0)
            .build();
        let named = follows.iter().filter(|_| manners.private);
        let guard = Guard {
            allowed: named.map(|f| host(&f.url)).collect(),
            inner: DefaultResolver::default(),
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Client {
            agent,
            manners,
            gates: Mutex::default(),
            stop,
        }
    }

    pub fn is_stopped(&self) -> bool {
        (self.stop)()
    }

    /// What is there now, unless it is what is known.
    pub fn fetch(&self, url: &str, known: &Known) -> Result<Fetched, Failure> {
        if let Some(later) = known.later.filter(|later| *later > Timestamp::now()) {
            let failure = Failure::new(
                format!("it asked not to be asked before {later:.0}"),
                "pull again then",
            );
            return Err(Failure {
                later: Some(later),
                ..failure
            });
        }
        let mut url = url.to_owned();
        for _ in 0..=self.manners.redirects {
            match self.step(&url, known)? {
                Step::Done(fetched) => return Ok(fetched),
                Step::On(next) => url = next,
            }
        }
        let hint = "open it in a browser to see where it leads";
        Err(Failure::new("it leads on and on to other addresses", hint))
    }

    fn step(&self, url: &str, known: &Known) -> Result<Step, Failure> {
        let gate = Arc::clone(lock(&self.gates).entry(host(url)).or_default());
        let mut last = lock(&gate);
        self.rest(*last)?;
        let step = self.ask(url, known);
        *last = Some(Instant::now());
        step
    }

    /// Waits until the host may be asked again.
    fn rest(&self, last: Option<Instant>) -> Result<(), Failure> {
        let due = last.map(|last| last + self.manners.pause);
        loop {
            if self.is_stopped() {
                return Err(Failure::new("it was stopped", "pull again"));
            }
            match due.and_then(|due| due.checked_duration_since(Instant::now())) {
                Some(left) if !left.is_zero() => thread::sleep(left.min(SLICE)),
                _ => return Ok(()),
            }
        }
    }

    fn ask(&self, url: &str, known: &Known) -> Result<Step, Failure> {
        let mut request = self.agent.get(url);
        if let Some(etag) = &known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(modified) = &known.modified {
            request = request.header(IF_MODIFIED_SINCE, modified);
        }
        let response = request.call().map_err(|e| self.explained(url, &e))?;
        let status = response.status().as_u16();
        match status {
            304 => Ok(Step::Done(Fetched::Same)),
            301 | 302 | 303 | 307 | 308 => {
                let to = header(&response, LOCATION).and_then(|to| address::join(url, &to));
                let hint = "open it in a browser to see where it leads";
                let lost = || Failure::new("it leads on to no address of the web", hint);
                to.map(Step::On).ok_or_else(lost)
            }
            200..=299 => self.body(url, response).map(Step::Done),
            _ => Err(refused(status, &response)),
        }
    }

    fn body(&self, url: &str, response: Response<ureq::Body>) -> Result<Fetched, Failure> {
        let (etag, modified) = (header(&response, ETAG), header(&response, LAST_MODIFIED));
        let largest = self.manners.largest;
        let mut reader = response.into_body().into_reader().take(largest + 1);
        let mut bytes = Vec::new();
        let mut piece = [0; 16 << 10];
        loop {
            if self.is_stopped() {
                return Err(Failure::new("it was stopped", "pull again"));
            }
            match reader.read(&mut piece) {
                Ok(0) => break,
                Ok(n) => bytes.extend_from_slice(&piece[..n]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(self.broken(&e)),
            }
            if bytes.len() as u64 > largest {
                let cause = format!("its answer is larger than {} KiB", largest >> 10);
                return Err(Failure::new(
                    cause,
                    "save what you need of it, and open the file",
                ));
            }
        }
        Ok(Fetched::New {
            url: url.to_owned(),
            bytes,
            etag,
            modified,
        })
    }

    fn broken(&self, error: &io::Error) -> Failure {
        let inner = error
            .get_ref()
            .and_then(|e| e.downcast_ref::<ureq::Error>());
        match inner {
            Some(ureq::Error::Timeout(_)) => self.slow(),
            _ if error.kind() == io::ErrorKind::TimedOut => self.slow(),
            _ => Failure::new(format!("its answer broke off: {error}"), "try again later"),
        }
    }

    fn slow(&self) -> Failure {
        let seconds = self.manners.whole.as_secs_f32();
        Failure::new(
            format!("it has not answered within {seconds} s"),
            "try again later",
        )
    }

    /// Why there was no answer at all.
    fn explained(&self, url: &str, error: &ureq::Error) -> Failure {
        let host = host(url);
        match error {
            ureq::Error::Timeout(_) => self.slow(),
            ureq::Error::Io(e) if e.get_ref().is_some_and(|inner| inner.is::<Private>()) => {
                let hint = "if you mean it: --allow-private, or private = true under [pull] in config.toml";
                Failure::new(format!("{host} is a private address"), hint)
            }
            ureq::Error::HostNotFound => {
                Failure::new(format!("no machine is called {host}"), OFFLINE)
            }
            ureq::Error::Io(e) => Failure::new(format!("{host} cannot be reached: {e}"), OFFLINE),
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
                let hint = "open it in a browser, which says more of its certificate";
                Failure::new(format!("{host} cannot prove who it is: {error}"), hint)
            }
            _ => Failure::new(
                format!("it was not understood: {error}"),
                "check the address",
            ),
        }
    }
}

const OFFLINE: &str = "check the address, and whether you are online";

fn header(response: &Response<ureq::Body>, name: ureq::http::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() < 4_000).then(|| value.to_owned())
}

/// What a server says that gives nothing.
fn refused(status: u16, response: &Response<ureq::Body>) -> Failure {
    let hint = match status {
        404 | 410 => "look for its new address; if you follow it, `briefing remove` takes it out",
        401 | 403 | 407 | 451 => "open it in a browser; it may ask who you are",
        400..=499 if status != 429 && status != 408 => "check the address",
        _ => "try again later",
    };
    let failure = Failure::new(
        format!(
            "it answered {}",
            sanitize::line(&response.status().to_string())
        ),
        hint,
    );
    let later = matches!(status, 429 | 503)
        .then(|| header(response, RETRY_AFTER))
        .flatten();
    Failure {
        later: later.and_then(|later| until(&later)),
        is_final: (400..=499).contains(&status) && !matches!(status, 408 | 429),
        ..failure
    }
}

/// The time that a server names: in seconds from now, or as a date.
fn until(written: &str) -> Option<Timestamp> {
    let now = Timestamp::now();
    let time = match written.parse::<u32>() {
        Ok(seconds) => now
            .checked_add(SignedDuration::from_secs(seconds.into()))
            .ok()?,
        Err(_) => jiff::fmt::rfc2822::parse(written).ok()?.timestamp(),
    };
    let latest = now.checked_add(LONGEST_REST).ok()?;
    Some(time.min(latest))
}
