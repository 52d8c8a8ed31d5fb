//! Whatever is asked: an answer, or a reason, and never a panic.

use genai_otel_cli::{Exit, Terminal};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::ledger::golden;
use crate::support::{hand_made, ran_in};

const QUESTIONS: &[&str] = &[
    "LEDGER",
    "u-1",
    "00c0ffee",
    "00c0ffee00c0ffee-1",
    "users",
    "sessions",
    "--by",
    "model",
    "day,user",
    "metadata.release",
    "month",
    "--sort",
    "cost",
    "p99",
    "key",
    "--top",
    "1",
    "0",
    "--columns",
    "all",
    "calls,cost",
    "--format",
    "csv",
    "json",
    "markdown",
    "table",
    "--user",
    "--status",
    "error",
    "--since",
    "2026-11-26",
    "--until",
    "--days",
    "3",
    "--where",
    "cost>0",
    "cost ~",
    "--tz",
    "Asia/Tokyo",
    "local",
    "--threads",
    "--strict",
    "-n",
    "--json",
    "",
    "--",
    "--help",
];

proptest! {
    #[test]
    fn any_question_has_an_answer_or_a_reason(
        command in select(vec!["summary", "report", "list", "list users", "top", "show", "explain"]),
        words in proptest::collection::vec(select(QUESTIONS.to_vec()), 0..7),
        columns in proptest::option::of(0_usize..200),
    ) {
        let (_folder, ledger) = golden();
        let words = words.into_iter().map(|word| if word == "LEDGER" { &*ledger } else { word });
        let line: Vec<_> = command.split_whitespace().chain(words).collect();
        let world = hand_made().terminal(Terminal { columns, colour: false });
        let ran = ran_in(&world, line.iter().copied());
        match ran.exit {
            Exit::Answered => prop_assert!(!ran.out.is_empty(), "{line:?} {ran:?}"),
            Exit::Nothing | Exit::Failed => prop_assert!(!ran.err.is_empty(), "{line:?} {ran:?}"),
        }
        prop_assert!(!ran.out.contains('\u{1b}'), "{line:?} {ran:?}");
    }
}
