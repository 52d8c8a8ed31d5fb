//! What the guide shows of the console is what comes out, in a process of its own whose output is read.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[allow(dead_code, reason = "only `main` is called here")]
#[path = "../console.rs"]
mod console;
#[allow(dead_code, reason = "only `run` and `finish` are called here")]
#[path = "../quickstart.rs"]
mod quickstart;

use std::path::Path;
use std::process::Command;

use genai_otel::OtlpPipeline;

#[test]
fn guide_shows_what_the_example_prints() {
    let printed = printed("example", &[]);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/console.md");
    let page = std::fs::read_to_string(page).unwrap();
    let shown: Vec<_> = page
        .split("```text\n")
        .skip(1)
        .flat_map(|block| block.split("```").next().unwrap().lines().map(timeless))
        .collect();
    let trees = |lines: &[String]| -> Vec<_> {
        lines.iter().filter(|line| is_of_a_tree(line)).cloned().collect()
    };
    assert_eq!(trees(&shown), trees(&printed));
    let rows: Vec<_> = shown.iter().filter(|line| !is_of_a_tree(line)).collect();
    assert!(rows.len() > 3);
    for row in rows {
        assert!(printed.contains(row), "{row} is not in\n{}", printed.join("\n"));
    }
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn example() {
    tokio::task::spawn_blocking(|| console::main().unwrap()).await.unwrap();
}

#[test]
fn variables_print_the_quickstart_without_a_collector() {
    let variables = [("OTEL_TRACES_EXPORTER", "console"), ("OTEL_METRICS_EXPORTER", "none")];
    assert_eq!(
        printed("by_variables", &variables),
        [
            "trace · 8 spans",
            "└─ invoke_workflow plan_trip · …",
            "   └─ invoke_agent guide · …",
            "      ├─ embeddings text-embedding-3-small · openai · … · in 8",
            "      ├─ chat gpt-4o → gpt-4o-2026-01-01 · openai · … · in 82 · out 17 · 2 attempts · tool_calls",
            "      ├─ execute_tool get_weather · …",
            "      ├─ chat gpt-4o · openai · … · ✗ rate_limit_exceeded",
            "      ├─ chat claude-sonnet-4-5 → claude-sonnet-4-5-2026-01-01 · anthropic · … · in 1240 (1024 cached) · out 14 · end_turn",
            "      └─ chat gpt-4o-mini → gpt-4o-mini-2026-01-01 · openai · … · first chunk … · in 31 · out 5 · stop",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs in a process of its own"]
async fn by_variables() {
    let (_answer, telemetry) = quickstart::run(OtlpPipeline::from_env()).await.unwrap();
    quickstart::finish(telemetry).await.unwrap();
}

/// The lines that one of the ignored tests prints by itself, without times and trace ids.
fn printed(test: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    for name in ["OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_SDK_DISABLED"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    // What the test harness says stands around it, or begins its first line.
    let (_, said) = said.split_once("running 1 test\n").expect("the harness begins");
    let (said, _) = said.split_once("test result: ").expect("the harness ends");
    let said = said.replace(&format!("test {test} ... "), "");
    said.lines().filter(|line| !["", "ok"].contains(line)).map(timeless).collect()
}

fn is_of_a_tree(line: &str) -> bool {
    line.starts_with("trace") || line.contains("─ ")
}

/// Without what the clock and chance decide: times, trace ids, and the columns that depend on them.
fn timeless(line: &str) -> String {
    if let Some(rest) = line.strip_prefix("trace ") {
        return format!("trace{}", rest.trim_start_matches(|it: char| it.is_ascii_hexdigit()));
    }
    let text = line.trim_start_matches(' ');
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let is_unit = ["µs", "ms", "s"].contains(&word);
        match words.last_mut() {
            Some(number) if is_unit && number.parse::<f64>().is_ok() => *number = "…".to_owned(),
            _ => words.push(word.to_owned()),
        }
    }
    format!("{}{}", " ".repeat(line.len() - text.len()), words.join(" "))
}
