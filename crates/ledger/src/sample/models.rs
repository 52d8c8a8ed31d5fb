//! The models that are called.

/// A model, and how it behaves.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) provider: &'static str,
    pub(super) name: &'static str,
    /// The name that it answers by.
    pub(super) answers_as: &'static str,
    /// The median time to the first chunk, in milliseconds.
    pub(super) first_ms: f64,
    /// Tokens a second after that.
    pub(super) speed: f64,
    /// Whether the provider tells what it wrote to its cache.
    pub(super) writes_cache: bool,
    pub(super) reasons: bool,
}

/// For talks with people: cheap ones mostly.
pub(super) const TALK: &[(u64, &Model)] = &[
    (30, &MINI),
    (16, &FOUR_O),
    (12, &FIVE_MINI),
    (14, &HAIKU),
    (8, &SONNET),
    (11, &FLASH),
    (4, &PRO),
    (5, &DEEPSEEK),
];

/// For agents: those that can use tools well.
pub(super) const AGENT: &[(u64, &Model)] =
    &[(46, &SONNET), (22, &FIVE_MINI), (20, &O4), (12, &PRO)];

/// One of the company's own, which nobody has a price for.
pub(super) const OWN: Model = model("vllm", "acme-support-7b", "acme-support-7b", 90.0, 140.0);

const MINI: Model = model("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", 380.0, 95.0);
const FOUR_O: Model = model("openai", "gpt-4o", "gpt-4o-2024-08-06", 460.0, 80.0);
const FIVE_MINI: Model = Model {
    reasons: true,
    ..model("openai", "gpt-5-mini", "gpt-5-mini-2025-08-07", 1_900.0, 110.0)
};
const O4: Model =
    Model { reasons: true, ..model("openai", "o4-mini", "o4-mini-2025-04-16", 3_200.0, 105.0) };
const HAIKU: Model = Model {
    writes_cache: true,
    ..model("anthropic", "claude-haiku-4-5", "claude-haiku-4-5-20251001", 520.0, 130.0)
};
const SONNET: Model = Model {
    writes_cache: true,
    ..model("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", 1_050.0, 65.0)
};
const FLASH: Model = model("gcp.gemini", "gemini-2.5-flash", "gemini-2.5-flash", 410.0, 190.0);
const PRO: Model = Model {
    reasons: true,
    ..model("gcp.gemini", "gemini-2.5-pro", "gemini-2.5-pro", 4_100.0, 120.0)
};
const DEEPSEEK: Model = model("deepseek", "deepseek-chat", "deepseek-chat", 900.0, 45.0);

const fn model(
    provider: &'static str,
    name: &'static str,
    answers_as: &'static str,
    first_ms: f64,
    speed: f64,
) -> Model {
    Model { provider, name, answers_as, first_ms, speed, writes_cache: false, reasons: false }
}
