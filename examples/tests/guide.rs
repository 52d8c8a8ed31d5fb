//! The guide and the README say what is true: their code is code of the examples, their tables are those of the crates.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[allow(dead_code, reason = "only what it tells is taken from it")]
#[path = "../cost.rs"]
mod cost;
#[allow(dead_code, reason = "only what it tells is taken from it")]
#[path = "../energy.rs"]
mod energy;
#[allow(dead_code, reason = "only what it asks is taken from it")]
#[path = "../guard.rs"]
mod guard;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use genai_otel::otlp::VARIABLES;
use genai_otel::pricing::{Overlay, explain, file::Format};
use genai_otel::{Energies, PriceBook, Trouble};
use genai_otel_testkit::TestTelemetry;

#[test]
fn guide_quotes_the_examples_word_by_word() {
    let mut quotes = 0;
    for page in pages("../docs/guide") {
        let text = fs::read_to_string(&page).unwrap();
        for quote in text.split("From [`").skip(1) {
            let (file, rest) = quote.split_once("`]").expect("a link ends");
            let (_, code) = rest.split_once("```rust\n").expect("code follows");
            let (code, _) = code.split_once("```").expect("code ends");
            let of_a_client = file.starts_with("clients/");
            let path = if of_a_client { format!("../{file}") } else { file.to_owned() };
            assert!(
                flush_left(&read(&path)).contains(&flush_left(code)),
                "{} quotes what is not in {file}:\n{code}",
                page.display()
            );
            quotes += 1;
        }
        assert_eq!(
            text.matches("From [`").count(),
            text.matches("```rust").count(),
            "{} has code without a source",
            page.display()
        );
    }
    assert!(quotes > 10);
}

#[test]
fn readme_program_is_the_example_guard() {
    let readme = read("../README.md");
    let guard = read("guard.rs");
    let (_, program) = readme.split_once("```rust,no_run\n").unwrap();
    let (program, _) = program.split_once("```").unwrap();
    let program = flush_left(program);
    let (_, call) = program.split_once("genai_otel::init()?;\n").unwrap();
    let (call, rest) = call.split_once("Ok(())\n}\n").unwrap();
    assert!(flush_left(&guard).contains(call), "{call}");
    assert!(flush_left(&guard).replace("pub(crate) ", "").contains(rest), "{rest}");
}

#[test]
fn readme_quotes_the_example_macros() {
    let readme = read("../README.md");
    let (_, quote) = readme.split_once("```rust,ignore\n").unwrap();
    let (quote, _) = quote.split_once("```").unwrap();
    assert!(read("macros.rs").contains(quote), "{quote}");
}

#[tokio::test]
async fn readme_shows_what_comes_out_of_its_program() {
    let priced = TestTelemetry::builder().configure(|it| it.pricing(PriceBook::embedded()));
    let telemetry = priced.build();
    let genai = telemetry.instrumentation();
    let call = genai.track_llm_call("openai", "gpt-4o").temperature(0.2).user_id("u-1").start();
    let response = call.run(guard::ask("Why is the sky blue?")).await.unwrap();
    telemetry.clock().advance(Duration::from_micros(107));
    call.record_response(&response);
    call.finish();
    let comes_out = format!("{}\n\n{}", telemetry.render_trace(), telemetry.render_metrics());

    let readme = read("../README.md");
    let (_, shown) = readme.split_once("```text\ntrace · first · 1 span").unwrap();
    let (shown, _) = shown.split_once("\n```").unwrap();
    assert_eq!(without_times(shown), without_times(&comes_out));
}

#[test]
fn cost_page_shows_what_the_example_tells() {
    let page = without_hashes(&read("../docs/guide/cost.md"));
    assert!(page.contains(&format!("```toml{}```", cost::OWN)));
    let own = Overlay::from_text(cost::OWN, Format::Toml, "acme.toml").unwrap();
    for book in [PriceBook::embedded(), PriceBook::embedded().with_overlay(own)] {
        let told = without_hashes(&cost::told(book));
        let shown = format!("```text\n{}\n```", told.trim_end());
        assert!(page.contains(&shown), "{shown}");
    }
}

#[test]
fn energy_page_shows_what_the_example_tells() {
    let page = read("../docs/guide/energy.md");
    assert!(page.contains(&format!("```toml{}```", energy::OWN)));
    let told = energy::told(Energies::from_toml("energy.toml", energy::OWN).unwrap());
    let shown = format!("```text\n{}\n```", told.trim_end());
    assert!(page.contains(&shown), "{shown}");
}

#[test]
fn pages_show_the_arithmetic_that_the_command_prints() {
    let book = PriceBook::embedded();
    let asked = book.question("", "gpt-4o");
    for (page, command, question) in [
        (
            "../docs/guide/cost.md",
            "genai-otel price gpt-4o --input 2006 --cached 1920 --output 300",
            asked.clone().input(2006).cached(1920).output(300),
        ),
        (
            "../README.md",
            "cargo run -p genai-otel-cli -- price gpt-4o --input 1000 --output 100",
            asked.input(1000).output(100),
        ),
    ] {
        let printed = without_hashes(&explain(&question.cost().unwrap()).to_string());
        let shown = format!("$ {command}\n{printed}\n```");
        assert!(without_hashes(&read(page)).contains(&shown), "{shown}");
    }
}

#[test]
fn readme_describes_variables_as_the_exporter_does() {
    let readme = read("../README.md");
    let is_row =
        |line: &&str| line.starts_with("| `OTEL_") || line.starts_with("| `GENAI_OTEL_SPOOL_");
    let rows: Vec<_> = readme.lines().filter(is_row).collect();
    assert!(rows.len() > 5);
    for row in rows {
        let name = row.trim_start_matches("| `").split('`').next().unwrap();
        let variable = VARIABLES.iter().find(|variable| variable.name == name).expect(name);
        assert_eq!(row, format!("| `{name}` | {} | {} |", variable.default, variable.meaning));
    }
}

#[test]
fn troubleshooting_names_every_counter() {
    let page = read("../docs/guide/troubleshooting.md");
    for trouble in Trouble::ALL {
        assert!(page.contains(&format!("`{trouble}`")), "{trouble}");
    }
}

#[test]
fn links_lead_to_files() {
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    for page in pages("../docs/guide").into_iter().chain([readme]) {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            let file = page.parent().unwrap().join(target);
            assert!(file.exists(), "{} links to {target}", page.display());
        }
    }
}

/// Without lines that the clock decides, or the version of the price book.
fn without_times(text: &str) -> Vec<&str> {
    let of_today = |line: &&str| {
        [" µs", "tokens_per_second", "· min 0.0001", "genai_otel.cost.book"]
            .into_iter()
            .any(|mark| line.contains(mark))
    };
    text.lines().filter(|line| !of_today(line)).collect()
}

/// With a word in place of the version of the price book and its hash.
fn without_hashes(text: &str) -> String {
    text.lines()
        .map(
            |line| {
                if line.starts_with("book ") { "book\n".to_owned() } else { format!("{line}\n") }
            },
        )
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// The text without indentation, so that a quote from inside a function is found.
fn flush_left(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

/// All of a folder and of those in it.
fn pages(directory: impl AsRef<Path>) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let mut entries: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let (folders, mut found): (Vec<_>, Vec<_>) = entries.into_iter().partition(|it| it.is_dir());
    found.extend(folders.iter().flat_map(pages));
    found
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
