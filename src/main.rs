//! The command `briefing`: command line → what to run; errors with hints; exit codes.

use std::io::{self, Write};
use std::process::ExitCode;

use briefing::cli::{self, Args};
use briefing::{reader, sanitize, terminal};

fn main() -> ExitCode {
    let args = Args::of_this_process();
    let result = run(&args);
    match result {
        Ok(code) => code,
        Err(error) if cli::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let mut out = sanitize::Writer::new(io::stderr());
            // When even this cannot be written there is nobody left to tell.
            let _ = writeln!(out, "{}", cli::told(&error)).and_then(|()| out.flush());
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let link = cli::link(args)?;
    let screen = link.is_some() && terminal::stdout_is_terminal();
    if let Some(command) = args.command.as_ref().filter(|_| !screen) {
        return cli::run(command, args, &mut io::stdout().lock(), &mut io::stderr());
    }
    if !terminal::stdout_is_terminal() {
        return cli::list(args, &mut io::stdout().lock(), &mut io::stderr());
    }
    // Mistakes in the reader's files are told before the screen is touched.
    let (settings, keymap) = (cli::settings()?, cli::keymap()?);
    if let Some(why) = terminal::unusable() {
        anyhow::bail!("{why}");
    }
    args.exist()?;
    let exit = reader::read(args.all_paths(), link, settings, keymap)?;
    // A signal's exit code is 128 and its number, as shells expect.
    std::process::exit(exit.code());
}
