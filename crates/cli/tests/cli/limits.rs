//! `check`.

use genai_otel_cli::Exit;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::golden::Golden;
use crate::support::ledger::golden;
use crate::support::ran;

#[test]
fn each_limit_is_told_with_where_and_how_much() {
    let (_folder, path) = golden();
    let ran = ran([
        "check",
        &path,
        "--max-tokens-per-day=3k",
        "--max-cost-per-day=0.01",
        "--max-cost-per-month=1",
        "--max-cost-per-month=0.001 EUR",
        "--max-calls-per-day=3",
        "--max-failed=1",
        "--max-error-rate=25",
        "--max-avg-latency=10s",
        "--max-p99=1m30s",
        "--max-unpriced=0",
        "--user-limit=u-1=1 calls",
        "--user-limit=u-2=0.01",
    ]);
    assert_eq!((ran.exit, &*ran.out, &*ran.err), (Exit::Nothing, TABLE, NOTE));
}

const TABLE: &str = "\
limit           user  where         reached     allowed  unit    verdict
cost_per_day    -     2026-11-25   0.016115        0.01  USD     BROKEN
cost_per_month  -     2026-11      0.016215           1  USD     ok
cost_per_month  -     2026-11        0.0014       0.001  EUR     BROKEN
tokens_per_day  -     2026-11-25      3,806       3,000  tokens  BROKEN
tokens_per_day  -     2026-11-28      5,000       3,000  tokens  BROKEN
calls_per_day   -     2026-11-25          3           3  calls   ok
failed          -     all calls           2           1  calls   BROKEN
error_rate      -     all calls      25.0 %      25.0 %          ok
avg_latency     -     all calls     11.79 s     10.00 s          BROKEN
p99             -     all calls   1 min 0 s  1 min 30 s          ok
unpriced        -     all calls           1           0  calls   BROKEN
calls_per_day   u-1   2026-11-25          2           1  calls   BROKEN
calls_per_day   u-1   2026-11-28          2           1  calls   BROKEN
cost_per_day    u-2   2026-11-25     0.0105        0.01  USD     BROKEN
";
const NOTE: &str = "note: calls without a price, which are in no cost: 1\n";

#[test]
fn money_that_no_limit_is_for_is_told() {
    let (_folder, path) = golden();
    let ran = ran(["check", &path, "--max-cost-per-day=1 EUR", "--status=success"]);
    assert_eq!(
        (ran.exit, &*ran.err),
        (
            Exit::Answered,
            "note: calls without a price, which are in no cost: 1\n\
             note: costs in a currency without a limit, which are in no comparison: 0.016215 USD\n"
        )
    );
}

#[test]
fn what_is_broken_by_a_hair_has_the_digits_that_tell() {
    let (_folder, path) = golden();
    let line = ["check", &path, "--max-error-rate=24.99", "--max-avg-latency=11.7944s"];
    let ran = ran(line);
    assert_eq!(
        (ran.exit, &*ran.out),
        (
            Exit::Nothing,
            "\
limit        user  where             reached     allowed  unit  verdict
error_rate   -     all calls            25 %     24.99 %        BROKEN
avg_latency  -     all calls  11794.46875 ms  11794.4 ms        BROKEN
"
        )
    );
}

#[test]
fn only_the_calls_that_are_meant_are_checked() {
    let (_folder, path) = golden();
    let line = ["check", &path, "--max-cost-per-day=0.01", "--max-calls-per-day=3", "--user=u-1"];
    assert_eq!(
        ran(line).answer(),
        "\
limit          user  where        reached  allowed  unit   verdict
cost_per_day   -     2026-11-25  0.005615     0.01  USD    ok
calls_per_day  -     2026-11-25         2        3  calls  ok
"
    );
    let line = ["check", &path, "--max-calls-per-day=1", "--days=2", "--tz=Pacific/Auckland"];
    assert_eq!(
        ran(line).out,
        "\
limit          user  where       reached  allowed  unit   verdict
calls_per_day  -     2026-11-29        3        1  calls  BROKEN
"
    );
}

#[test]
fn programs_get_the_same_as_json() {
    let (_folder, path) = golden();
    let line = ["check", &path, "--max-cost-per-day=0.01", "--max-error-rate=25", "--max-p99=1m"];
    let ran = ran(line.into_iter().chain(["--user-limit=u-1=1k tokens", "--format=json"]));
    let mut answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let scanned = answer["scanned"].take();
    assert_eq!((scanned["lines"].as_u64(), scanned["bad"].as_u64()), (Some(8), Some(0)));
    let expected: serde_json::Value = serde_json::from_str(JSON).unwrap();
    assert_eq!((ran.exit, answer), (Exit::Nothing, expected));
}

