//! `anomalies`.

use genai_otel_cli::Exit;

use crate::support::ran;

/// A ledger of nine weeks before noon of 2026-11-29, with an agent that runs away from 7 to 10 o'clock.
fn demo(more: &[&str]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger").to_str().unwrap().to_owned();
    let line = ["demo", &path].into_iter().chain(more.iter().copied());
    assert_eq!(ran(line).exit, Exit::Answered);
    (folder, path)
}

#[test]
fn what_is_unusual_is_told_with_the_numbers_that_led_to_it() {
    let (_folder, path) = demo(&["--calls", "30k"]);
    let ran = ran(["anomalies", &path, "--last", "12"]);
    assert_eq!((ran.exit, &*ran.out, &*ran.err), (Exit::Nothing, FOUND, ""));
}

const FOUND: &str = "\
tokens 967079 at 2026-11-29T07 is 24.0 times the usual spread above the median 7569 of 8 weeks
1 of 34 numbers of 2026-11-29T00 to 2026-11-29T11 unusual; 2 without enough weeks to be compared with
";

#[test]
fn programs_get_the_same_as_json() {
    let (_folder, path) = demo(&["--calls", "30k"]);
    let ran = ran([
        "anomalies",
        &path,
        "--at",
        "2026-11-29T07:30:00Z",
        "--by",
        "provider",
        "--format",
        "json",
    ]);
    let mut answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let scanned = answer["scanned"].take();
    assert_eq!(scanned["bad"].as_u64(), Some(0));
    assert_eq!(answer, serde_json::from_str::<serde_json::Value>(JSON).unwrap());
    assert_eq!(ran.exit, Exit::Nothing);
}

const JSON: &str = r#"{
  "hours": ["2026-11-29T07"],
  "weeks": 8,
  "judged": 20,
  "without_history": 2,
  "unusual": [
    {
      "hour": "2026-11-29T07", "by": null, "group": null, "measure": "tokens",
      "value": "967079", "median": "7569", "spread": "40000", "weeks": 8, "score": 24.0,
      "sentence": "tokens 967079 at 2026-11-29T07 is 24.0 times the usual spread above the median 7569 of 8 weeks"
    },
    {
      "hour": "2026-11-29T07", "by": "provider", "group": "anthropic", "measure": "tokens",
      "value": "967079", "median": "0", "spread": "40000", "weeks": 8, "score": 24.2,
      "sentence": "tokens 967079 at 2026-11-29T07 is 24.2 times the usual spread above the median 0 of 8 weeks"
    }
  ],
  "scanned": null
}"#;

#[test]
fn a_calm_ledger_has_nothing_unusual() {
    let (_folder, path) = demo(&["--calls", "12k", "--calm"]);
    assert_eq!(
        ran(["anomalies", &path, "--last", "12"]).answer(),
        "0 of 29 numbers of 2026-11-29T00 to 2026-11-29T11 unusual; 0 without enough weeks to be compared with\n"
    );
}

#[test]
fn a_young_ledger_cannot_be_judged_and_says_so() {
    let (_folder, path) = demo(&["--calls", "100", "--days", "10"]);
    let ran = ran(["anomalies", &path]);
    assert_eq!(
        (ran.exit, &*ran.out, &*ran.err),
        (
            Exit::Answered,
            "0 of 0 numbers of 2026-11-29T11 unusual; 2 without enough weeks to be compared with\n",
            "note: nothing was judged: a number needs 4 weeks to be compared with\n",
        )
    );
}

#[test]
fn what_cannot_be_judged_is_told() {
    let (_folder, path) = demo(&["--calls", "10"]);
    for (arguments, reason) in [
        (["--by", "hour"], "error: --by: hours are judged already: `hour` is a time\n"),
        (
            ["--at", "soon"],
            "error: --at: `soon` is neither a day such as `2026-10-01` nor a moment such as `2026-10-01T20:00:00Z`\n",
        ),
    ] {
        let line = ["anomalies", &path].into_iter().chain(arguments);
        assert_eq!(ran(line).refusal(Exit::Failed), reason);
    }
    let twice = ran(["anomalies", "-", "--by", "model", "--by", "user"]).refusal(Exit::Failed);
    assert_eq!(
        twice,
        "error: standard input can be read once: name a file, or one field with --by\n"
    );
    let unknown = ran(["anomalies", &path, "--by", "modle"]).refusal(Exit::Failed);
    assert!(unknown.contains("`model`"), "{unknown}");
    let few = ran(["anomalies", &path, "--weeks", "3"]).refusal(Exit::Failed);
    assert!(few.contains("4..=52"), "{few}");
}
