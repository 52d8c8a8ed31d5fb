//! The providers and what they are called.

use std::fmt::Write;

use super::{rust, value};
use crate::facts::Facts;

pub(super) fn write(facts: &Facts) -> String {
    let mut out = rust::head("Who answers calls, under whatever name.");
    out += "use std::convert::Infallible;\nuse std::fmt;\nuse std::str::FromStr;\nuse std::sync::Arc;\n\n\
            use super::spelling;\n\n";
    out += ABOUT;
    out += "#[derive(Clone, Debug, PartialEq, Eq, Hash)]\n#[non_exhaustive]\npub enum Provider {\n";
    for provider in &facts.providers {
        let origin = value::origin(facts, &provider.origin);
        let _ = writeln!(
            out,
            "/// `{}`: {}. {origin}\n{},",
            provider.value, provider.brief, provider.name
        );
    }
    out += "/// Somebody else, under their own name. Parsing never puts a listed provider here: build it with `From`.\n\
            #[non_exhaustive]\nOther(Arc<str>),\n}\n\n";

    out += "impl Provider {\n/// The listed providers, in order.\npub const KNOWN: &[Self] = &[\n";
    for provider in &facts.providers {
        let _ = writeln!(out, "Self::{},", provider.name);
    }
    out += "];\n\n";
    let values: Vec<(&str, &str)> =
        facts.providers.iter().map(|p| (p.name.as_str(), p.value.as_str())).collect();
    value::write_accessors(&mut out, &values);
    let conventional: Vec<String> = facts
        .providers
        .iter()
        .filter(|p| p.origin != "ours")
        .map(|p| format!("Self::{}", p.name))
        .collect();
    let _ = writeln!(
        out,
        "\n/// Whether the conventions list the name, those that followed the core conventions included.\n\
         #[must_use]\npub const fn is_well_known(&self) -> bool {{\nmatches!(self, {})\n}}\n}}\n",
        conventional.join(" | ")
    );
    out += FROM;
    value::write_traits(&mut out, "Provider");

    let mut aliases: Vec<(String, &str)> = facts
        .providers
        .iter()
        .flat_map(|p| p.folded().map(|alias| (alias, p.name.as_str())))
        .collect();
    // Lengths are compared quickest, and leave few spellings to compare.
    aliases.sort_by_cached_key(|(alias, _)| (alias.len(), alias.clone()));
    let longest = aliases.iter().map(|(alias, _)| alias.len()).max().unwrap_or_default();
    let _ = writeln!(
        out,
        "/// Folded spellings, sorted by length, then by letters.\npub(super) static ALIASES: [(&str, Provider); {}] = [",
        aliases.len()
    );
    for (alias, name) in &aliases {
        let _ = writeln!(out, "({alias:?}, Provider::{name}),");
    }
    let _ = writeln!(
        out,
        "];\n\n/// Bytes of the longest folded spelling.\nconst LONGEST: usize = {longest};\n"
    );
    out += "/// The conventions' own names as they are written, which most callers use.\n\
            const fn as_written(text: &str) -> Option<Provider> {\nSome(match text.as_bytes() {\n";
    for provider in facts.providers.iter().filter(|provider| provider.origin != "ours") {
        let _ = writeln!(out, "b{:?} => Provider::{},", provider.value, provider.name);
    }
    out += "_ => return None,\n})\n}\n";
    out
}

const ABOUT: &str = "\
/// Who answers a call: values of `gen_ai.provider.name`.
///
/// Parsing never fails. Case, white space, `-`, `_`, `.` and control characters make no difference, and
/// many other names stand for a listed provider:
///
/// ```
/// use genai_otel_core::Provider;
///
/// assert_eq!(Provider::from(\"AzureOpenAI\").as_str(), \"azure.ai.openai\");
/// assert_eq!(Provider::from(\"claude\"), Provider::Anthropic);
/// assert_eq!(Provider::from(\" My-Own LLM \").as_str(), \"my-own llm\");
/// ```
///
/// An unknown provider keeps its own name, in lower case, trimmed, without control characters and at most
/// 128 bytes long; text without a visible character becomes `_OTHER`.
";

const FROM: &str = "\
impl From<&str> for Provider {
    fn from(text: &str) -> Self {
        if let Some(known) = as_written(text) {
            return known;
        }
        if let Some(known) = spelling::find::<_, LONGEST>(&ALIASES, text) {
            return known.clone();
        }
        let own = spelling::tidy_lower(text);
        // What was cut off may have been all that told the text from a listed name.
        match spelling::find::<_, LONGEST>(&ALIASES, &own) {
            Some(known) => known.clone(),
            None => Self::Other(own.into()),
        }
    }
}

";
