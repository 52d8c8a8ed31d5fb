//! `price`, where there is no price: exit code 1, why, and what to do.

use genai_otel_cli::Exit;
use serde_json::{Value, json};

use crate::support::{cli, embedded, ran};

#[test]
fn names_that_look_alike_are_told_and_not_priced_with() {
    assert_eq!(
        cli("price acme/rokcet-2 --input 5").refusal(Exit::Nothing),
        "\
no price: the price book has no model `acme/rokcet-2`
  Names that look like it, each with a price of its own: `rocket-2`, `rocket-1`.
  `genai-otel prices search rokcet` finds names by their parts.
  A file of your own can name it: see `--prices`.
"
    );
}

#[test]
fn a_provider_that_is_unknown_is_told_apart_from_one_that_is_not_said() {
    assert_eq!(
        cli("price rocket-2 -p amce --input 5").refusal(Exit::Nothing),
        "\
no price: the price book has no provider `amce`
  Providers with names that look like it: `acme`.
  `genai-otel prices providers` lists the providers.
"
    );
    assert_eq!(
        cli("price reader --pages 5").refusal(Exit::Nothing),
        "\
no price: nobody says who provides `reader`
  These list such a model: acme.
  Say who with `--provider` or `PROVIDER/MODEL`.
  `genai-otel prices providers` lists the providers.
"
    );
    assert_eq!(
        cli("price reader --host example.test --pages 5").refusal(Exit::Nothing).lines().next(),
        Some("no price: the price book has no provider with the host `example.test`")
    );
}

#[test]
fn what_stands_before_a_model_is_told_to_be_no_provider() {
    assert_eq!(
        cli("price amce/rocket-2 --input 5").refusal(Exit::Nothing),
        "\
no price: nobody says who provides `amce/rocket-2`: `amce` is no provider of the price book
  Providers with names that look like it: `acme`.
  Say who with `--provider` or `PROVIDER/MODEL`.
  `genai-otel prices providers` lists the providers.
"
    );
}

#[test]
fn a_known_provider_without_list_prices_comes_with_what_to_do() {
    let hint =
        "\n  It has no list prices; a file of your own can have them, or say that it is free.\n";
    for line in ["vllm/qwen3-8b", "qwen3-8b -p vllm"] {
        let told = embedded(&format!("price {line} --input 5")).refusal(Exit::Nothing);
        assert!(told.contains(hint), "{told}");
    }
}

#[test]
fn names_of_bedrock_and_of_deployments_at_azure_come_with_what_to_do() {
    let told = |line: &str| embedded(&format!("price {line} --input 5")).refusal(Exit::Nothing);
    let bedrock = "\n  Names like this are those of Bedrock: say `--provider aws`.\n";
    for name in [
        "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "amazon.titan-unheard-of",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0",
    ] {
        let told = told(name);
        assert!(told.contains(bedrock), "{told}");
    }
    for line in ["openai/gpt-9.5", "eu.anthropic.claude-none -p aws"] {
        let told = told(line);
        assert!(!told.contains("Bedrock"), "{told}");
    }
    let azure = told("my-prod-chat -p azure");
    assert!(
        azure.contains(
            "\n  Names of deployments at Azure are free text: say the model instead, or which it is in a file,\n  \
             under `[deployments]`: `\"azure/NAME\" = \"openai/MODEL\"`.\n"
        ),
        "{azure}"
    );
}

#[test]
fn a_unit_without_a_rate_is_refused_with_those_that_have_one() {
    assert_eq!(
        cli("price acme/rocket-1 --input 5 --output 1 --unit code_executions=1")
            .refusal(Exit::Nothing),
        "\
no price: acme rocket-1 has no price for `code_executions`
  It has prices for input_tokens, output_tokens.
"
    );
}

#[test]
fn searches_are_those_of_the_web_unless_the_model_orders_documents() {
    assert_eq!(
        cli("price acme/rocket-1 -i 5 -o 1 --searches 1").refusal(Exit::Nothing).lines().next(),
        Some("no price: acme rocket-1 has no price for `web_searches`")
    );
}

#[test]
fn nothing_that_was_asked_for_is_left_out() {
    assert_eq!(
        cli("price acme/rocket-1 --input 5 --output 1 --pages 3").refusal(Exit::Nothing),
        "\
no price: acme rocket-1 has no price for `document_pages`
  It has prices for input_tokens, output_tokens.
"
    );
}

#[test]
fn names_are_told_without_what_a_terminal_would_obey() {
    let refusal = ran(["price", "a\u{1b}[31m\nb", "--input", "5"]).refusal(Exit::Nothing);
    assert_eq!(
        refusal.lines().next(),
        Some("no price: nobody says who provides `a\\u{1b}[31m\\nb`")
    );
}

#[test]
fn numbers_that_contradict_each_other_are_told() {
    assert_eq!(
        cli("price acme/rocket-2 --input 1000 --cached 1500 --output 1").refusal(Exit::Nothing),
        "\
no price: the usage contradicts itself: cached and written tokens exceed the input tokens: input_tokens 1,000, but cache_read_tokens 1,500
  A whole contains its parts: `--input` counts the cached tokens too.
"
    );
    assert_eq!(
        cli("price acme/reader --pages 3 --annotated-pages 4")
            .refusal(Exit::Nothing)
            .lines()
            .next(),
        Some(
            "no price: the parts of `document_pages` exceed it: document_pages 3, but annotated_document_pages 4"
        )
    );
}

#[test]
fn reasoning_is_a_part_of_the_output_also_where_it_has_no_price_of_its_own() {
    let refusal =
        cli("price acme/rocket-1 --input 10 --output 5 --reasoning 6").refusal(Exit::Nothing);
    assert!(refusal.contains(": output_tokens 5, but output_reasoning_tokens 6\n"), "{refusal}");
    let answer = cli("price acme/rocket-1 --input 10 --output 5 --reasoning 5").answer();
    assert!(answer.contains("\noutput  5 x 0.6 "), "{answer}");
}

#[test]
fn a_count_that_is_missing_is_named_with_its_argument() {
    assert_eq!(
        cli("price acme/rocket-2 --cached 5 --output 1").refusal(Exit::Nothing),
        "\
no price: `input_tokens` is not known, and the price depends on it
  Say it with `--input N`.
"
    );
}

#[test]
fn huge_numbers_are_refused_and_not_wrapped() {
    let all = u64::MAX;
    assert_eq!(
        cli(&format!("price acme/rocket-2 --input {all} --output 1")).refusal(Exit::Nothing),
        "no price: the amount is too large\n"
    );
}

#[test]
fn json_has_the_reason_as_a_word_and_no_name_that_looks_alike() {
    let ran = cli("price acme/rokcet-2 --input 5 --json");
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.exit, Exit::Nothing);
    assert_eq!(
        json,
        json!({
            "unpriced": {
                "reason": "unknown_model",
                "message": "the price book has no model `acme/rokcet-2`",
            },
            "provider": null, "model": null, "at": "2026-11-29T12:00:00Z",
        })
    );
}
