//! The command `briefing`: command line → what to run; errors with hints; exit codes.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use briefing::cite::Link;
use briefing::cli::{self, Args};
use briefing::reader::{self, Open};
use briefing::settings::Settings;
use briefing::state::State;
use briefing::{journal, plain, sanitize, settings, terminal};

/// Reading and linking make and drop very many small things: with the C library's allocator a fifth to a third more time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the standard library exits with after a panic.
const FAULT: u8 = 101;

fn main() -> ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fit_address_space();
    journal::hook_panics(settings::state_dir());
    let ran = catch_unwind(AssertUnwindSafe(|| run(&mut Args::of_this_process())));
    let code = match ran {
        Ok(Ok(code)) => code,
        Ok(Err(error)) if cli::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            tell(&cli::told(&error));
            ExitCode::from(2)
        }
        Err(_) => {
            // One that had the terminal has been told of when it was given back.
            if let Some((what, report)) = journal::untold() {
                let report = terminal::report_at(report.as_deref());
                tell(&format!(
                    "briefing stopped at a fault of its own, {what}{report}"
                ));
            }
            ExitCode::from(FAULT)
        }
    };
    tracing::info!(?code, "end");
    code
}

/// Where addresses are limited (`ulimit -v`), starts the program again in the same process with fewer of them set aside: the C
/// library, whose allocator packers and SQLite use, keeps 64 MB for each thread, and they run out long before the memory does.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn fit_address_space() {
    use std::os::unix::process::CommandExt as _;
    const HEAPS: &str = "MALLOC_ARENA_MAX";
    const PLENTY: u64 = 4 << 30;
    let limit = rustix::process::getrlimit(rustix::process::Resource::As);
    if limit.current.is_none_or(|bytes| bytes >= PLENTY) || std::env::var_os(HEAPS).is_some() {
        return;
    }
    let mut args = std::env::args_os();
    if let (Ok(program), Some(name)) = (std::env::current_exe(), args.next()) {
        let mut again = std::process::Command::new(program);
        // It comes back only where it cannot be started; then we go on as we are.
        let _ = again.arg0(name).args(args).env(HEAPS, "1").exec();
    }
}

/// Reads line by line.
fn read_plainly(
    args: &mut Args,
    settings: &Settings,
    link: Option<Link>,
    piped: bool,
) -> anyhow::Result<ExitCode> {
    let paths = args.all_paths();
    let (width, height) = terminal::size();
    let open = plain::Open {
        name: reader::name(&paths),
        options: reader::options(settings, &paths, piped),
        link,
        state: State::in_folder(settings::state_dir()),
        corrector: reader::corrector(&paths),
        sheet: plain::Sheet {
            width,
            // A line for what is typed, and one for how it goes on.
            lines: args.lines.unwrap_or(height.saturating_sub(2)),
            ascii: !cli::unicode(settings),
            prompts: terminal::stdin_is_terminal(),
        },
    };
    let typed = &mut io::stdin().lock();
    plain::read(
        open,
        &mut || cli::corpus(args),
        typed,
        &mut io::stdout().lock(),
    )?;
    // What was piped in goes with us.
    args.piped = None;
    Ok(ExitCode::SUCCESS)
}

fn tell(text: &str) {
    let mut out = sanitize::Writer::new(io::stderr());
    // When even this cannot be written there is nobody left to tell.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

fn run(args: &mut Args) -> anyhow::Result<ExitCode> {
    args.begin_log(terminal::stdout_is_terminal().then(terminal::size))?;
    let piped = args.take_piped()?;
    let link = cli::link(args)?;
    let screen = link.is_some() && (args.plain || terminal::stdout_is_terminal());
    if let Some(command) = args.command.as_ref().filter(|_| !screen) {
        return cli::run(command, args, &mut io::stdout().lock(), &mut io::stderr());
    }
    if !args.plain && !terminal::stdout_is_terminal() {
        return cli::list(args, &mut io::stdout().lock(), &mut io::stderr());
    }
    if piped {
        // Keys come from the terminal, wherever the text came from.
        terminal::take_keys_from_terminal()?;
    }
    // Mistakes in the reader's files are told before the screen is touched.
    let settings = cli::settings()?;
    if args.plain || (terminal::is_dumb() && terminal::unusable().is_none()) {
        args.exist()?;
        cli::known(args)?;
        return read_plainly(args, &settings, link, piped);
    }
    let (keymap, theme) = (cli::keymap(args, &settings)?, cli::theme(args, &settings)?);
    if let Some(why) = terminal::unusable() {
        anyhow::bail!("{why}");
    }
    args.exist()?;
    let open = Open {
        paths: args.all_paths(),
        format: args.read_as,
        is_passing: piped,
        link,
    };
    let exit = reader::read(open, settings, keymap, theme)?;
    // What was piped in goes with us.
    args.piped = None;
    tracing::info!(?exit, "end");
    // A signal's exit code is 128 and its number, as shells expect.
    std::process::exit(exit.code());
}
