//! What is wrong with a ledger or a question, and what is not there.

use genai_otel_cli::Exit;

use super::asked;
use crate::support::ledger::{golden, golden_lines, ledger_of, line};

#[test]
fn lines_that_are_not_understood_are_told_and_with_strict_are_a_failure() {
    let mut lines = golden_lines();
    lines[1] = lines[1].replace("rate_limit", "rate-limit");
    lines.push("not json\u{1b}\n".to_owned());
    let (_folder, ledger) = ledger_of(&lines);
    let told = "warning: 2 lines are not understood and in no number here:\n";
    let places = ["  LEDGER/calls.jsonl:2: its checksum does not hold", "  LEDGER/calls.jsonl:9: "];
    let answer = "status   calls\nsuccess      6\ntimeout      1\ntotal        7\n";
    for (flags, exit) in [("", Exit::Answered), (" --strict", Exit::Failed)] {
        let ran =
            asked(&format!("report LEDGER --by status --sort key --columns calls{flags}"), &ledger);
        assert_eq!((ran.exit, &*ran.out), (exit, answer), "{ran:?}");
        let places_told = ran.err.strip_prefix(told).unwrap().lines();
        assert!(places_told.zip(places).all(|(told, place)| told.starts_with(place)), "{ran:?}");
        assert!(!ran.err.contains('\u{1b}') && ran.err.lines().count() >= 3, "{ran:?}");
    }
    let json = asked("report LEDGER --format json", &ledger).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["read"]["bad"], 2);
    assert_eq!(json["read"]["first_bad"][0]["line"], 2);
}

#[test]
fn torn_ends_and_refused_calls_are_told_and_are_no_mistake() {
    let mut lines = golden_lines();
    lines.push(line(
        r#""v":1,"writer":"00c0ffee00c0ffee","seq":9,"timestamp":"2026-11-28T13:00:00.000000000Z","gap":{"refused":1200,"since":"2026-11-28T12:59:00.000000000Z"}"#,
    ));
    lines.push(lines[0][..100].to_owned());
    let (_folder, ledger) = ledger_of(&lines);
    let ran = asked("report LEDGER --by status --columns calls --strict --sort key", &ledger);
    assert_eq!(
        (ran.exit, &*ran.out, &*ran.err),
        (
            Exit::Answered,
            "status   calls\nerror        1\nsuccess      6\ntimeout      1\ntotal        8\n",
            "note: LEDGER/calls.jsonl:10: the last line has no end, and is in no number here\n\
             warning: 1,200 calls are in no number here: the writer's queue was full\n"
        )
    );
}

#[test]
fn a_question_that_means_no_call_is_answered_with_1() {
    let (_folder, ledger) = golden();
    let nothing = "not found: no call is meant; 8 lines were read\n";
    for command in ["report", "summary", "list users"] {
        let ran = asked(&format!("{command} LEDGER --user nobody"), &ledger);
        assert_eq!(ran.refusal(Exit::Nothing), nothing, "{command}");
    }
    let (_empty, empty) = ledger_of(&[]);
    std::fs::rename(format!("{empty}/calls.jsonl"), format!("{empty}/calls.txt")).unwrap();
    assert_eq!(
        asked("summary LEDGER", &empty).refusal(Exit::Nothing),
        "not found: no file of a ledger is there: their names end in .jsonl, .jsonl.gz or .jsonl.zst\n"
    );
    assert_eq!(
        asked("top LEDGER --user nobody", &ledger).refusal(Exit::Nothing),
        "not found: no call that is meant has a known cost\n"
    );
    assert_eq!(
        asked("show 99 LEDGER", &ledger).refusal(Exit::Nothing),
        "not found: the ledger has no call whose id begins with `99`\n"
    );
    assert_eq!(
        asked("show 00c0ffee00c0ffee LEDGER", &ledger).refusal(Exit::Nothing),
        "not found: several ids begin with `00c0ffee00c0ffee`: `00c0ffee00c0ffee-1`, `00c0ffee00c0ffee-2`, \
         `00c0ffee00c0ffee-3`, `00c0ffee00c0ffee-4`, `00c0ffee00c0ffee-5`, `00c0ffee00c0ffee-6`, \
         `00c0ffee00c0ffee-7`, `00c0ffee00c0ffee-8`\n"
    );
}

#[test]
fn what_has_no_meaning_is_told_with_what_has_one() {
    let (_folder, ledger) = golden();
    for (command, why) in [
        (
            "report LEDGER --columns csot",
            "error: --columns: there is no column `csot` (perhaps `cost`); `genai-otel report --help` lists them\n",
        ),
        (
            "report LEDGER --sort colour",
            "error: --sort: `colour` is none of key, calls, failed, error_rate, input_tokens, output_tokens, tokens, cost, energy, carbon, latency, p99, time_to_first_chunk, first, last\n",
        ),
        (
            "summary no-such",
            "error: there is no ledger no-such: name the directory that the application writes to, or one of its files\n",
        ),
        ("summary", "error: no ledger: name a directory or file, or set GENAI_OTEL_LEDGER_DIR\n"),
        (
            "summary LEDGER --tz Mars",
            "error: --tz: `Mars` is no time zone that is known here, such as `Europe/Berlin`\n",
        ),
    ] {
        assert_eq!(asked(command, &ledger).refusal(Exit::Failed), why, "{command}");
    }
    let key = asked("report LEDGER --by modle", &ledger).refusal(Exit::Failed);
    assert!(key.starts_with("error: --by: ") && key.contains("`model`"), "{key}");
    let field = asked("top LEDGER --where csot=1", &ledger).refusal(Exit::Failed);
    assert!(field.starts_with("error: --where: ") && field.contains("`cost`"), "{field}");
}

#[test]
fn a_moment_without_an_offset_is_one_of_the_time_zone() {
    let (_folder, ledger) = golden();
    let calls = |flags: &str| {
        let ran = asked(
            &format!("report LEDGER --by status --columns calls --format json {flags}"),
            &ledger,
        );
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        json["total"]["calls"].clone()
    };
    assert_eq!(calls("--since 2026-11-28"), 3);
    assert_eq!(calls("--since 2026-11-28T12:00:01"), 2);
    assert_eq!(calls("--since 2026-11-28T12:30"), 1);
    assert_eq!(calls("--since 2026-11-28T13:30 --tz Europe/Berlin"), 1);
    assert_eq!(calls("--since 2026-11-28T13:30:00+01:00"), 1);
    assert_eq!(calls("--where timestamp>=2026-11-28T12:30"), 1);
    assert_eq!(calls("--since 0001-01-01 --until 9999-12-31"), 8);
    let zoned = asked("report LEDGER --since 2026-11-28T12:00[Europe/Berlin]", &ledger);
    assert!(zoned.refusal(Exit::Failed).contains("is neither a day"));
}

#[test]
fn a_stretch_that_ends_before_it_begins_is_told() {
    let (_folder, ledger) = golden();
    let command = "report LEDGER --since 2026-11-28 --until 2026-11-26";
    assert_eq!(
        asked(command, &ledger).refusal(Exit::Failed),
        "error: --until: 2026-11-26T00:00:00Z is not after 2026-11-28T00:00:00Z: no call is between them\n"
    );
}

#[test]
fn more_days_than_the_calendar_has_are_told() {
    let (_folder, ledger) = golden();
    for days in [0, 7_304_485, u32::MAX] {
        let told = asked(&format!("report LEDGER --days {days}"), &ledger).refusal(Exit::Failed);
        let wanted =
            format!("error: --days: `{days}` is no number of days that the calendar has\n");
        assert_eq!(told, wanted);
    }
}
