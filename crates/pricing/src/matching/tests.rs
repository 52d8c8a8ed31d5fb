//! Which names find which models, in a book of a few providers.

use super::Lookup;
use crate::book::PriceBook;
use crate::sample;

/// What is found, as `provider/model; step; step`, or why nothing is.
fn found(book: &PriceBook, lookup: &Lookup<'_>) -> String {
    match book.find(lookup) {
        Ok(found) => {
            let name = format!("{}/{}", found.provider, found.model_id);
            let steps = found.steps.iter().map(|step| step.to_string());
            std::iter::once(name).chain(steps).collect::<Vec<_>>().join("; ")
        }
        Err(unpriced) => unpriced.reason().to_owned(),
    }
}

fn book() -> PriceBook {
    PriceBook::from_providers(sample::providers())
}

#[track_caller]
fn answers(provider: &str, model: &str, expected: &str) {
    let lookup = Lookup::new().provider(provider).response_model(model);
    let book = book();
    assert_eq!(found(&book, &lookup), expected, "{model} of {provider}");
    // What is remembered is the same.
    assert_eq!(found(&book, &lookup), expected, "{model} of {provider}, again");
}

#[test]
fn listed_names_are_found_in_any_case_without_steps() {
    for name in ["gpt-4o", "GPT-4o", " gpt-4o-2024-11-20\n"] {
        answers("openai", name, "openai/gpt-4o");
    }
    answers("openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13");
}

#[test]
fn a_new_sibling_is_unknown_and_not_the_same_price() {
    for name in ["gpt-4o-2027-01-01", "gpt-4o-some-new-variant", "gpt-4", "gpt"] {
        let expected = if name == "gpt-4" { "openai/gpt-4" } else { "unknown_model" };
        answers("openai", name, expected);
    }
}

#[test]
fn providers_are_found_by_every_name_that_is_known_of_them_and_by_no_part_of_it() {
    for (names, model, expected) in [
        (
            &["azure.ai.openai", "az.ai.openai", "azure.ai.inference", "azure", "AzureOpenAI"][..],
            "gpt-35-turbo",
            "azure/gpt-3.5-turbo",
        ),
        (
            &["aws.bedrock", "bedrock", "aws", "amazon_bedrock"],
            "amazon.nova-pro-v1:0",
            "aws/amazon.nova-pro-v1:0",
        ),
        (
            &["gcp.vertex_ai", "gcp.gemini", "gcp.gen_ai", "vertex", "gemini", "google"],
            "gemini-2.5-pro",
            "google/gemini-2.5-pro",
        ),
        (&["x_ai", "xai", "x-ai", "grok"], "grok-4", "x-ai/grok-4"),
        (
            &["mistral_ai", "mistralai", "mistral"],
            "mistral-ocr-latest",
            "mistral/mistral-ocr-latest",
        ),
        (&["moonshot_ai", "moonshotai", "kimi"], "kimi-k2", "moonshotai/kimi-k2"),
        (
            &["together_ai", "together", "Together AI"],
            "meta-llama/Llama-3.3-70B-Instruct-Turbo",
            "together/meta-llama/llama-3.3-70b-instruct-turbo",
        ),
        (&["my-openai", "openai2", "not.openai"], "gpt-4o", "unknown_provider"),
        (&["ibm.watsonx.ai"], "gpt-4o", "unknown_provider"),
        (&["ollama"], "llama3.1:8b", "unknown_model"),
    ] {
        for name in names {
            answers(name, model, expected);
        }
    }
}

#[test]
fn the_server_decides_where_the_provider_is_not_known() {
    let book = book();
    let at = |lookup: Lookup<'static>, host| {
        let lookup = lookup.server_address(host).response_model("gpt-4o");
        found(&book, &lookup)
    };
    let openai = "openai/gpt-4o; provider `openai` known by the server's name";
    assert_eq!(at(Lookup::new(), "API.openai.com"), openai);
    assert_eq!(at(Lookup::new().provider("my-proxy"), "api.openai.com:443"), openai);
    assert_eq!(
        at(Lookup::new(), "acme.openai.azure.com."),
        "openai/gpt-4o; provider `azure` known by the server's name; \
         not listed at `azure`: price of `openai`"
    );
    assert_eq!(
        at(Lookup::new().provider("openai"), "acme.openai.azure.com"),
        "openai/gpt-4o",
        "a provider that is known is believed"
    );
    assert_eq!(at(Lookup::new().provider("my-proxy"), "proxy.acme.com"), "unknown_provider");
}

