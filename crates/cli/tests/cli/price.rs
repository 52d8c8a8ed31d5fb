//! `price`, where there is a price.

use genai_otel_cli::Exit;
use serde_json::{Value, json};

use crate::support::{book, cli, embedded, own_file, ran, world};

/// The last line of each answer, which names the book.
fn book_line() -> String {
    let version = book();
    let version = version.version();
    format!("{} ({})", version.version, version.hash)
}

#[test]
fn the_arithmetic_can_be_checked_by_hand() {
    let book = book_line();
    assert_eq!(
        cli("price rocket-2 --provider acme --input 2,006 --cached 1_920 --output 300").answer(),
        format!(
            "\
input           86 x  2.5  USD / 1,000,000 = 0.000215 USD
output         300 x 10    USD / 1,000,000 = 0.003    USD
cached input 1,920 x  1.25 USD / 1,000,000 = 0.0024   USD
total                                        0.005615 USD

provider acme
model    rocket-2
since    2026-06-01
book     {book}
"
        )
    );
}

#[test]
fn tiers_factors_and_conditions_are_named() {
    let book = book_line();
    assert_eq!(
        cli("price acme/rocket-2-2026-06-01 -i 200_001 -o 1k --condition residency=eu --unit web_searches=2")
            .answer(),
        format!(
            "\
input        200,001 x  5 USD / 1,000,000 x 1.1 = 1.1000055 USD
output         1,000 x 15 USD / 1,000,000 x 1.1 = 0.0165    USD
web searches       2 x 10 USD / 1,000 x 1.1     = 0.022     USD
total                                             1.1385055 USD

provider acme
model    rocket-2
found    prefix `acme/` read as the provider
since    2026-06-01
tier     more than 200,000 input tokens
when     residency = eu
factor   1.1 (residency=eu)
book     {book}
"
        )
    );
}

#[test]
fn the_time_and_the_way_of_processing_decide() {
    let total = |line: &str| {
        let answer = cli(&format!("price acme/rocket-2 -i 1000 -o 100 {line}")).out;
        let total = answer.lines().find_map(|line| line.strip_prefix("total"));
        total.unwrap_or(&answer).trim().to_owned()
    };
    assert_eq!(total(""), "0.0035 USD");
    assert_eq!(total("--batch"), "0.00175 USD");
    assert_eq!(total("--batch --at 2026-10-01"), "0.0035 USD");
    assert_eq!(total("--at 2026-05-31T23:59:59Z"), "0.007 USD");
    assert_eq!(total("--at 2025-01-01"), "0.007 USD");
    assert_eq!(total("--tier priority"), "0.00595 USD");
    assert_eq!(total("--tier Priority --condition residency=EU"), "0.006545 USD");
}

#[test]
fn a_condition_that_changed_nothing_is_told() {
    let told = |line: &str| {
        let ran = cli(&format!("price acme/rocket-2 -i 1000 -o 100 {line}"));
        assert_eq!(ran.exit, Exit::Answered, "{ran:?}");
        ran.err
    };
    let behind = "changed nothing: the model has no price for it at that time\n";
    assert_eq!(told("--condition residncy=eu"), format!("note: `residncy=eu` {behind}"));
    assert_eq!(told("--tier gold"), format!("note: `service_tier=gold` {behind}"));
    assert_eq!(told("--batch --at 2026-10-01"), format!("note: `processing=batch` {behind}"));
    assert_eq!(told("--batch"), "");
    assert_eq!(told("--tier batch"), "");
    assert_eq!(told("--tier default --condition residency=eu"), "");
}

#[test]
fn what_had_to_be_rounded_says_so_and_minimums_are_billed() {
    let book = book_line();
    assert_eq!(
        cli("price listener -p acme --seconds 3").answer(),
        format!(
            "\
audio 10 s x 0.111 EUR / 1 h = 0.000308333333 EUR (rounded)
total                          0.000308333333 EUR

provider acme
model    listener
book     {book}
"
        )
    );
}

