//! The page of attributes.

use super::{code, head, table};
use crate::facts::{Attribute, Facts, Profile};

pub(in crate::generate) fn write(facts: &Facts) -> String {
    let mut out = head("Attributes");
    out += "What spans and the points of metrics carry. An attribute that is not known is absent, never zero or\n\
            empty. The type `any` is structured content: JSON text on spans. *Content capture* is off by default.\n";
    for profile in &facts.profiles {
        out += &format!("\n## With the {}\n\n", profile.title);
        out += &format!("Profile `{}`, schema URL <{}>.\n", profile.id, profile.schema_url);
        out += "\n### Names of the conventions\n\n";
        out += &listed(facts, profile, true);
        out += "\n### Names of our own\n\n";
        out += "Under `genai_otel.` where no convention exists, but for two names that others read already.\n\n";
        out += &listed(facts, profile, false);
        out += "\n### What these conventions lack\n\n";
        let gaps = profile.gaps.iter().map(|gap| [gap.what.clone(), gap.instead.clone()]);
        out += &table(["Lacking", "What is written instead"], gaps);
    }
    out
}

fn listed(facts: &Facts, profile: &Profile, conventional: bool) -> String {
    let mut rows: Vec<(&str, &Attribute)> = facts
        .attributes
        .iter()
        .filter(|attribute| attribute.is_conventional_in(profile) == conventional)
        .filter_map(|attribute| Some((attribute.name_in(profile)?, attribute)))
        .collect();
    rows.sort_by_key(|(name, _)| *name);
    let row = |(name, attribute): (&str, &Attribute)| {
        [
            code(name),
            attribute.kind_in(profile).to_owned(),
            attribute.when.clone(),
            attribute.brief.clone(),
        ]
    };
    table(["Name", "Type", "When", "Meaning"], rows.into_iter().map(row))
}
