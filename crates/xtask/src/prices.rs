//! `cargo xtask prices`: makes the price book from the installed packages `genai-prices` and `litellm`.

mod conflict;
mod decimal;
mod difference;
mod folder;
mod genai_prices;
mod grid;
mod litellm;
mod mode;
mod notice;
mod pattern;
mod report;
mod schema;
mod source;
mod table;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};
use genai_otel_pricing::{Date, Provider};
use xtask::generate;

use conflict::Conflicts;
use difference::Difference;
use report::Report;
use source::Sources;
use table::Table;

/// Runs the command with these arguments.
///
/// # Errors
///
/// What stands in the way: the arguments, Python, a package, or data that this does not understand.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let wanted = Wanted::parse(arguments)?;
    if wanted.help {
        print!("{USAGE}");
        return Ok(());
    }
    if wanted.grid {
        return grid::write(root, &wanted.python, &wanted.date);
    }
    let sources = Sources::read(&wanted.python)?;
    let table = Table::read(root)?;
    let mut report = Report::default();
    let mut conflicts = Conflicts::default();
    let made = make(&sources, &table, &wanted.date, (&mut report, &mut conflicts))?;
    let book = root.join("crates/pricing/book");
    let before = generate::providers(&book)?;
    print!("{report}\n{conflicts}\n{}", Difference::between(&before, &made));
    let models: usize = made.iter().map(|provider| provider.models.len()).sum();
    println!("{} providers, {models} models", made.len());
    if wanted.only_show {
        return Ok(());
    }
    folder::write(&book, &made, &sources, &wanted.date)?;
    notice::write(&book, &sources, &wanted.date)?;
    generate::book(root)?.write(root)
}

/// The providers of the book, in the order of their ids, checked as every price file is.
fn make(
    sources: &Sources,
    table: &Table,
    date: &str,
    (report, conflicts): (&mut Report, &mut Conflicts),
) -> anyhow::Result<Vec<Provider>> {
    let mut drafts = Vec::new();
    for provider in &sources.genai_prices.providers {
        let draft = genai_prices::provider(provider, table, date, report);
        drafts.push(
            draft.with_context(|| format!("the provider `{}` of genai-prices", provider.id))?,
        );
    }
    litellm::add(&sources.litellm.models, &mut drafts, (table, date), report, conflicts)?;
    drafts.sort_by(|a, b| a.id.cmp(&b.id));
    drafts.into_iter().map(folder::checked).collect()
}

/// What the arguments ask for.
struct Wanted {
    python: PathBuf,
    date: String,
    only_show: bool,
    grid: bool,
    help: bool,
}

impl Wanted {
    fn parse(arguments: &[&str]) -> anyhow::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the day of the check is that of the command"
        )]
        let today = Date::of(SystemTime::now()).0.to_string();
        let mut wanted = Self {
            python: "python3".into(),
            date: today,
            only_show: false,
            grid: false,
            help: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments.next().with_context(|| format!("`{argument}` needs a value\n\n{USAGE}"))
            };
            match *argument {
                "--python" => wanted.python = value()?.into(),
                "--date" => wanted.date = value()?.parse::<Date>()?.to_string(),
                "--check" | "--dry-run" => wanted.only_show = true,
                "--grid" => wanted.grid = true,
                "--help" | "-h" => wanted.help = true,
                _ => bail!("no option `{argument}`\n\n{USAGE}"),
            }
        }
        Ok(wanted)
    }
}

const USAGE: &str = "\
usage: cargo xtask prices [options]

Makes crates/pricing/book from the installed Python packages genai-prices and litellm, and says what it left out,
where the packages contradict each other, and what differs from the book before.

  --python PATH        the Python that has the packages; python3 by default
  --date YYYY-MM-DD    the day of the check; today by default
  --check, --dry-run   write nothing
  --grid               write crates/pricing/tests/it/grid.csv, what genai-prices answers, and nothing else
";

#[cfg(test)]
mod tests;
