//! `prices show`.

use genai_otel_cli::Exit;
use genai_otel_pricing::file::{Format, read_providers};

use crate::support::{cli, own_file, ran};

#[test]
fn all_that_the_book_says_of_a_model_is_shown() {
    assert_eq!(
        cli("prices show acme/rocket-2").answer(),
        "\
provider  acme
model     rocket-2
found     prefix `acme/` read as the provider
name      Rocket 2
matches   `rocket-2` or has the form `rocket-2-####-##-##`
for       chat
context   128,000 tokens
currency  USD
source    hand, checked 2026-11-01
comment   Prices of the list of November.

Prices
  input_tokens        5    USD / 1,000,000
  output_tokens      20    USD / 1,000,000
  cache_read_tokens   2.5  USD / 1,000,000

Prices, since 2026-06-01 (now)
  input_tokens                  2.5   USD / 1,000,000
    over 200,000 input tokens   5     USD / 1,000,000
  output_tokens                10     USD / 1,000,000
    over 200,000 input tokens  15     USD / 1,000,000
  cache_read_tokens             1.25  USD / 1,000,000
  web_searches                 10     USD / 1,000

Prices when processing=batch, since 2026-10-14
  input_tokens   1.25  USD / 1,000,000
  output_tokens  5     USD / 1,000,000

Prices when service_tier=priority
  input_tokens    4.25  USD / 1,000,000
  output_tokens  17     USD / 1,000,000

When residency=eu: all x 1.1
"
    );
}

#[test]
fn at_a_time_only_what_holds_then_is_shown() {
    assert_eq!(
        cli("prices show night --provider acme --at 2026-10-01T20:00:00Z").answer(),
        "\
provider  acme
model     night
matches   `night`
for       chat
currency  USD
source    hand

Prices, since 2026-01-01, 16:30 to 00:30 UTC
  input_tokens   0.135  USD / 1,000,000
  output_tokens  0.55   USD / 1,000,000
"
    );
    let early = cli("prices show night --provider acme --at 2025-10-01").answer();
    assert!(
        early.ends_with(
            "
It had no price then.
"
        ),
        "{early}"
    );
}

#[test]
fn minimums_currencies_and_rules_are_told_in_words() {
    assert_eq!(
        cli("prices show listener -p acme").answer(),
        "\
provider  acme
model     listener
matches   `listener`
for       transcription
currency  EUR
source    other

Prices
  audio_seconds  0.111  EUR / 1 h

Where there is any of audio_seconds, at least 10 s is billed
"
    );
    let rule = cli("prices show rocket-1-mini").answer();
    assert!(
        rule.contains("\nmatches     begins with `rocket-1` and not ends with `-tts`\n"),
        "{rule}"
    );
    assert!(rule.contains("\ndeprecated  yes\n"), "{rule}");
}

#[test]
fn a_provider_is_shown_with_its_models() {
    assert_eq!(
        cli("prices show gamma").answer(),
        "\
provider       gamma
name           Gamma
models         1
falls back to  acme

provider  model  input  output  cached  other
gamma     small      0       -       -
"
    );
}

#[test]
fn discounts_of_an_own_file_stand_beside_the_prices() {
    let (_folder, file) = own_file();
    let shown = ran(["prices", "show", "acme/rocket-1", "--prices", &file]).answer();
    assert!(shown.ends_with("\nBy your own file, contract: all x 0.85\n"), "{shown}");
}

#[test]
fn discounts_are_those_of_whoever_sends_the_bill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let text = "schema = 1\nname = \"margin\"\n[[adjust]]\nprovider = \"gamma\"\ntimes = \"2\"\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let shown = |model: &str| ran(["prices", "show", model, "--prices", file]).answer();
    assert!(shown("gamma/rocket-1").ends_with("\nBy your own file, margin: all x 2\n"));
    assert!(!shown("acme/rocket-1").contains("margin"));
}

