use std::fs;

use genai_otel_budget::{BudgetFileError, Budgets, Exhausted};
use genai_otel_core::Instrumentation;
use genai_otel_testkit::FakeClock;
use proptest::prelude::*;

use crate::scene::at;

/// The error about a file with this text, without its name.
fn error(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets.toml");
    fs::write(&path, text).unwrap();
    let error: BudgetFileError = Budgets::from_file(&path).map(drop).unwrap_err();
    assert_eq!(error.file(), path.display().to_string());
    error.to_string().replace(&format!("{}:", path.display()), "")
}

fn with(line: &str) -> String {
    let text = "schema = 1\n[[budget]]\nname = \"a\"\nlimit = \"5 calls\"\nwindow = \"day\"\n";
    error(&format!("{text}{line}\n"))
}

#[test]
fn a_file_says_everything_that_code_can_say_of_a_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets.toml");
    let text = r#"
schema = 1
service = "shop"
time_zone = "Europe/Berlin"
week_start = "sunday"
unpriced = "assume 0.5 USD"
state = "kept"
state_interval = "1m"
expect = { input_tokens = 10, output_tokens = 20 }

[[budget]]
name = "week"
limit = "1 USD"
window = "week"
only = { service = "shop", team = "search", plan = "gold" }
each = "user"
thresholds = [80, 50]
max_accounts = 5

[[budget]]
name = "soft"
limit = "1_000 tokens"
window = "1h"
soft = true
time_zone = "UTC"
week_start = "monday"
unpriced = "refuse"
"#;
    fs::write(&path, text).unwrap();
    let clock = FakeClock::new();
    clock.set(at("2026-11-30T12:00:00Z"));
    let budgets = Budgets::from_file(&path).unwrap().clock(clock.clone()).build().unwrap();
    let genai = Instrumentation::builder().clock(clock).gate(budgets.clone()).sink(budgets.clone());
    let genai = genai.build();
    let call = || {
        genai.track_llm_call("x", "m").team("search").user_id("u-1").add_metadata("plan", "gold")
    };
    let running = call().admit().unwrap();
    let held: Vec<_> = budgets.status().iter().map(|it| it.reserved.to_string()).collect();
    assert_eq!(held, ["0.5 USD", "30 tokens"]);
    running.set_token_usage(1, 1);
    drop(running);
    call().start().set_token_usage(1, 1);
    let refusal = call().admit().unwrap_err();
    let resets_at = Exhausted::of(&refusal).unwrap().resets_at;
    assert_eq!(resets_at, Some(at("2026-12-05T23:00:00Z")), "the Sunday in Berlin");
    budgets.flush().unwrap();
    assert!(folder.path().join("kept").exists());
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    assert_eq!(error(""), "1:1: missing field `schema`");
    assert_eq!(error("schema = 2"), "1:10: `schema = 2` is not known; this reads `schema = 1`");
    assert_eq!(
        error("schema = 1\nbudgets = []").split(',').next().unwrap(),
        "2:1: unknown field `budgets`"
    );
    assert_eq!(
        error("schema = 1\ntime_zone = \"Europe/Bärlin\""),
        "2:13: `Europe/Bärlin` is no time zone of this system, such as `Europe/Berlin`"
    );
    assert_eq!(
        with("unpriced = \"assume 5 gold\""),
        "6:12: `assume 5 gold` is neither `admit` nor `refuse` nor `assume 0.05 USD`"
    );
    assert_eq!(with("week_start = \"mon\""), "6:14: `mon` is no day, such as `monday` or `sunday`");
    assert_eq!(
        with("thresholds = [101, -1]").split(',').next().unwrap(),
        "6:20: invalid value: integer `-1`"
    );
    assert_eq!(
        with("thresholds = [0]"),
        "2:1: budget `a`: there are at most 8 thresholds, from 1 to 1000 percent"
    );
    assert_eq!(
        with("[[budget]]\nlimit = \"5 calls\"\nname = \"a\"\nwindow = \"day\""),
        "8:8: there are two budgets `a`: a name is given once"
    );
    let limit = "schema = 1\n[[budget]]\nname = \"a\"\nlimit = \"five\"\nwindow = \"day\"";
    assert_eq!(
        error(limit),
        "4:9: `five` is no limit such as `500 USD`, `2_000_000 tokens` or `1000 calls`"
    );
    assert!(
        error(&limit.replace("five", "5 calls").replace("day", "year")).starts_with("5:10: `year`")
    );
    assert!(error("schema = 1\n[[budget]\n").starts_with("2:"));
    assert!(
        error("schema = 1\n[[budget]]\nname = \"a\"\n").starts_with("2:1: missing field `limit`")
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Budgets::from_file(folder.path().join("nowhere.toml")).map(drop).unwrap_err();
    assert!(missing.to_string().contains("nowhere.toml: "), "{missing}");
    assert_eq!((missing.line(), missing.column()), (None, None));
    let directory = Budgets::from_file(folder.path()).map(drop).unwrap_err();
    assert!(directory.to_string().ends_with("it is no regular file"), "{directory}");
    let path = folder.path().join("large.toml");
    fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
    let large = Budgets::from_file(&path).map(drop).unwrap_err();
    assert!(large.to_string().ends_with("it is larger than 1 MiB"), "{large}");
}

#[test]
fn the_environment_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets.toml");
    fs::write(&path, "schema = 1").unwrap();
    let file = path.display().to_string();
    let from =
        |value: &str| Budgets::from_env([("PATH", "/nowhere"), ("GENAI_OTEL_BUDGETS", value)]);
    assert!(from(&file).unwrap().is_some());
    assert!(from("").unwrap().is_none() && from("none").unwrap().is_none());
    assert!(from("/nowhere.toml").is_err());
    let many = [("GENAI_OTEL_BUDGETS", "/nowhere.toml"), ("GENAI_OTEL_BUDGETS", &file)];
    assert!(Budgets::from_env(many).unwrap().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_a_file_says_is_read_or_refused_with_a_line_that_it_has(
        place in 0_usize..400, with in "[a-z0-9\"=\\[\\]{}.,_ \n\u{0}ü-]{0,6}", cut in 0_usize..40,
    ) {
        let text = "schema = 1\ntime_zone = \"UTC\"\nunpriced = \"admit\"\n[expect]\ninput_tokens = 1\noutput_tokens = 2\n\
            [[budget]]\nname = \"a\"\nlimit = \"5 USD\"\nwindow = \"1h\"\nonly = { team = \"x\" }\neach = \"user\"\n\
            soft = true\nthresholds = [50]\nmax_accounts = 10\n";
        let place = place.min(text.len());
        let text = format!("{}{with}{}", &text[..place], &text[(place + cut).min(text.len())..]);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &text).unwrap();
        if let Err(error) = Budgets::from_file(file.path()) {
            let lines = text.split('\n').count();
            prop_assert!(error.line().is_some_and(|line| (1..=lines).contains(&line)), "{error}");
        }
    }
}
