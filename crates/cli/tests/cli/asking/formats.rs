//! Answers for programs, for pages, and about the command line itself.

use std::fs;

use genai_otel_cli::Exit;

use super::asked;
use crate::support::ledger::{golden, ledger_of, line};
use crate::support::ran;

#[test]
fn the_help_names_every_column() {
    let (_folder, ledger) = golden();
    let help = ran(["report", "--help"]).answer();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let columns = asked("report LEDGER --columns all --format csv", &ledger).answer();
    for column in columns.lines().next().unwrap().split(',').skip(1) {
        let name = column.trim_end_matches("_USD").trim_end_matches("_EUR");
        assert!(
            help.contains(&format!("{name},"))
                || help.contains(&format!("{name} ("))
                || name == "last",
            "{name}"
        );
    }
}

#[test]
fn names_are_fields_of_their_own_whatever_they_have_in_them() {
    let (_folder, ledger) = ledger_of(&[line(
        r#""v":1,"id":"a-1","writer":"0000000000000001","seq":1,"timestamp":"2026-11-25T08:00:00.000000000Z","status":"success","model":"a,\"b\"|c<d>\n*e*""#,
    )]);
    assert_eq!(
        asked("report LEDGER --columns calls --format csv", &ledger).answer(),
        "model,calls\r\n\"a,\"\"b\"\"|c<d>\n*e*\",1\r\n"
    );
    assert_eq!(
        asked("report LEDGER --columns calls --format markdown", &ledger).answer(),
        "| model | calls |\n| --- | ---: |\n| a,\"b\"\\|c&lt;d>\\\\n\\*e\\* | 1 |\n| total | 1 |\n"
    );
}

#[test]
fn a_page_asks_nobody_and_escapes_all_names() {
    let (folder, ledger) = golden();
    let page = folder.path().join("page.html");
    let ran = ran(["summary", &ledger, "--html", page.to_str().unwrap()]);
    assert_eq!((ran.exit, ran.err), (Exit::Answered, format!("{} is written\n", page.display())));
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("evil\\u{1b}[31m|&lt;b&gt;"), "{page}");
    for outside in ["|<b>", "http", "<script", "<link", "<img", "@import", "url(", "\u{1b}"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for chart in ["Cost of each day, in EUR", "Cost by model, in USD", "Latency of each day"] {
        assert!(page.contains(chart), "{chart}");
    }
}

#[test]
fn a_page_says_which_calls_it_is_about() {
    let (folder, ledger) = golden();
    let page = folder.path().join("page.html");
    let page_of = |filters: &[&str]| {
        let line = ["summary", &ledger, "--html", page.to_str().unwrap()];
        assert_eq!(ran(line.iter().chain(filters).copied()).exit, Exit::Answered);
        fs::read_to_string(&page).unwrap()
    };
    assert!(!page_of(&[]).contains("Only calls"));
    let filtered = page_of(&["--user", "evil\u{1b}[31m|<b>", "--where", "model ^= gpt"]);
    let told =
        "<p class=\"when\">Only calls with: user evil\\u{1b}[31m|&lt;b&gt;, model ^= gpt</p>";
    assert!(filtered.contains(told), "{filtered}");
}

#[test]
fn what_used_nothing_is_not_said_to_be_unpriced_by_mistake() {
    let (_folder, ledger) = ledger_of(&[
        line(
            r#""v":1,"id":"a-1","writer":"0000000000000001","seq":1,"timestamp":"2026-11-25T08:00:00.000000000Z","status":"success","operation":"execute_tool","tool":"search""#,
        ),
        line(
            r#""v":1,"id":"b-2","writer":"0000000000000001","seq":2,"timestamp":"2026-11-25T08:00:00.000000000Z","status":"error","provider":"openai","operation":"chat","model":"gpt-4o""#,
        ),
    ]);
    for (line, told) in [
        (
            "explain a LEDGER",
            "nothing to price: `execute_tool` called no model itself and used nothing",
        ),
        (
            "explain b LEDGER",
            "nothing to price: the call ended as `error`, and nothing that it used is known",
        ),
    ] {
        let ran = asked(line, &ledger);
        assert_eq!((ran.exit, ran.err), (Exit::Nothing, format!("no price: {told}\n")));
    }
}

