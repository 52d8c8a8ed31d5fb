//! `reprice`.

use std::fs;

use genai_otel_cli::Exit;

use crate::support::golden::{Golden, line};
use crate::support::{Ran, book, ran};

const USED: &str = r#""timestamp":"2026-11-29T10:00:00.000000000Z","status":"success","provider":"acme","operation":"chat","model":"rocket-2","input_tokens":1000,"output_tokens":200,"total_tokens":1200"#;

fn golden() -> Golden {
    let computed =
        |cost| format!(r#"{USED},"cost":{cost},"currency":"USD","cost_origin":"computed""#);
    let batch =
        format!(r#"{USED},"unpriced":"unknown_model","conditions":{{"processing":"batch"}}"#);
    let attempts = format!(
        r#"{USED},"cost":0.1545,"currency":"USD","attempts":2,"cost_origin":"computed","attempt_list":[{{"status":"error","model":"rocket-1","input_tokens":1000000,"output_tokens":0}},{{"status":"success","input_tokens":1000,"output_tokens":200}}]"#
    );
    let said = format!(r#"{USED},"cost":7,"currency":"EUR","cost_origin":"caller""#);
    let lines = [
        line(1, 1, &computed("0.0045")),
        line(1, 2, &computed("0.009")),
        line(1, 3, &batch),
        line(1, 4, &computed("1").replace("rocket-2", "unheard")),
        line(1, 5, &said),
        line(
            1,
            6,
            r#""timestamp":"2026-11-29T10:00:00.000000000Z","status":"success","operation":"execute_tool""#,
        ),
        line(1, 7, &attempts),
    ];
    Golden::new().file("calls.jsonl", lines)
}

fn repriced(golden: &Golden, more: &[&str]) -> Ran {
    let dir = golden.dir();
    let before = fs::read(golden.path("calls.jsonl")).unwrap();
    let ran = ran(["reprice", &dir].into_iter().chain(more.iter().copied()));
    assert_eq!(fs::read(golden.path("calls.jsonl")).unwrap(), before);
    Ran { out: ran.out.replace(&book().version().to_string(), "BOOK"), ..ran }
}

#[test]
fn costs_are_summed_up_by_model_before_and_after() {
    assert_eq!(
        repriced(&golden(), &[]).answer(),
        "\
model          calls  old      new        difference
acme/rocket-2      4    0.168    0.16575          -0.00225  USD
acme/unheard       1    1        0                -1        USD
total              5    1.168    0.16575          -1.00225  USD
7 calls: 2 as before, 1 changed, 1 newly priced, 1 no longer priced, 1 without usage, 1 left alone (caller); book BOOK
"
    );
}

#[test]
fn the_prices_of_another_time_can_be_asked_for() {
    let filter = ["--where", "seq <= 2", "--at", "2026-01-01", "--details"];
    assert_eq!(
        repriced(&golden(), &filter).answer(),
        "\
2026-11-29T10:00:00Z  0000000000000001-1  rocket-2  0.0045 USD -> 0.009 USD

model          calls  old       new      difference
acme/rocket-2      2    0.0135    0.018          +0.0045  USD
total              2    0.0135    0.018          +0.0045  USD
2 calls: 1 as before, 1 changed; book BOOK
"
    );
}

#[test]
fn programs_are_told_the_same_with_each_change() {
    let ran = repriced(
        &golden(),
        &["--where", "seq >= 3", "--where", "seq <= 5", "--details", "--format", "json"],
    );
    let wanted = r#"{
  "book": "BOOK",
  "by_model": [
    {
      "calls": 1,
      "currency": "USD",
      "difference": "0.00225",
      "model": "rocket-2",
      "new": "0.00225",
      "old": "0",
      "provider": "acme"
    },
    {
      "calls": 1,
      "currency": "USD",
      "difference": "-1",
      "model": "unheard",
      "new": "0",
      "old": "1",
      "provider": "acme"
    }
  ],
  "calls": 3,
  "changed": 0,
  "changes": [
    {
      "id": "0000000000000001-3",
      "model": "rocket-2",
      "new": "0.00225 USD",
      "old": null,
      "provider": "acme",
      "timestamp": "2026-11-29T10:00:00Z",
      "unpriced": null
    },
    {
      "id": "0000000000000001-4",
      "model": "unheard",
      "new": null,
      "old": "1 USD",
      "provider": "acme",
      "timestamp": "2026-11-29T10:00:00Z",
      "unpriced": "unknown_model"
    }
  ],
"#;
    let out = ran.answer();
    assert!(out.starts_with(wanted), "{out}");
}

#[test]
fn a_ledger_without_such_calls_has_no_answer() {
    let ran = repriced(&golden(), &["--user", "nobody"]);
    assert_eq!(ran.exit, Exit::Nothing);
    assert_eq!(ran.err, "not found: no call is meant; 7 lines were read\n");
}
