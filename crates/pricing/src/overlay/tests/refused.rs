//! What is refused in an overlay, with its place, in both notations.

use crate::file::Format;
use crate::overlay::Overlay;

/// The texts have a `¦` before what is wrong.
#[track_caller]
fn refuse(json: &str, toml: &str, message: &str) {
    let json = format!("{{\"schema\": 1,\n{json}}}");
    let toml = format!("schema = 1\n{toml}");
    for (marked, format) in [(json, Format::Json), (toml, Format::Toml)] {
        let place = place(&marked);
        let error = Overlay::from_text(&marked.replace('¦', ""), format, "own").unwrap_err();
        assert_eq!(error.to_string(), format!("own:{place}: {message}"), "in {marked}");
    }
}

fn place(marked: &str) -> String {
    let (before, _) = marked.split_once('¦').unwrap();
    let last = before.split('\n').next_back().unwrap();
    format!("{}:{}", before.split('\n').count(), last.chars().count() + 1)
}

#[test]
fn keys_that_are_unknown() {
    refuse(
        "¦\"discounts\": []",
        "¦discounts = []",
        "`discounts`: is unknown; there can be `schema`, `name`, `version`, `sources`, `exchange`, `deployments`, \
         `free`, `adjust`, `providers`",
    );
    refuse(
        "\"adjust\": [{¦\"factor\": \"1\"}]",
        "adjust = [{ ¦factor = \"1\" }]",
        "`adjust[0].factor`: is unknown; there can be `name`, `provider`, `model`, `times`, `from`, `until`",
    );
    refuse(
        "\"free\": [{¦\"model\": \"a\"}]",
        "free = [{ ¦model = \"a\" }]",
        "`free[0].model`: is unknown; there can be `provider`, `models`",
    );
}

#[test]
fn more_entries_than_a_lookup_should_go_through() {
    let many = |entry: &str| vec![entry; 1_001].join(", ");
    refuse(
        &format!("\"free\": ¦[{}]", many("{\"provider\": \"a\"}")),
        &format!("free = ¦[{}]", many("{ provider = \"a\" }")),
        "`free`: has more than 1000 entries",
    );
}

#[test]
fn a_schema_that_is_missing() {
    let error = Overlay::from_text("name = \"x\"", Format::Toml, "own.toml").unwrap_err();
    assert_eq!(error.to_string(), "own.toml:1:1: `schema`: is missing; write `1`");
}

#[test]
fn exchange_of_what_is_no_currency_or_no_rate() {
    for (code, value, place, problem) in [
        ("EURO", "\"1\"", "key", "`EURO` is no currency of ISO 4217 in use, such as `USD`"),
        ("XAU", "\"1\"", "key", "`XAU` is no currency of ISO 4217 in use, such as `USD`"),
        ("USD", "\"1\"", "key", "`USD` is what the others are exchanged to"),
        ("EUR", "\"-1\"", "value", "`-1` is negative"),
        ("EUR", "0", "value", "`0` must be above zero in its first nine decimals"),
        ("EUR", "\"1.0000000001\"", "value", "`1.0000000001` has more than nine decimals"),
        ("EUR", "\"1e6\"", "value", "`1e6` is too large; factors end at 1000"),
    ] {
        let (key, value) = match place {
            "key" => ("¦", value.to_owned()),
            _ => ("", format!("¦{value}")),
        };
        refuse(
            &format!("\"exchange\": {{{key}\"{code}\": {value}}}"),
            &format!("exchange = {{ {key}{code} = {value} }}"),
            &format!("`exchange.{code}`: {problem}"),
        );
    }
    refuse(
        "\"exchange\": {\"EUR\": \"1\", ¦\"eur\": \"1\"}",
        "exchange = { EUR = \"1\", ¦eur = \"1\" }",
        "`exchange.eur`: `EUR` stands here twice",
    );
}