#[test]
fn a_call_for_programs_is_its_line() {
    let (_folder, ledger) = golden();
    let shown = asked("show 00c0ffee00c0ffee-4 LEDGER --json", &ledger).answer();
    assert_eq!(
        shown,
        r#"{
  "v": 1,
  "id": "00c0ffee00c0ffee-4",
  "writer": "00c0ffee00c0ffee",
  "seq": 4,
  "timestamp": "2026-11-26T11:00:00.000000000Z",
  "status": "success",
  "service": "shop",
  "provider": "mistral",
  "operation": "chat",
  "model": "mistral-large",
  "user_id": "u-2",
  "session_id": "s-3",
  "input_tokens": 400,
  "output_tokens": 100,
  "total_tokens": 500,
  "latency_ms": 900,
  "tokens_per_second": 111.111111,
  "cost": 0.0014,
  "currency": "EUR",
  "cost_origin": "provider"
}
"#
    );
    let explained = asked("explain 00c0ffee00c0ffee-4 LEDGER", &ledger).answer();
    assert_eq!(explained, "total 0.0014 EUR\n\nnote     the amount is from: provider\n");
    let unpriced = asked("explain 00c0ffee00c0ffee-5 LEDGER --json", &ledger);
    let json: serde_json::Value = serde_json::from_str(&unpriced.out).unwrap();
    assert_eq!(
        (unpriced.exit, &json["unpriced"]["reason"]),
        (Exit::Nothing, &"unknown_model".into())
    );
}

#[test]
fn completions_and_pages_of_the_manual_know_the_commands() {
    for (shell, mark) in [
        ("bash", "_genai__otel()"),
        ("zsh", "#compdef genai-otel"),
        ("fish", "complete -c genai-otel"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer"),
    ] {
        let script = ran(["completions", shell]).answer();
        assert!(script.contains(mark) && script.contains("summary"), "{shell}");
    }
    let page = ran(["man"]).answer();
    assert!(
        page.contains(".TH genai-otel 1") && page.contains("genai\\-otel\\-summary(1)"),
        "{page}"
    );
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().to_str().unwrap();
    let written = ran(["man", directory]).answer();
    assert!(written.contains(&format!("{directory}/genai-otel-prices-show.1\n")), "{written}");
    let pages = fs::read_dir(directory).unwrap().count();
    assert_eq!(pages, written.lines().count());
}

#[test]
fn a_summary_for_programs_has_failures_names_and_days() {
    let (_folder, ledger) = golden();
    let json = asked("summary LEDGER --since 2026-11-26 --format json", &ledger).answer();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let names = |list: &str| {
        let list = json[list].as_array().unwrap().iter();
        list.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(json["total"]["costs"], serde_json::json!({ "EUR": "0.0014", "USD": "0.0001" }));
    assert_eq!(
        json["failures"],
        serde_json::json!([{ "status": "timeout", "error_type": "timeout", "calls": 1 }])
    );
    assert_eq!(names("models"), ["mistral-large", "text-embedding-3-small", "gpt-4o", "rocket-9"]);
    assert_eq!(names("users"), ["u-2", "u-1", "evil\u{1b}[31m|<b>", "模型の人🚀"]);
    assert_eq!(
        json["days"],
        serde_json::json!([
            { "day": "2026-11-26", "calls": 2, "failed": 0, "total_tokens": 560, "costs": { "EUR": "0.0014" } },
            { "day": "2026-11-27", "calls": 0, "failed": 0, "total_tokens": 0, "costs": {} },
            { "day": "2026-11-28", "calls": 3, "failed": 1, "total_tokens": 5000, "costs": { "USD": "0.0001" } },
        ])
    );
    assert_eq!(json["read"]["lines"], 8);
}