#[test]
fn arguments_without_a_unit_mean_the_one_that_the_model_has_a_price_for() {
    let first = |line: &str| {
        cli(&format!("price {line}")).answer().lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(first("acme/painter --images 2"), "output images 2 x 0.04 USD = 0.08 USD");
    assert_eq!(
        first("acme/painter --images 2 --quality high --size 1024x1024"),
        "output images 2 x 0.08 USD = 0.16 USD"
    );
    assert_eq!(first("acme/reader --pages 3"), "document pages 3 x 4 USD / 1,000 = 0.012 USD");
    assert_eq!(
        first("acme/listener --seconds 1m30s"),
        "audio 90 s x 0.111 EUR / 1 h = 0.002775 EUR"
    );
    assert_eq!(
        first("acme/rocket-2 -i 0 -o 0 --searches 2"),
        "web searches 2 x 10 USD / 1,000 = 0.02 USD"
    );
}

#[test]
fn what_is_free_costs_nothing_and_is_priced() {
    let answer = cli("price gamma/small --input 5").answer();
    assert!(answer.starts_with("input 5 x 0 USD / 1,000,000 = 0 USD\ntotal "), "{answer}");
}

#[test]
fn what_a_file_says_of_a_provider_holds_where_its_name_stands_before_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    std::fs::write(&file, "schema = 1\nfree = [{ provider = \"vllm\" }]\n").unwrap();
    let file = file.to_str().unwrap();
    let answer = ran(["price", "vllm/qwen3-8b", "-i", "5", "-o", "1", "--prices", file]).answer();
    assert!(
        answer.contains(
            "\nprovider vllm\nmodel    qwen3-8b\nfound    prefix `vllm/` read as the provider\nfound    free by `ours.toml`\n"
        ),
        "{answer}"
    );
    let other = ran(["price", "vlm/qwen3-8b", "-i", "5", "-o", "1", "--prices", file]);
    assert_eq!(other.exit, Exit::Nothing);
}

#[test]
fn own_files_name_deployments_and_take_discounts() {
    let (_folder, file) = own_file();
    let answer =
        ran(["price", "my-prod-chat", "-p", "acme", "-i", "1000", "-o", "100", "--prices", &file])
            .answer();
    assert!(
        answer.contains(
            "\nmodel    rocket-2\nfound    `my-prod-chat` is `acme/rocket-2` by `contract`\n"
        ),
        "{answer}"
    );
    let answer = ran(["price", "acme/rocket-1", "-i", "1M", "-o", "0", "--prices", &file]).answer();
    assert!(
        answer.starts_with("input 1,000,000 x 0.15 USD / 1,000,000 x 0.85 = 0.1275 USD\n"),
        "{answer}"
    );
    assert!(answer.contains("\nfactor   0.85 (contract)\n"), "{answer}");
}

