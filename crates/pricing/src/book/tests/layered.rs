//! What files of the user's say together with the book.

use super::*;

/// What is found, as `provider/model of <source>, billed by <provider>; step; step`, or why nothing is.
fn seen(book: &PriceBook, lookup: Lookup<'_>) -> String {
    match book.find(&lookup) {
        Ok(found) => {
            let (provider, model, biller) = (&found.provider, &found.model_id, &found.billed_by);
            let name = format!("{provider}/{model} of {}, billed by {biller}", found.model.source);
            let steps = found.steps.iter().map(ToString::to_string);
            std::iter::once(name).chain(steps).collect::<Vec<_>>().join("; ")
        }
        Err(unpriced) => unpriced.reason().to_owned(),
    }
}

fn own(provider: &str, models: &str) -> String {
    format!("schema = 1\nproviders = [{{ id = '{provider}', models = [{models}] }}]\n")
}

const PRICES: &str = "prices = [{ rates = { input_tokens = 5, output_tokens = 5 } }]";

#[test]
fn the_model_that_answered_comes_before_own_prices_of_the_one_that_was_asked_for() {
    let text = own("openai", &format!("{{ id = 'gpt-4o', {PRICES} }}"));
    let free = "schema = 1\nfree = [{ models = ['gpt-4o'] }]";
    let asked = Lookup::new().provider("openai").request_model("gpt-4o");
    for file in [text.as_str(), free] {
        let book = book().with_overlay(overlay(file));
        assert_eq!(
            seen(&book, asked.response_model("gpt-4-0613")),
            "openai/gpt-4 of test, billed by openai",
            "{file}"
        );
        // Nobody lists what answered.
        let unlisted = seen(&book, asked.response_model("gpt-9"));
        let step = "`gpt-9`, which answered, is not listed: priced as requested";
        let by = if file == free {
            "openai/gpt-4o of acme.toml, billed by openai; free by `acme.toml`".to_owned()
        } else {
            format!("openai/gpt-4o of acme.toml, billed by openai; {step}")
        };
        assert_eq!(unlisted, by);
    }
    // The user's word of a name comes before all.
    let deployed = "schema = 1\ndeployments = { gpt-4o = 'x-ai/grok-4' }";
    let book = book().with_overlay(overlay(deployed)).with_overlay(overlay(&text));
    assert_eq!(
        seen(&book, asked.response_model("gpt-4-0613")),
        "x-ai/grok-4 of test, billed by openai; `gpt-4o` is `x-ai/grok-4` by `acme.toml`"
    );
}

#[test]
fn own_prices_without_a_rule_hold_for_all_names_of_the_entry() {
    let text = own("openai", &format!("{{ id = 'GPT-4o', {PRICES} }}"));
    let book = book().with_overlay(overlay(&text));
    let answered = |name| seen(&book, Lookup::new().provider("openai").response_model(name));
    let own = "openai/GPT-4o of acme.toml, billed by openai";
    for name in ["gpt-4o", "gpt-4o-2024-11-20"] {
        assert_eq!(answered(name), own, "{name}");
    }
    let step = "date written as in `gpt-4o-2024-11-20`";
    assert_eq!(answered("gpt-4o-20241120"), format!("{own}; {step}"));
    assert_eq!(answered("gpt-4o-2024-05-13"), "openai/gpt-4o-2024-05-13 of test, billed by openai");
    assert_eq!(answered("gpt-4o-2027-01-01"), "unknown_model");
    // Where the price of another holds.
    let azure = Lookup::new().provider("azure").response_model("gpt-4o-2024-11-20");
    assert_eq!(
        seen(&book, azure),
        "openai/GPT-4o of acme.toml, billed by azure; not listed at `azure`: price of `openai`"
    );
    // What people asked for by that name, too.
    let asked = Lookup::new().provider("openai").request_model("gpt-4o");
    assert_eq!(seen(&book, asked.response_model("gpt-4o-2024-11-20")), own);
}

#[test]
fn own_prices_with_a_rule_hold_for_what_that_means() {
    let text = own("openai", &format!("{{ id = 'gpt-4o', rule = 'gpt-4o', {PRICES} }}"));
    let book = book().with_overlay(overlay(&text));
    let answered = |name| seen(&book, Lookup::new().provider("openai").response_model(name));
    assert_eq!(answered("gpt-4o"), "openai/gpt-4o of acme.toml, billed by openai");
    assert_eq!(answered("gpt-4o-2024-11-20"), "openai/gpt-4o of test, billed by openai");
}

