//! The command `briefing`: command line → what to run; errors with hints; exit codes.

use std::io::{self, Write};
use std::process::ExitCode;

use briefing::cli::{self, Args};
use briefing::reader::{self, Open};
use briefing::{sanitize, terminal};

fn main() -> ExitCode {
    let mut args = Args::of_this_process();
    let result = run(&mut args);
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

fn run(args: &mut Args) -> anyhow::Result<ExitCode> {
    let piped = args.take_piped()?;
    let link = cli::link(args)?;
    let screen = link.is_some() && terminal::stdout_is_terminal();
    if let Some(command) = args.command.as_ref().filter(|_| !screen) {
        return cli::run(command, args, &mut io::stdout().lock(), &mut io::stderr());
    }
    if !terminal::stdout_is_terminal() {
        return cli::list(args, &mut io::stdout().lock(), &mut io::stderr());
    }
    if piped {
        // Keys come from the terminal, wherever the text came from.
        terminal::take_keys_from_terminal()?;
    }
    // Mistakes in the reader's files are told before the screen is touched.
    let settings = cli::settings()?;
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
    // A signal's exit code is 128 and its number, as shells expect.
    std::process::exit(exit.code());
}
