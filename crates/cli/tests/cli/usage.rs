//! Command lines that cannot be meant: exit code 2, and the argument that is wrong.

use genai_otel_cli::Exit;

use crate::support::{cli, ran};

#[test]
fn nothing_used_is_no_question() {
    assert_eq!(
        cli("price gpt-4o").refusal(Exit::Failed),
        "error: nothing to price: say what was used, such as `--input 1000 --output 200`, `--pages 3`, `--seconds 90` or `--unit web_searches=2`\n"
    );
    assert_eq!(
        ran(["price", " ", "--input", "5"]).refusal(Exit::Failed),
        "error: MODEL is empty: name one, such as `gpt-4o` or `openai/gpt-4o`\n"
    );
}

#[test]
fn what_is_said_twice_is_refused() {
    for (line, what) in [
        ("--input 5 --unit input_tokens=5", "the unit `input_tokens`"),
        ("--unit web_searches=1 --unit web_searches=2", "the unit `web_searches`"),
        ("--input 5 --tier flex --condition service_tier=flex", "the condition `service_tier`"),
        ("--input 5 --batch --condition PROCESSING=x", "the condition `processing`"),
        ("--input 5 --searches 1 --unit web_searches=2", "the unit `web_searches`"),
    ] {
        let refusal = cli(&format!("price acme/rocket-2 {line}")).refusal(Exit::Failed);
        assert_eq!(refusal, format!("error: {what} is given twice\n"), "{line}");
    }
    let refusal = cli("price acme/rocket-2 --input 5 --input 6").refusal(Exit::Failed);
    assert!(
        refusal.starts_with("error: the argument '--input <N>' cannot be used multiple times\n"),
        "{refusal}"
    );
}

#[test]
fn a_value_that_is_none_is_refused_with_its_argument_and_the_reason() {
    for (line, first) in [
        ("--input -5", "invalid value '-5' for '--input <N>': is negative"),
        ("--input=-5k", "invalid value '-5k' for '--input <N>': is negative"),
        ("--output 1.5", "invalid value '1.5' for '--output <N>': is not a whole number"),
        (
            "--cached 99999999999999999999",
            "invalid value '99999999999999999999' for '--cached <N>': is too large: at most 18,446,744,073,709,551,615",
        ),
        (
            "--pages three",
            "invalid value 'three' for '--pages <N>': is no whole number such as `2006`, `1_000`, `1,000`, `20k` or `1.5M`",
        ),
        (
            "--seconds 1d",
            "invalid value '1d' for '--seconds <TIME>': is no length of time such as `90` or `2.5` (seconds), `1m30s`, `1h` or `500ms`",
        ),
        (
            "--unit pigeons=3",
            "invalid value 'pigeons=3' for '--unit <NAME=N>': there is no unit `pigeons`; `genai-otel price --help` lists them",
        ),
        (
            "--condition eu",
            "invalid value 'eu' for '--condition <KEY=VALUE>': is no condition such as `residency=eu`",
        ),
        (
            "--at yesterday",
            "invalid value 'yesterday' for '--at <TIME>': is neither a day such as `2026-10-01` nor a moment such as `2026-10-01T20:00:00Z`",
        ),
        ("--inptu 5", "unexpected argument '--inptu' found"),
    ] {
        let refusal = cli(&format!("price acme/rocket-2 {line}")).refusal(Exit::Failed);
        assert_eq!(refusal.lines().next(), Some(&*format!("error: {first}")), "{line}");
    }
}

#[test]
fn a_command_that_is_not_there_is_refused_with_those_that_look_alike() {
    let refusal = cli("prcie gpt-4o").refusal(Exit::Failed);
    assert!(refusal.starts_with("error: unrecognized subcommand 'prcie'\n"), "{refusal}");
    assert!(refusal.contains("'price'"), "{refusal}");
    assert_eq!(cli("").exit, Exit::Failed);
    assert_eq!(cli("prices").exit, Exit::Failed);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    assert_eq!(
        cli("price acme/rocket-2 --input 5 --prices no-such.toml").refusal(Exit::Failed),
        "error: no-such.toml: cannot be read: No such file or directory (os error 2)\n"
    );
    assert_eq!(
        cli("prices search x --prices tests/cli/main.rs").refusal(Exit::Failed),
        "error: tests/cli/main.rs: must be named `.toml` or `.json`\n"
    );
}