#[test]
fn json_is_a_price_file_that_can_be_read_again() {
    let text = cli("prices show acme/night --json").answer();
    let providers = read_providers(&text, Format::Json, "shown.json").unwrap();
    assert_eq!((providers.len(), &*providers[0].id), (1, "acme"));
    assert_eq!(providers[0].models[0].prices.len(), 2);
    let text = cli("prices show gamma --json").answer();
    let providers = read_providers(&text, Format::Json, "shown.json").unwrap();
    assert_eq!(
        (&*providers[0].name, &providers[0].fallback[..]),
        ("Gamma", &["acme".to_owned()][..])
    );
}

#[test]
fn json_at_a_time_has_what_holds_then() {
    let models = |line: &str| {
        let text = cli(&format!("prices show {line} --json")).answer();
        read_providers(&text, Format::Json, "shown.json").unwrap().remove(0).models
    };
    let night = &models("acme/night --at 2026-10-01T20:00:00Z")[0];
    assert_eq!(night.prices.len(), 1);
    assert!(night.prices[0].daily.is_some());
    let early = models("acme --at 2026-05-01");
    let rocket = early.iter().find(|model| model.id == "rocket-2").unwrap();
    assert_eq!((rocket.prices.len(), rocket.prices[0].from, rocket.variants.len()), (1, None, 1));
}

#[test]
fn own_discounts_are_shown_with_their_times() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let text = "schema = 1\nname = \"c\"\nadjust = [{ times = \"0.9\", until = \"2026-12-01\" }, \
                { times = \"0.8\", from = \"2026-12-01\" }]\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let shown = |more: &[&str]| {
        let words = ["prices", "show", "acme/rocket-1", "--prices", file];
        let shown = ran(words.into_iter().chain(more.iter().copied())).answer();
        let own = shown.lines().filter(|line| line.starts_with("By your own file"));
        own.map(|line| format!("{line}\n")).collect::<String>()
    };
    let now = "By your own file, c, until 2026-12-01: all x 0.9\n";
    let later = "By your own file, c, since 2026-12-01: all x 0.8\n";
    assert_eq!(shown(&[]), format!("{now}{later}"));
    assert_eq!(shown(&["--at", "2026-11-30"]), now);
    assert_eq!(shown(&["--at", "2026-12-01"]), later);
}

#[test]
fn what_is_free_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let text = "schema = 1\nname = \"c\"\nfree = [{ provider = \"hosted_vllm\" }, { provider = \"ollama\" }, { provider = \"gamma\", models = \"toy\" }]\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let shown = |words: &[&str]| {
        let all = ["prices", "show"].into_iter().chain(words.iter().copied());
        ran(all.chain(["--prices", file])).answer()
    };
    assert_eq!(
        shown(&["Ollama"]),
        "\
provider  ollama
free      all of its models, by your own file, c
"
    );
    assert_eq!(shown(&["vLLM"]).lines().next(), Some("provider  vllm"));
    assert!(shown(&["gamma"]).contains("\nfree           `toy`, by your own file, c\n"));
    assert_eq!(
        shown(&["qwen3", "-p", "ollama"]),
        "\
provider  ollama
model     qwen3
found     free by `c`
matches   any name
currency  USD
source    c

Prices
  Whatever is used costs nothing
"
    );
    let json = shown(&["qwen3", "-p", "ollama", "--json"]);
    assert!(json.contains("\"qwen3\""), "{json}");
    assert!(read_providers(&json, Format::Json, "shown.json").is_ok(), "{json}");
}

#[test]
fn what_is_not_there_is_refused_with_ways_to_find_it() {
    assert_eq!(
        cli("prices show acme/rokcet-2").refusal(Exit::Nothing),
        "\
not found: the price book has no model `acme/rokcet-2`
  Names that look like it, each with a price of its own: `rocket-2`, `rocket-1`.
  `genai-otel prices search rokcet` finds names by their parts.
  A file of your own can name it: see `--prices`.
"
    );
    assert_eq!(
        cli("prices show listener").refusal(Exit::Nothing),
        "\
not found: nobody says who provides `listener`
  These list such a model: acme.
  Say who with `--provider` or `PROVIDER/MODEL`.
  `genai-otel prices providers` lists the providers.
"
    );
}