#[test]
fn deployments_that_point_to_no_provider_and_model() {
    for target in ["gpt-4o", "/gpt-4o", "openai/", "open ai/gpt-4o"] {
        refuse(
            &format!("\"deployments\": {{\"azure/x\": ¦\"{target}\"}}"),
            &format!("deployments = {{ \"azure/x\" = ¦\"{target}\" }}"),
            &format!(
                "`deployments.azure/x`: `{target}` is no `provider/model` such as `openai/gpt-4o`"
            ),
        );
    }
    refuse(
        "\"deployments\": {¦\" \": \"openai/gpt-4o\"}",
        "deployments = { ¦\" \" = \"openai/gpt-4o\" }",
        "`deployments. `: `` is empty; write `provider/name`",
    );
    refuse(
        "\"deployments\": {\"A\": \"openai/gpt-4o\", ¦\"a\": \"openai/o3\"}",
        "deployments = { A = \"openai/gpt-4o\", ¦a = \"openai/o3\" }",
        "`deployments.a`: `a` stands here twice",
    );
}

#[test]
fn a_deployment_whose_model_nobody_knows_is_found_with_the_book() {
    let text = "schema = 1\n[deployments]\nb = \"openai/gpt-4o\"\nz = \"openai/gpt-5o\"\na = \"opanai/o3\"\n";
    let overlay = Overlay::from_text(text, Format::Toml, "own.toml").unwrap();
    let known = |provider: &str, model: &str| provider == "openai" && model != "gpt-5o";
    assert_eq!(
        overlay.check(known).unwrap_err().to_string(),
        "own.toml:4:5: `deployments.z`: there is no model `gpt-5o` of the provider `openai` in the price book"
    );
    assert_eq!(overlay.check(|_, _| true), Ok(()));
    let json = "{\"schema\": 1,\n \"deployments\": {\"z\": \"openai/gpt-5o\"}}";
    let overlay = Overlay::from_text(json, Format::Json, "own.json").unwrap();
    assert_eq!(
        overlay.check(known).unwrap_err().to_string(),
        "own.json:2:23: `deployments.z`: there is no model `gpt-5o` of the provider `openai` in the price book"
    );
}

#[test]
fn free_without_saying_what() {
    refuse(
        "\"free\": [¦{}]",
        "free = [¦{}]",
        "`free[0]`: is empty; name a `provider`, `models` or both",
    );
    refuse(
        "\"free\": [{\"models\": ¦[]}]",
        "free = [{ models = ¦[] }]",
        "`free[0].models`: is empty; write at least one rule",
    );
}

#[test]
fn adjustments_that_never_hold_or_say_no_factor() {
    refuse(
        "\"adjust\": [¦{}]",
        "adjust = [¦{}]",
        "`adjust[0].times`: is missing; write a factor such as `\"0.85\"`",
    );
    refuse(
        "\"adjust\": [{\"times\": \"1\", \"from\": \"2026-01-01\", \"until\": ¦\"2026-01-01\"}]",
        "adjust = [{ times = \"1\", from = \"2026-01-01\", until = ¦\"2026-01-01\" }]",
        "`adjust[0].until`: the interval is empty; `until` is when it no longer holds",
    );
    refuse(
        "\"adjust\": [{\"times\": ¦\"0\"}]",
        "adjust = [{ times = ¦\"0\" }]",
        "`adjust[0].times`: `0` must be above zero in its first nine decimals",
    );
}

#[test]
fn own_prices_are_checked_like_those_of_a_price_file() {
    refuse(
        "\"providers\": [{\"id\": \"openai\", \"models\": [{\"id\": \"m\", \"prices\": [{\"rates\": {\"images\": ¦\"-1\"}}]}]}]",
        "providers = [{ id = \"openai\", models = [{ id = \"m\", prices = [{ rates = { images = ¦\"-1\" } }] }] }]",
        "model `m`: `prices[0].rates.images`: `-1` is negative",
    );
}
