//! The libraries compile with every combination of features that matters.

use std::path::Path;

use anyhow::Context;

use super::Verdict;
use super::command::cargo;
use super::metadata::{Metadata, Package};

/// The libraries whose features people choose.
const LIBRARIES: [&str; 11] = [
    "genai-otel",
    "genai-otel-budget",
    "genai-otel-core",
    "genai-otel-energy",
    "genai-otel-http",
    "genai-otel-journal",
    "genai-otel-ledger",
    "genai-otel-mcp",
    "genai-otel-otlp",
    "genai-otel-pricing",
    "genai-otel-serve",
];

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let metadata = Metadata::read(root)?;
    for library in LIBRARIES {
        let found = metadata.packages.iter().find(|package| package.name == library);
        let package = found.with_context(|| format!("no package `{library}` in the workspace"))?;
        for combination in combinations(package) {
            let mut arguments = vec!["clippy", "--package", library];
            arguments.extend(combination);
            arguments.extend(["--", "-D", "warnings"]);
            cargo(root, &arguments)?;
        }
    }
    Ok(Verdict::Passed)
}

/// None, the default, all, and each alone.
fn combinations(package: &Package) -> Vec<Vec<&str>> {
    let mut all = vec![vec!["--no-default-features"], vec![], vec!["--all-features"]];
    let alone = package.features.keys().filter(|feature| *feature != "default");
    all.extend(alone.map(|feature| vec!["--no-default-features", "--features", feature.as_str()]));
    if package.features.is_empty() { vec![vec![]] } else { all }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn package(features: &[&str]) -> Package {
        let features: BTreeMap<_, _> =
            features.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
        Package {
            name: "p".to_owned(),
            manifest: "Cargo.toml".into(),
            features,
            targets: Vec::new(),
        }
    }

    #[test]
    fn each_feature_is_tried_alone_beside_none_default_and_all() {
        let package = package(&["default", "macros", "otlp"]);
        assert_eq!(
            combinations(&package),
            [
                vec!["--no-default-features"],
                vec![],
                vec!["--all-features"],
                vec!["--no-default-features", "--features", "macros"],
                vec!["--no-default-features", "--features", "otlp"],
            ]
        );
    }

    #[test]
    fn a_package_without_features_is_tried_once() {
        assert_eq!(combinations(&package(&[])), [Vec::<&str>::new()]);
    }
}