#[test]
fn names_are_taken_over_from_rules_and_from_older_files_and_fallbacks_too() {
    let answered = |book: &PriceBook, provider, name| {
        seen(book, Lookup::new().provider(provider).response_model(name))
    };
    let regional = own("aws", &format!("{{ id = 'global-sonnet', {PRICES} }}"));
    let wide = book().with_overlay(overlay(&regional));
    assert_eq!(
        answered(&wide, "aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        "aws/global-sonnet of acme.toml, billed by aws"
    );
    let rule = format!("{{ id = 'house', rule = {{ starts_with = 'house-' }}, {PRICES} }}");
    let newer = Overlay::from_text(
        &own("acme", &format!("{{ id = 'house', {PRICES} }}")),
        Format::Toml,
        "newer.toml",
    );
    let files = book().with_overlay(overlay(&own("acme", &rule))).with_overlay(newer.unwrap());
    assert_eq!(answered(&files, "acme", "house-7"), "acme/house of newer.toml, billed by acme");
    let azure = own("azure.ai.openai", &format!("{{ id = 'gpt-4o', {PRICES} }}"));
    let azure = book().with_overlay(overlay(&azure));
    assert_eq!(
        answered(&azure, "azure", "gpt-4o-2024-11-20"),
        "azure/gpt-4o of acme.toml, billed by azure"
    );
    assert_eq!(
        answered(&azure, "openai", "gpt-4o-2024-11-20"),
        "openai/gpt-4o of test, billed by openai"
    );
}

#[test]
fn a_deployment_is_billed_by_who_runs_it() {
    let book = book().with_overlay(overlay(
        "schema = 1
        deployments = { 'azure/our-chat' = 'openai/gpt-4o', 'acme/x' = 'openai/gpt-4o', y = 'openai/gpt-4o' }
        adjust = [{ provider = 'openai', times = '0.85' }]",
    ));
    let biller = |lookup| book.find(&lookup).unwrap().billed_by.to_string();
    let named = |name| Lookup::new().request_model(name);
    assert_eq!(biller(named("azure/our-chat")), "azure");
    assert_eq!(biller(named("azure/our-chat").provider("litellm")), "azure");
    assert_eq!(biller(named("azure/our-chat").provider("my-proxy")), "azure");
    assert_eq!(biller(named("our-chat").provider("azure.ai.openai")), "azure");
    assert_eq!(biller(named("y").provider("azure")), "azure");
    assert_eq!(biller(named("y").provider("vllm")), "vllm");
    assert_eq!(biller(named("x").provider("acme")), "acme");
    // Nobody is known by that name.
    assert_eq!(biller(named("acme/x")), "openai");
    assert_eq!(biller(named("y")), "openai");
    let cost = book.question("", "azure/our-chat").input(1_000_000).output(0).at(noon()).cost();
    assert_eq!(cost.unwrap().amount.to_string(), "1 USD");
}

#[test]
fn deployments_stand_for_names_and_for_ids() {
    let file = |target: &str| overlay(&format!("schema = 1\n[deployments]\nchat = '{target}'"));
    for (target, meant) in [
        ("aws/regional-sonnet", "aws/regional-sonnet"),
        ("Bedrock/Global-Sonnet", "aws/global-sonnet"),
        ("aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws/global-sonnet"),
        ("openai/gpt-4o-2024-11-20", "openai/gpt-4o"),
        ("azure/gpt-4o", "openai/gpt-4o"),
    ] {
        let file = file(target);
        let book = book().with_overlay(file.clone());
        assert_eq!(book.check(&file), Ok(()), "{target}");
        let found = seen(&book, Lookup::new().provider("litellm").request_model("chat"));
        assert!(found.starts_with(&format!("{meant} of test")), "{found}");
    }
    for target in ["aws/regional", "aws/anthropic.claude-sonnet-4-5", "nobody/gpt-4o"] {
        let file = file(target);
        let error = book().with_overlay(file.clone()).check(&file).unwrap_err();
        assert_eq!((error.line(), error.column()), (Some(3), Some(8)), "{error}");
    }
}

#[test]
fn factors_of_all_files_are_multiplied_the_oldest_first() {
    let file = |name: &str, adjust: &str| {
        let text = format!("schema = 1\nadjust = [{{ {adjust} }}]");
        Overlay::from_text(&text, Format::Toml, name).unwrap()
    };
    let cost = |one: Overlay, other: Overlay| {
        let book = book().with_overlay(one).with_overlay(other);
        let question = book.question("openai", "gpt-4o").input(1_000_000).output(0).at(noon());
        let cost = question.cost().unwrap();
        let basis = cost.basis.unwrap();
        let factors =
            basis.factors.iter().map(|factor| format!(" {} {}", factor.reason, factor.times));
        cost.amount.to_string() + &factors.collect::<String>()
    };
    assert_eq!(
        cost(file("one.toml", "times = '0.9'"), file("two.toml", "times = '0.8'")),
        "0.72 USD one.toml 0.9 two.toml 0.8"
    );
    let contract = file("contract.toml", "provider = 'openai', times = '0.85'");
    assert_eq!(
        cost(contract, file("margin.toml", "times = '1.2'")),
        "1.02 USD contract.toml 0.85 margin.toml 1.2"
    );
}

#[test]
fn what_is_free_by_its_name_alone_is_of_whoever_was_called() {
    let book = book().with_overlay(overlay("schema = 1\nfree = [{ models = ['local'] }]"));
    let whose = |lookup: Lookup<'_>| {
        let found = book.find(&lookup.request_model("local")).unwrap();
        assert_eq!(found.provider, found.billed_by);
        found.provider.to_string()
    };
    assert_eq!(whose(Lookup::new()), "unknown");
    assert_eq!(whose(Lookup::new().provider("")), "unknown");
    assert_eq!(whose(Lookup::new().provider("my-server")), "my-server");
    assert_eq!(whose(Lookup::new().server_address("api.openai.com")), "openai");
}
