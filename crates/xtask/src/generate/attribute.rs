//! The enum of logical attributes.

use std::fmt::Write;

use super::rust;
use crate::facts::Facts;

pub(super) fn write(facts: &Facts) -> String {
    let mut out = rust::head("What spans and points carry, whatever a profile calls it.");
    let names: Vec<&str> =
        facts.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    out += "/// A logical attribute of a span or of a metric's point. The name on the wire is the profile's; the\n\
            /// one stated here is that of the first profile that has the attribute.\n\
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]\n\
            #[repr(u8)]\n#[non_exhaustive]\npub enum Attribute {\n";
    for attribute in &facts.attributes {
        let first =
            facts.profiles.iter().find_map(|p| Some((attribute.name_in(p)?, attribute.kind_in(p))));
        let (name, kind) = first.unwrap_or((&attribute.name, &attribute.kind));
        let _ = writeln!(
            out,
            "/// `{name}` ({kind}): {}\n{},",
            rust::lower_first(&attribute.brief),
            attribute.name
        );
    }
    out += "}\n\nimpl Attribute {\n";
    let _ = writeln!(out, "/// How many there are.\npub const COUNT: usize = {};\n", names.len());
    out += "/// All, in order of [`index`](Self::index).\npub const ALL: [Self; Self::COUNT] = [\n";
    for name in &names {
        let _ = writeln!(out, "Self::{name},");
    }
    out += "];\n\n/// Position in [`ALL`](Self::ALL).\n#[must_use]\n#[inline]\npub const fn index(self) -> usize { self as usize }\n}\n";
    out
}
