//! `prices search`.

use genai_otel_cli::Exit;

use crate::support::{cli, embedded, own_file, ran};

#[test]
fn all_words_must_occur_and_the_prices_of_now_stand_in_columns() {
    assert_eq!(
        cli("prices search acme ROCKET").answer(),
        "\
provider  model     input     output    cached     other
acme      rocket-1      0.15       0.6       -     deprecated
acme      rocket-2      2.5       10         1.25  and 1 more
"
    );
}

#[test]
fn models_without_prices_for_tokens_tell_what_they_have() {
    assert_eq!(
        cli("prices search --provider ACME er").answer(),
        "\
provider  model     input  output  cached  other
acme      listener      -       -       -  audio_seconds 0.111 / 1 h; EUR
acme      painter       -       -       -  output_images 0.04 each
acme      reader        -       -       -  document_pages 4 / 1,000, annotated_document_pages 5 / 1,000
"
    );
}

#[test]
fn a_mode_alone_is_enough() {
    assert_eq!(
        cli("prices search --mode embedding").answer(),
        "\
provider  model  input  output  cached  other
gamma     small      0       -       -
"
    );
    assert_eq!(
        cli("prices search --mode poetry").refusal(Exit::Failed),
        "\
error: there is no mode `poetry`: the modes are chat, embedding, rerank, image, video, transcription, speech, realtime, ocr, search, moderation, other
"
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let ran = cli("prices search e --limit 1");
    assert_eq!(
        (ran.exit, &*ran.out, &*ran.err),
        (
            Exit::Answered,
            "\
provider  model     input  output  cached  other
acme      listener      -       -       -  audio_seconds 0.111 / 1 h; EUR
",
            "and 5 more: `--limit 0` shows all\n"
        )
    );
    assert_eq!(cli("prices search e --limit 0").answer().lines().count(), 7);
}

#[test]
fn nothing_found_is_told_apart_from_a_provider_that_is_not_there() {
    assert_eq!(
        cli("prices search rocket small").refusal(Exit::Nothing),
        "not found: no model has all of that in its names\n"
    );
    assert_eq!(
        cli("prices search rocket -p delta").refusal(Exit::Nothing),
        "\
not found: the price book has no provider `delta`
  `genai-otel prices providers` lists the providers.
"
    );
    let ran = cli("prices search zebra --json");
    assert_eq!((ran.exit, &*ran.out), (Exit::Nothing, "[]\n"));
}

#[test]
fn json_has_all_rates_as_decimal_text() {
    assert_eq!(
        cli("prices search rocket-1 --json").answer(),
        r#"[
  {
    "provider": "acme",
    "model": "rocket-1",
    "name": null,
    "modes": [
      "chat"
    ],
    "deprecated": true,
    "currency": "USD",
    "rates": {
      "input_tokens": "0.15",
      "output_tokens": "0.6"
    }
  }
]
"#
    );
}

#[test]
fn what_divides_names_is_all_the_same_and_providers_go_by_any_name() {
    let providers = |line: &str| {
        let answer = embedded(&format!("prices search {line} --limit 0")).answer();
        let first = |line: &str| line.split(' ').next().map(str::to_owned);
        let providers: Vec<_> = answer.lines().skip(1).filter_map(first).collect();
        providers
    };
    let all = providers("sonnet 4.5");
    for id in ["anthropic", "aws", "google"] {
        assert!(all.iter().any(|known| known == id), "{all:?}");
    }
    assert_eq!(providers("sonnet 4_5").len(), all.len());
    assert!(providers("bedrock sonnet").iter().all(|id| id == "aws"));
    assert!(providers("vertex sonnet").iter().all(|id| id == "google"));
}

#[test]
fn deployments_are_found_and_discounts_are_told_to_be_left_out() {
    let (_folder, file) = own_file();
    let ran = ran(["prices", "search", "prod.chat", "--prices", &file]);
    assert_eq!(
        (ran.exit, &*ran.out, &*ran.err),
        (
            Exit::Answered,
            "\
provider  model         input    output  cached     other
acme      my-prod-chat      2.5      10       1.25  is acme/rocket-2; and 1 more
",
            "note: discounts and margins of your files are not in these prices\n"
        )
    );
}

#[test]
fn a_deployment_of_no_provider_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let text = "schema = 1\n[deployments]\n\"arn:aws:thing/1\" = \"acme/rocket-1\"\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let found = ran(["prices", "search", "thing", "--prices", file]).answer();
    let last = found.lines().last().unwrap_or_default();
    let cells: Vec<_> = last.split_whitespace().collect();
    assert_eq!(cells[..4], ["-", "arn:aws:thing/1", "0.15", "0.6"], "{found}");
}