const JSON: &str = r#"{
  "holds": false,
  "limits": [
    {
      "limit": "cost_per_day", "user": null, "unit": "USD", "allowed": "0.01", "holds": false,
      "most": {"period": "2026-11-25", "reached": "0.016115"},
      "broken": [{"period": "2026-11-25", "reached": "0.016115"}]
    },
    {
      "limit": "error_rate", "user": null, "unit": "of 1", "allowed": 0.25, "holds": true,
      "most": {"period": null, "reached": 0.25},
      "broken": []
    },
    {
      "limit": "p99", "user": null, "unit": "ms", "allowed": 60000.0, "holds": true,
      "most": {"period": null, "reached": 60000.0},
      "broken": []
    },
    {
      "limit": "tokens_per_day", "user": "u-1", "unit": "tokens", "allowed": 1000, "holds": false,
      "most": {"period": "2026-11-28", "reached": 5000},
      "broken": [{"period": "2026-11-25", "reached": 2306}, {"period": "2026-11-28", "reached": 5000}]
    }
  ],
  "scanned": null
}"#;

#[test]
fn limits_that_hold_exit_with_0() {
    let (_folder, path) = golden();
    let ran = ran(["check", &path, "--max-calls-per-day", "1M", "--max-failed", "1M"]);
    assert_eq!(ran.exit, Exit::Answered, "{ran:?}");
}

#[test]
fn a_bad_line_is_told_beside_the_verdict() {
    let (_folder, path) = golden();
    let file = format!("{path}/calls.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("{\"checksum\"", "{\"chicksum", 1)).unwrap();
    let ran = ran(["check", &path, "--max-failed", "1M"]);
    assert_eq!(ran.exit, Exit::Answered);
    assert!(ran.err.starts_with("warning: 1 line is not understood"), "{ran:?}");
    assert!(ran.err.contains("calls.jsonl:1: "), "{ran:?}");
}

#[test]
fn no_limit_is_a_mistake_that_names_them() {
    assert_eq!(
        ran(["check", "ledger"]).refusal(Exit::Failed),
        "error: no limit: say at least one of --max-tokens-per-day, --max-cost-per-day, \
         --max-cost-per-month, --max-calls-per-day, --max-failed, --max-error-rate, \
         --max-avg-latency, --max-p99, --max-unpriced, --user-limit\n"
    );
}

#[test]
fn what_is_no_limit_is_told() {
    for (argument, reason) in [
        ("--max-cost-per-day=much", "is no amount of money such as `50`, `0.25` or `50 EUR`"),
        (
            "--max-error-rate=101",
            "is no number from 0 to 100 with at most four decimals, such as `2.5`",
        ),
        ("--user-limit=5", "is no user and limit such as `u-1=5`"),
    ] {
        let error = ran(["check", "ledger", argument]).refusal(Exit::Failed);
        assert!(error.contains(reason), "{error}");
    }
    let missing = ran(["check", "/no/such/ledger", "--max-failed", "0"]).refusal(Exit::Failed);
    assert!(missing.starts_with("error: there is no ledger /no/such/ledger: "), "{missing}");
}

#[test]
fn where_nothing_can_be_read_nothing_holds() {
    let empty = Golden::new();
    let damaged = Golden::new().file("calls.jsonl", ["bad", "worse"]);
    for command in [&["check", "--max-failed", "0"][..], &["anomalies"]] {
        let run = |golden: &Golden| {
            let dir = golden.dir();
            let ran = ran(command.iter().copied().chain([&*dir]));
            (ran.exit, ran.err)
        };
        let (exit, err) = run(&empty);
        assert!(exit == Exit::Failed && err.contains("not found: no file of a ledger"), "{err}");
        let (exit, err) = run(&damaged);
        assert!(
            exit == Exit::Failed && err.contains("not found: no call is meant; 2 lines"),
            "{err}"
        );
        let quiet = Golden::new().file("calls.jsonl", Vec::<String>::new());
        assert_eq!(run(&quiet).0, Exit::Answered);
    }
}

const WORDS: &[&str] = &[
    "--max-tokens-per-day=5k",
    "--max-cost-per-day=0.01",
    "--max-cost-per-day=1 EUR",
    "--max-cost-per-month=nothing",
    "--max-error-rate=0",
    "--max-p99=1s",
    "--max-avg-latency=0",
    "--max-unpriced=18446744073709551615",
    "--user-limit=u-1=5",
    "--user-limit==",
    "--last=24",
    "--at=2026-11-28",
    "--at=0000-01-01T00:00:00Z",
    "--at=9999-12-30T22:00:00Z",
    "--weeks=52",
    "--by=model",
    "--by=user",
    "--by=day",
    "--user=u-1",
    "--days=1",
    "--days=4294967295",
    "--since=2026-11-28",
    "--tz=Australia/Lord_Howe",
    "--format=json",
    "--format=csv",
    "--format=markdown",
    "--strict",
];

proptest! {
    #[test]
    fn any_question_has_an_answer_or_a_reason(
        command in select(vec!["check", "anomalies"]),
        words in proptest::collection::vec(select(WORDS.to_vec()), 0..6),
    ) {
        let (_folder, path) = golden();
        let ran = ran([command, &path].into_iter().chain(words.iter().copied()));
        match ran.exit {
            Exit::Answered | Exit::Nothing => prop_assert!(!ran.out.is_empty(), "{words:?} {ran:?}"),
            Exit::Failed => prop_assert!(!ran.err.is_empty(), "{words:?} {ran:?}"),
        }
    }
}