#[test]
fn the_environment_names_files_and_the_command_line_adds_to_them() {
    let (folder, file) = own_file();
    let dearer = folder.path().join("dearer.toml");
    let text = "schema = 1\n[[adjust]]\nname = \"margin\"\nprovider = \"acme\"\ntimes = \"2\"\n";
    std::fs::write(&dearer, text).unwrap();
    let world = world(book(), &[("GENAI_OTEL_PRICES", file.into())]);
    let factor = |more: &[&str]| {
        let mut words = vec!["price", "acme/rocket-1", "-i", "1", "-o", "0"];
        words.extend(more);
        let answer = crate::support::ran_in(&world, words).answer();
        let factors = answer.lines().filter_map(|line| line.strip_prefix("factor   "));
        factors.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(factor(&[]), "0.85 (contract)");
    assert_eq!(factor(&["--prices", dearer.to_str().unwrap()]), "0.85 (contract), 2 (margin)");
}

#[test]
fn json_has_amounts_as_text_and_counts_as_numbers() {
    let answer = cli("price acme/listener --seconds 12.5 --json").answer();
    let book = book();
    let json: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(
        json,
        json!({
            "provider": "acme", "model": "listener",
            "amount": "0.000385416667", "currency": "EUR",
            "input": "0", "output": "0",
            "estimated": false, "incomplete": false,
            "steps": ["prefix `acme/` read as the provider"],
            "price_from": null, "hours": null, "context_tier": null, "conditions": {}, "factors": [],
            "components": [{
                "unit": "audio_seconds", "side": "other", "count": 12.5, "per": 3600,
                "rate": "0.111", "amount": "0.000385416667",
            }],
            "notes": [], "at": "2026-11-29T12:00:00Z",
            "book": {"version": &*book.version().version, "hash": &*book.version().hash},
        })
    );
}

#[test]
fn none_in_the_environment_is_the_book_alone_and_errors_name_the_variable() {
    let priced = |value: &str| {
        let world = world(book(), &[("GENAI_OTEL_PRICES", value.into())]);
        crate::support::ran_in(&world, ["price", "acme/rocket-1", "-i", "1", "-o", "0"])
    };
    assert!(priced("none").answer().contains(&book_line()));
    assert_eq!(
        priced("tests/cli/main.rs").refusal(Exit::Failed),
        "error: environment variable GENAI_OTEL_PRICES: tests/cli/main.rs: must be named `.toml` or `.json`\n"
    );
}

#[test]
fn the_host_says_where_a_model_is_run() {
    let total = |line: &str| {
        let answer = cli(&format!("price rocket-2 -p acme -i 1000 -o 100 {line}")).answer();
        let total = answer.lines().find_map(|line| line.strip_prefix("total"));
        total.unwrap_or(&answer).trim().to_owned()
    };
    assert_eq!(total("--host eu.api.openai.com"), "0.00385 USD");
    assert_eq!(total("--host us.api.openai.com"), "0.0035 USD");
    assert_eq!(total("--host us.api.openai.com --condition residency=eu"), "0.00385 USD");
}

#[test]
fn the_time_of_day_of_a_price_is_told() {
    let line = "price acme/night -i 1M -o 0 --at 2026-10-01T20:00:00Z";
    let answer = cli(line).answer();
    assert!(answer.contains("\nsince    2026-01-01\ntime     16:30 to 00:30 UTC\n"), "{answer}");
    let json: Value = serde_json::from_str(&cli(&format!("{line} --json")).answer()).unwrap();
    assert_eq!(json["hours"], "16:30 to 00:30 UTC");
    let answer = cli("price acme/night -i 1M -o 0 --at 2026-10-01T12:00:00Z").answer();
    assert!(!answer.contains("\ntime "), "{answer}");
}

#[test]
fn notes_are_in_the_json_too() {
    let notes = |line: &str| {
        let ran = cli(&format!("price acme/rocket-2 -i 1000 --json {line}"));
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        let notes: Vec<_> = json["notes"].as_array().unwrap().clone();
        let told = notes.iter().map(|note| format!("note: {}\n", note.as_str().unwrap()));
        assert_eq!(ran.err, told.collect::<String>());
        ran.err
    };
    assert_eq!(
        notes("-o 1 --batch --at 2026-10-01"),
        "note: `processing=batch` changed nothing: the model has no price for it at that time\n"
    );
    assert_eq!(notes(""), "note: no output was given: this is the cost of the input alone\n");
    assert_eq!(notes("-o 1"), "");
}

#[test]
fn the_embedded_book_gives_the_published_prices() {
    for (line, total) in [
        ("gpt-4o --input 2006 --cached 1920 --output 300", "0.005615 USD"),
        ("openai/gpt-4o --input 1000 --output 100 --batch", "0.00175 USD"),
        ("openai/gpt-4o --input 1000 --output 100 --batch --at 2026-10-01", "0.0035 USD"),
        ("openai/o3 --input 1000 --output 100 --at 2025-06-01", "0.014 USD"),
        ("openai/o3 --input 1000 --output 500 --reasoning 400", "0.006 USD"),
        (
            "anthropic/claude-3-7-sonnet-20250219 --input 12307 --cache-write 12304 --output 550",
            "0.054399 USD",
        ),
        (
            "anthropic/claude-sonnet-4-5-20250929 --input 12307 --cache-write 12304 --cache-write-1h 12304 --output 550",
            "0.082083 USD",
        ),
        ("claude-sonnet-4-5 -p anthropic -i 1k -o 100 --searches 2", "0.0245 USD"),
        ("gemini-2.5-pro -p gcp.gemini -i 200_001 -o 1000", "0.5150025 USD"),
        (
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0 -p aws.bedrock -i 1000 -o 100",
            "0.00495 USD",
        ),
        ("deepseek/deepseek-chat -i 1M -o 0 --at 2026-11-21T20:00:00Z", "0.135 USD"),
        ("mistral/mistral-ocr-latest --pages 3", "0.012 USD"),
        ("openai/whisper-1 --seconds 90", "0.009 USD"),
        ("groq/whisper-large-v3 --seconds 3", "0.000308333333 USD"),
    ] {
        let ran = embedded(&format!("price {line}"));
        let answer = ran.out;
        let found = answer.lines().find_map(|line| line.strip_prefix("total"));
        assert_eq!(found.map(str::trim), Some(total), "{line}\n{answer}");
    }
}
