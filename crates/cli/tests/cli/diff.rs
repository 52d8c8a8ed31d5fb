//! `prices diff`.

use std::fs;

use genai_otel_cli::Exit;

use crate::support::{BOOK, cli, own_file, ran};

#[test]
fn a_day_is_compared_with_today_by_what_holds() {
    assert_eq!(
        cli("prices diff 2025-12-31 embedded").answer(),
        "\
+ acme night
    matches                           `night`
    input_tokens                      0.27 USD / 1,000,000
    output_tokens                     1.1 USD / 1,000,000
    input_tokens 16:30 to 00:30 UTC   0.135 USD / 1,000,000
    output_tokens 16:30 to 00:30 UTC  0.55 USD / 1,000,000
~ acme rocket-2
    input_tokens                             5 -> 2.5 USD / 1,000,000
    input_tokens over 200,000 input tokens   none -> 5 USD / 1,000,000
    output_tokens                            20 -> 10 USD / 1,000,000
    output_tokens over 200,000 input tokens  none -> 15 USD / 1,000,000
    cache_read_tokens                        2.5 -> 1.25 USD / 1,000,000
    web_searches                             none -> 10 USD / 1,000
    input_tokens when processing=batch       none -> 1.25 USD / 1,000,000
    output_tokens when processing=batch      none -> 5 USD / 1,000,000
1 added, 0 removed, 1 changed
"
    );
}

#[test]
fn the_way_back_is_the_same_with_its_sides_changed() {
    let removed = cli("prices diff embedded 2025-12-31").answer();
    assert!(removed.starts_with("- acme night\n"), "{removed}");
    assert!(
        removed.contains("    input_tokens                             2.5 -> 5 USD"),
        "{removed}"
    );
    assert!(removed.ends_with("\n0 added, 1 removed, 1 changed\n"), "{removed}");
}

#[test]
fn a_book_is_the_same_as_itself_and_as_the_files_that_it_is_made_of() {
    let same = "0 added, 0 removed, 0 changed\n";
    assert_eq!(cli("prices diff embedded embedded --exit-code").answer(), same);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("acme.json"), BOOK).unwrap();
    fs::write(folder.path().join("README.md"), "no prices").unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(ran(["prices", "diff", "embedded", path, "--exit-code"]).answer(), same);
    assert_eq!(ran(["prices", "diff", path, "embedded", "--json"]).answer(), "[]\n");
}

#[test]
fn an_own_file_lies_over_the_embedded_book() {
    let (_folder, file) = own_file();
    let ran = ran(["prices", "diff", "embedded", &file, "--exit-code"]);
    assert_eq!(
        (ran.exit, &*ran.err, &*ran.out),
        (
            Exit::Nothing,
            "",
            "\
~ acme rocket-1
    all by contract  none -> x 0.85
+ delta new
    matches       `new`
    input_tokens  1 USD / 1,000,000
~ gamma small
    input_tokens  0 -> 3 USD / 1,000,000
+ adjust: contract, acme, `rocket-1`
    all  x 0.85
+ deployments: acme/my-prod-chat
    is  acme/rocket-2
+ free: acme, `toy`
4 added, 0 removed, 2 changed
"
        )
    );
}

#[test]
fn a_file_alone_is_compared_for_the_providers_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gamma.json");
    let text = r#"{"schema": 1, "providers": [{"id": "gamma", "models": [
        {"id": "large", "prices": [{"rates": {"input_tokens": "2"}}]}]}]}"#;
    fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(
        ran(["prices", "diff", "embedded", file, "--alone"]).answer(),
        "\
+ gamma large
    matches       `large`
    input_tokens  2 USD / 1,000,000
- gamma small
    matches       `small`
    input_tokens  0 USD / 1,000,000
1 added, 1 removed, 0 changed
"
    );
    assert_eq!(
        ran(["prices", "diff", file, file, "--exit-code"]).answer(),
        "0 added, 0 removed, 0 changed\n"
    );
}

#[test]
fn json_has_old_and_new_of_each_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let text = r#"{"schema": 1, "providers": [{"id": "gamma", "models": [
        {"id": "large", "prices": [{"rates": {"input_tokens": "2"}}]}]}]}"#;
    let old = path("old.json", text);
    let new = path("new.json", &text.replace("\"2\"", "\"2.5\""));
    assert_eq!(
        ran(["prices", "diff", &old, &new, "--json"]).answer(),
        r#"[
  {
    "change": "changed",
    "provider": "gamma",
    "model": "large",
    "lines": [
      {
        "what": "input_tokens",
        "old": "2 USD / 1,000,000",
        "new": "2.5 USD / 1,000,000"
      }
    ]
  }
]
"#
    );
}

#[test]
fn what_files_say_beside_prices_is_compared() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let old = path(
        "old.toml",
        "schema = 1\nname = \"c\"\nexchange = { EUR = \"1.1\" }\ndeployments = { \"gamma/chat\" = \"acme/rocket-1\" }\n\
         adjust = [{ times = \"0.9\", from = \"2026-12-24\" }]\n",
    );
    let new = path(
        "new.toml",
        "schema = 1\nname = \"c\"\nexchange = { EUR = \"1.2\" }\ndeployments = { \"gamma/chat\" = \"acme/rocket-2\" }\n\
         adjust = [{ times = \"0.8\", from = \"2026-12-24\" }]\nfree = [{ provider = \"gamma\" }]\n",
    );
    let ran_diff = |old: &str, new: &str| ran(["prices", "diff", old, new, "--exit-code"]);
    let differs = ran_diff(&old, &new);
    assert_eq!(
        (differs.exit, &*differs.out),
        (
            Exit::Nothing,
            "\
~ adjust: c, any provider
    all since 2026-12-24  x 0.9 -> x 0.8
~ deployments: gamma/chat
    is  acme/rocket-1 -> acme/rocket-2
~ exchange: EUR
    is  1.1 -> 1.2 USD
+ free: gamma, any name
1 added, 0 removed, 3 changed
"
        )
    );
    assert_eq!(ran_diff(&old, &old).exit, Exit::Answered);
    let entries = ran(["prices", "diff", "embedded", &old, "--json"]).answer();
    assert!(
        entries.contains("\"section\": \"adjust\",\n    \"entry\": \"c, any provider\""),
        "{entries}"
    );
    // Not begun on either day: nothing that is not so yet.
    let days = ran(["prices", "diff", "2026-11-01", &old]).answer();
    assert!(!days.contains("adjust"), "{days}");
}

#[test]
fn a_side_that_cannot_be_read_is_named() {
    for side in ["no-such-file.toml", "2026-02-30", "Embedded"] {
        assert_eq!(
            cli(&format!("prices diff embedded {side}")).refusal(Exit::Failed),
            format!(
                "error: `{side}` is neither `embedded`, a day such as `2026-06-01`, a file nor a directory\n"
            )
        );
    }
    assert_eq!(
        cli("prices diff tests/cli/main.rs embedded").refusal(Exit::Failed),
        "error: tests/cli/main.rs: must be named `.toml` or `.json`\n"
    );
}
