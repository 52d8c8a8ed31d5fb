//! The open vocabularies.

use std::fmt::Write;

use super::rust;
use crate::facts::{Facts, Vocabulary};

pub(super) fn write(facts: &Facts) -> String {
    let mut out = rust::head("Values that the conventions list, open for others.");
    out += "use std::convert::Infallible;\nuse std::fmt;\nuse std::str::FromStr;\nuse std::sync::Arc;\n\n\
            use super::{OperationClass, spelling};\n\n";
    for vocabulary in &facts.enums {
        write_enum(&mut out, facts, vocabulary);
    }
    out
}

fn write_enum(out: &mut String, facts: &Facts, vocabulary: &Vocabulary) {
    let name = &vocabulary.name;
    let attribute = facts.attribute(&vocabulary.attribute);
    let wire = facts.profiles.iter().find_map(|p| attribute.name_in(p)).unwrap_or(&attribute.name);
    let values: Vec<(&str, &str)> =
        vocabulary.values.iter().map(|v| (v.name.as_str(), v.value.as_str())).collect();

    let _ = writeln!(out, "/// {} Values of `{wire}`.\n///", vocabulary.brief);
    *out += "/// Parsing never fails: what is not listed is kept as `Other`, trimmed, without control characters\n\
             /// and at most 128 bytes long; text without a visible character becomes `_OTHER`.\n";
    let default = if vocabulary.default.is_some() { "Default, " } else { "" };
    let _ = writeln!(
        out,
        "#[derive(Clone, Debug, {default}PartialEq, Eq, Hash)]\n#[non_exhaustive]\npub enum {name} {{"
    );
    for known in &vocabulary.values {
        let _ = writeln!(
            out,
            "/// `{}`: {} {}",
            known.value,
            rust::lower_first(&known.brief),
            origin(facts, &known.origin)
        );
        if vocabulary.default.as_ref() == Some(&known.name) {
            *out += "/// The default.\n#[default]\n";
        }
        let _ = writeln!(out, "{},", known.name);
    }
    let _ = writeln!(
        out,
        "/// A value of somebody else. Parsing never puts a listed value here: build it with `From`.\n#[non_exhaustive]\nOther(Arc<str>),\n}}\n"
    );

    let _ = writeln!(
        out,
        "impl {name} {{\n/// The listed values, in order.\npub const KNOWN: &[Self] = &["
    );
    for (variant, _) in &values {
        let _ = writeln!(out, "Self::{variant},");
    }
    *out += "];\n\n";
    write_accessors(out, &values);
    if vocabulary.values.iter().any(|known| known.class.is_some()) {
        write_class(out, vocabulary);
    }
    *out += "}\n\n";

    let _ = writeln!(
        out,
        "impl From<&str> for {name} {{\nfn from(text: &str) -> Self {{\nlet text = spelling::tidy(text);\nmatch &*text {{"
    );
    for (variant, value) in &values {
        let _ = writeln!(out, "{value:?} => Self::{variant},");
    }
    *out += "_ => Self::Other(text.into()),\n}\n}\n}\n\n";
    write_traits(out, name);
}

pub(super) fn write_accessors(out: &mut String, values: &[(&str, &str)]) {
    *out += "/// The string on the wire.\n#[must_use]\npub fn as_str(&self) -> &str {\nmatch self {\n\
             Self::Other(own) => own,\nknown => known.known().unwrap_or_default(),\n}\n}\n\n\
             /// The string on the wire of a listed value, none of `Other`.\n\
             #[must_use]\n#[inline]\npub const fn known(&self) -> Option<&'static str> {\nSome(match self {\n";
    for (variant, value) in values {
        let _ = writeln!(out, "Self::{variant} => {value:?},");
    }
    *out += "Self::Other(_) => return None,\n})\n}\n";
}

pub(super) fn write_traits(out: &mut String, name: &str) {
    let _ = writeln!(
        out,
        "impl From<&String> for {name} {{\nfn from(text: &String) -> Self {{ Self::from(text.as_str()) }}\n}}\n\n\
         impl From<String> for {name} {{\nfn from(text: String) -> Self {{ Self::from(text.as_str()) }}\n}}\n\n\
         impl FromStr for {name} {{\ntype Err = Infallible;\n\n\
         fn from_str(text: &str) -> Result<Self, Infallible> {{ Ok(Self::from(text)) }}\n}}\n\n\
         impl fmt::Display for {name} {{\n\
         fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ f.pad(self.as_str()) }}\n}}\n"
    );
}

/// Who defines a value, as a sentence.
pub(super) fn origin(facts: &Facts, origin: &str) -> String {
    match facts.profiles.iter().find(|profile| profile.key == origin) {
        Some(profile) => format!("In the {}.", profile.title),
        None if origin == "ours" => "No convention lists it.".to_owned(),
        None => "In the GenAI conventions of 2026-10, not in the core conventions.".to_owned(),
    }
}

fn write_class(out: &mut String, vocabulary: &Vocabulary) {
    *out += "\n/// What kind of work the operation is; that of `Other` is [`OperationClass::Model`].\n\
             #[must_use]\npub const fn class(&self) -> OperationClass {\nmatch self {\n";
    let mut classes: Vec<&str> = Vec::new();
    for class in vocabulary.values.iter().filter_map(|known| known.class.as_deref()) {
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    for class in classes {
        let of_class =
            vocabulary.values.iter().filter(|known| known.class.as_deref() == Some(class));
        let mut variants: Vec<String> =
            of_class.map(|known| format!("Self::{}", known.name)).collect();
        if class == "Model" {
            variants.push("Self::Other(_)".to_owned());
        }
        let _ = writeln!(out, "{} => OperationClass::{class},", variants.join(" | "));
    }
    *out += "}\n}\n";
}
