//! The answers in the guide are those of the commands.

use std::path::Path;
use std::{env, fs};

use crate::support::ledger::golden;
use crate::support::ran;

#[test]
fn the_answers_in_the_guide_to_questions_are_those_of_the_commands() {
    compare("ledger-questions.md");
}

#[test]
fn the_answers_in_the_guide_to_exports_are_those_of_the_commands() {
    compare("ledger-reconcile.md");
}

fn compare(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide").join(name);
    let found = fs::read_to_string(&path).unwrap();
    let wanted = answered(&found);
    if env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(&path, &wanted).unwrap();
        return;
    }
    for (found, wanted) in found.split("```console").zip(wanted.split("```console")) {
        assert_eq!(
            found, wanted,
            "`UPDATE_REFERENCE=1 cargo test -p genai-otel-cli guide` writes it"
        );
    }
}

/// The text with the answer of each command in it. `usage.csv` is a file of its first block of CSV.
fn answered(text: &str) -> String {
    let (folder, ledger) = golden();
    let csv = text.split_once("```csv\n").and_then(|(_, rest)| rest.split_once("```\n"));
    let export = folder.path().join("usage.csv");
    fs::write(&export, csv.map_or("", |(csv, _)| csv)).unwrap();
    let export = export.to_str().unwrap().to_owned();
    let mut parts = text.split("```console\n");
    let mut answered = parts.next().unwrap().to_owned();
    for part in parts {
        let (block, rest) = part.split_once("```\n").unwrap();
        let command = block.lines().next().unwrap();
        let words = words(command.strip_prefix("$ genai-otel ").unwrap());
        let words = words.iter().map(|word| match word.as_str() {
            "ledger" => ledger.as_str(),
            "usage.csv" => export.as_str(),
            word => word,
        });
        let ran = ran(words);
        let answer = format!("{}{}", ran.out, ran.err);
        let answer = answer.replace(&export, "usage.csv").replace(&ledger, "ledger");
        answered.push_str(&format!("```console\n{command}\n{answer}```\n{rest}"));
    }
    answered
}

/// The words of a command line, those in single quotes whole.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate().flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    parts.collect()
}
