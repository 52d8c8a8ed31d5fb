//! The page of operations and the small vocabularies.

use super::{code, head, origin, table};
use crate::facts::{Facts, Vocabulary};

pub(in crate::generate) fn write(facts: &Facts) -> String {
    let mut out = head("Operations and other values");
    out += "All these sets are open: another value is kept as it was given, trimmed, without control characters and\n\
            at most 128 bytes long. The class of an operation decides which metrics measure it; an operation that is\n\
            not listed has the class `Model`.\n";
    for vocabulary in &facts.enums {
        out += &page(facts, vocabulary);
    }
    out
}

fn page(facts: &Facts, vocabulary: &Vocabulary) -> String {
    let attribute = facts.attribute(&vocabulary.attribute);
    let mut out = format!("\n## {}\n\n{}", vocabulary.name, vocabulary.brief);
    for profile in &facts.profiles {
        if let Some(name) = attribute.name_in(profile) {
            out += &format!(" Values of `{name}` ({}).", profile.title);
        }
    }
    out += "\n\n";
    let classed = vocabulary.values.iter().any(|known| known.class.is_some());
    out += &if classed {
        table(
            ["Value", "Class", "Meaning", "Convention"],
            vocabulary.values.iter().map(|known| {
                let class = known.class.clone().unwrap_or_default();
                [code(&known.value), class, known.brief.clone(), origin(facts, &known.origin)]
            }),
        )
    } else {
        table(
            ["Value", "Meaning", "Convention"],
            vocabulary.values.iter().map(|known| {
                [code(&known.value), known.brief.clone(), origin(facts, &known.origin)]
            }),
        )
    };
    out
}