#[test]
fn a_prefix_sets_the_provider_where_none_is_known_and_at_gateways() {
    let prefixed = "openai/gpt-4o; prefix `openai/` read as the provider";
    for provider in ["litellm", "LiteLLM Proxy", "portkey", "vercel", "helicone", "_OTHER", ""] {
        answers(provider, "openai/gpt-4o", prefixed);
    }
    answers("openai", "openai/gpt-4o", prefixed);
    answers("litellm", "gpt-4o", "unknown_provider");
    answers("litellm", "acme/gpt-4o", "unknown_provider");
    answers(
        "litellm",
        "vertex_ai/models/gemini-2.5-pro",
        "google/gemini-2.5-pro; prefix `vertex_ai/` read as the provider; `models/` dropped",
    );
    answers(
        "litellm",
        "openrouter/openai/gpt-4o",
        "openrouter/openai/gpt-4o; prefix `openrouter/` read as the provider",
    );
}

#[test]
fn whoever_is_named_and_unknown_has_no_price_whatever_its_models_are_called() {
    for provider in ["my-gpu", "my-proxy", "openai2", "vllm"] {
        for name in ["openai/gpt-4o", "gpt-4o", "deepseek-ai/DeepSeek-R1", "models/gemini-2.5-pro"]
        {
            answers(provider, name, "unknown_provider");
        }
    }
}

#[test]
fn weights_that_anybody_may_run_are_not_their_publishers_api_unless_it_lists_them() {
    for name in ["mistralai/mistral-ocr-latest", "mistralai/Mistral-OCR-Latest"] {
        let listed = "mistral/mistral-ocr-latest; prefix `mistralai/` read as the provider";
        answers("", name, listed);
    }
    // Rules of the publisher's own would mean these.
    let book = PriceBook::embedded();
    for name in [
        "openai/gpt-oss-120b",
        "deepseek-ai/DeepSeek-R1",
        "deepseek-ai/DeepSeek-R1-Zero",
        "meta-llama/Llama-3.3-70B-Instruct",
    ] {
        let answer = found(&book, &Lookup::new().request_model(name));
        assert_eq!(answer, "unknown_model", "{name}");
    }
    answers("litellm", "xai/grok-4", "x-ai/grok-4; prefix `xai/` read as the provider");
}

#[test]
fn a_prefix_that_belongs_to_the_name_stays() {
    answers("groq", "openai/gpt-oss-120b", "groq/openai/gpt-oss-120b");
    answers("groq", "openai/gpt-4o", "unknown_model");
    answers("openrouter", "openai/gpt-4o", "openrouter/openai/gpt-4o");
    answers("openrouter", "gpt-4o", "unknown_model");
    answers("ollama", "openai/gpt-4o", "unknown_model");
}

#[test]
fn what_is_free_is_an_entry_of_its_own() {
    answers("openrouter", "phi-4:free", "openrouter/phi-4:free");
    answers("openrouter", "openai/gpt-4o:free", "unknown_model");
    // Also where the answer leaves it out.
    let book = book();
    let asked = Lookup::new().provider("openrouter").request_model("openai/gpt-4o:free");
    assert_eq!(found(&book, &asked.response_model("openai/gpt-4o")), "unknown_model");
    // What the rules say of other suffixes holds.
    answers("openrouter", "openai/gpt-4o:nitro", "openrouter/openai/gpt-4o");
}

#[test]
fn without_any_provider_the_models_name_may_say_whose_it_is() {
    let book = book();
    for (name, expected) in [
        ("gpt-4o", "openai/gpt-4o; provider `openai` known by the model's name"),
        ("gemini-2.5-pro", "google/gemini-2.5-pro; provider `google` known by the model's name"),
        ("gpt-9", "unknown_model"),
        ("kimi-k2", "unknown_provider"),
    ] {
        assert_eq!(found(&book, &Lookup::new().request_model(name)), expected);
        let strange = Lookup::new().request_model(name).provider("my-proxy");
        assert_eq!(found(&book, &strange), "unknown_provider");
    }
    assert_eq!(found(&book, &Lookup::new()), "unknown_provider");
    assert_eq!(found(&book, &Lookup::new().provider("openai")), "unknown_model");
}

#[test]
fn dates_are_the_same_however_they_are_written() {
    answers("openai", "gpt-4o-20241120", "openai/gpt-4o; date written as in `gpt-4o-2024-11-20`");
    answers(
        "gcp.vertex_ai",
        "claude-sonnet-4-5@20250929",
        "anthropic/claude-sonnet-4-5; not listed at `google`: price of `anthropic`; \
         date written as in `claude-sonnet-4-5-20250929`",
    );
    answers("openai", "gpt-4o-20241121", "unknown_model");
}

