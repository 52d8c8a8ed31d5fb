//! The page of providers.

use super::{code, head, origin, table};
use crate::facts::Facts;

pub(in crate::generate) fn write(facts: &Facts) -> String {
    let mut out = head("Providers");
    out += "What is written as the provider's name, and which other names stand for it. Case, white space, `-`, `_`\n\
            and `.` make no difference: `azure-openai`, `AzureOpenAI` and `azure_openai` are one name. A provider that\n\
            is not listed keeps its own name, trimmed, in lower case, without control characters and at most 128 bytes\n\
            long; an empty name becomes `_OTHER`.\n\n";
    out += &table(
        ["Name", "Provider", "Also", "Convention"],
        facts.providers.iter().map(|provider| {
            let aliases: Vec<String> = provider.aliases.iter().map(|alias| code(alias)).collect();
            [
                code(&provider.value),
                provider.brief.clone(),
                aliases.join(", "),
                origin(facts, &provider.origin),
            ]
        }),
    );
    out
}
