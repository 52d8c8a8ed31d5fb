//! The reference in the documentation is the help of the commands.

use std::path::Path;
use std::{env, fs};

use genai_otel_cli::help;
use genai_otel_ledger::Field;

#[test]
fn the_reference_is_the_help_of_the_commands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let wanted = reference();
    if env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(
        found == wanted,
        "docs/reference/cli.md is not the help of the commands: `UPDATE_REFERENCE=1 cargo test -p genai-otel-cli reference` writes it"
    );
}

#[test]
fn the_fields_that_the_help_of_report_lists_are_those_there_are() {
    let help = help();
    let (_, report) = help.iter().find(|(name, _)| name == "genai-otel report").unwrap();
    let (_, list) =
        report.split_once("Fields, for --by and --where, some with a short name:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let mut fields = 0;
    for entry in list.split(',') {
        let names = entry.split_whitespace().map(|name| name.trim_matches(['(', ')']));
        let named: Vec<_> = names.map(|name| Field::named(name).unwrap()).collect();
        assert!(named.iter().all(|field| *field == named[0]), "{entry}");
        fields += 1;
    }
    // And `metadata.KEY`.
    assert_eq!(fields, 63);
}

fn reference() -> String {
    let mut text = HEAD.to_owned();
    for (name, help) in help() {
        text.push_str(&format!("\n## {name}\n\n```text\n"));
        for line in help.trim_end().lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str("```\n");
    }
    text
}

const HEAD: &str = "\
<!-- The help of the commands, compared by a test of crates/cli, which also writes it. Do not edit. -->

# The command `genai-otel`

What each command prints for `--help`. Answers go to standard output, all else to standard error. Exit codes are 0 for
an answer, 1 for none, and 2 for a command line or a file that cannot be read; a reader who closes the pipe early has
seen enough, which is 0. Nothing is coloured.
";