#[test]
fn regions_of_bedrock_have_their_own_entries_or_are_dropped_aloud() {
    let sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    answers("aws.bedrock", &format!("us.{sonnet}"), "aws/regional-sonnet");
    answers("aws.bedrock", &format!("global.{sonnet}"), "aws/global-sonnet");
    let profile = format!("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.{sonnet}");
    answers("aws.bedrock", &profile, "aws/regional-sonnet; name taken from the ARN");
    answers("aws.bedrock", sonnet, "unknown_model");
    for region in ["us", "eu", "apac", "au", "jp", "us-gov", "global"] {
        let expected = format!("aws/amazon.nova-pro-v1:0; regional prefix `{region}.` dropped");
        answers("aws.bedrock", &format!("{region}.amazon.nova-pro-v1:0"), &expected);
    }
    answers("aws.bedrock", "mars.amazon.nova-pro-v1:0", "unknown_model");
    answers("openai", "us.gpt-4o", "unknown_model");
    for kind in ["application-inference-profile", "provisioned-model", "custom-model"] {
        let arn = format!("arn:aws:bedrock:us-east-1:123456789012:{kind}/amazon.nova-pro-v1:0");
        answers("aws.bedrock", &arn, "unknown_model");
    }
}

#[test]
fn what_was_tuned_has_its_own_entry_and_never_the_price_of_its_base() {
    answers("openai", "ft:gpt-4o-mini-2024-07-18:acme::x", "openai/ft:gpt-4o-mini");
    answers("openai", "ft:gpt-4o-2024-11-20:acme::x", "unknown_model");
    answers("openai", "ft:gpt-4o", "unknown_model");
    // Its only entry is that of the base.
    answers("openai", "ft:gpt-4-0613:acme::x", "unknown_model");
    // Rules say nothing of what people call their models.
    answers("openai", "ft:gpt-4o:acme:moderation:x", "unknown_model");
}

#[test]
fn deployments_are_free_text() {
    let book = book();
    let asked = |asked| Lookup::new().provider("azure.ai.openai").request_model(asked);
    assert_eq!(found(&book, &asked("my-prod-chat")), "unknown_model");
    assert_eq!(
        found(&book, &asked("my-prod-chat").response_model("gpt-35-turbo")),
        "azure/gpt-3.5-turbo"
    );
    assert_eq!(
        found(&book, &asked("gpt-35-turbo")),
        "azure/gpt-3.5-turbo; the name of the deployment taken for that of its model"
    );
    // Neither a wide rule of Azure's own nor one of those that it falls back to.
    for name in ["phi-4-chat", "my-moderation-bot"] {
        assert_eq!(found(&book, &asked(name)), "unknown_model");
        assert!(book.find(&Lookup::new().provider("azure").response_model(name)).is_ok());
    }
}

#[test]
fn the_model_that_answered_comes_before_the_one_that_was_asked_for() {
    let book = book();
    let asked = Lookup::new().provider("openai").request_model("gpt-4o");
    assert_eq!(
        found(&book, &asked.response_model("gpt-4o-2024-05-13")),
        "openai/gpt-4o-2024-05-13"
    );
    assert_eq!(
        found(&book, &asked.response_model("gpt-4o-2027-01-01")),
        "openai/gpt-4o; `gpt-4o-2027-01-01`, which answered, is not listed: priced as requested"
    );
    assert_eq!(found(&book, &asked.response_model(" ")), "openai/gpt-4o");
    // Of an answer that only the fallback lists, Azure's own price for the request is no price.
    let azure = Lookup::new().provider("azure").request_model("gpt-35-turbo");
    assert_eq!(
        found(&book, &azure.response_model("gpt-4o")),
        "openai/gpt-4o; not listed at `azure`: price of `openai`"
    );
}

#[test]
fn odd_names_are_unknown_and_break_nothing() {
    let huge = "a/".repeat(1_000_000);
    let long = "-20241120".repeat(200);
    for name in [
        huge.as_str(),
        &long,
        "",
        "/",
        "//",
        "openai/",
        "openai//",
        "ft:",
        "ft::::",
        "@20241120",
        "\u{0}",
        "gpt-4o\u{0}",
        "gpt‑4o",
        "ｇｐｔ-4o",
        "GPT-4O\u{301}",
        "é@20250929",
        "🦀-20241120",
        "us.",
        ".",
        "arn:",
        "arn:aws:bedrock:::foundation-model/",
        "models/",
        "publishers/",
        "projects/x/models/",
    ] {
        for provider in ["openai", "azure", "aws", "litellm", "openrouter", "\u{0}", &huge, "é"] {
            let lookup = Lookup::new().provider(provider).response_model(name).server_address(name);
            assert!(book().find(&lookup).is_err(), "{name} of {provider}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_a_lookup(
        provider in proptest::option::of("(openai|azure|aws|google|\\PC{0,20})"),
        host in proptest::option::of("\\PC{0,40}"),
        response in proptest::option::of("(ft:|us\\.|arn:aws:bedrock:::|models/|\\PC{0,5}/)?\\PC{0,30}([-@:][0-9]{7,9})?"),
        request in proptest::option::of("\\PC{0,40}"),
    ) {
        let lookup = Lookup {
            provider: provider.as_deref(),
            server_address: host.as_deref(),
            response_model: response.as_deref(),
            request_model: request.as_deref(),
        };
        let book = book();
        let first = book.find(&lookup);
        proptest::prop_assert_eq!(first, book.find(&lookup));
    }
}
