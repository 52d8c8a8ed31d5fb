//! The core pulls few packages, and never the SDK. The macros name three.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::ensure;

use super::{Verdict, command};

const CORE: &str = "genai-otel-core";

/// Packages that the core may pull with its default features, itself not counted.
const MOST: usize = 20;

const MACROS: &str = "genai-otel-macros";

/// Packages that the macros may depend on themselves.
const MOST_OF_MACROS: usize = 3;

/// A user brings the SDK, or none.
const FORBIDDEN: &str = "opentelemetry_sdk";

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let default = tree(root, CORE, &[])?;
    let pulled = pulled(&default, CORE);
    println!("{CORE} pulls {} packages: {}", pulled.len(), join(&pulled));
    ensure!(
        pulled.len() <= MOST,
        "{CORE} pulls {} packages, at most {MOST} are allowed",
        pulled.len()
    );
    let all = tree(root, CORE, &["--all-features"])?;
    ensure!(!self::pulled(&all, CORE).contains(FORBIDDEN), "{CORE} pulls {FORBIDDEN}");
    let direct = tree(root, MACROS, &["--depth", "1"])?;
    let direct = self::pulled(&direct, MACROS);
    println!("{MACROS} depends on {}", join(&direct));
    ensure!(
        direct.len() <= MOST_OF_MACROS,
        "{MACROS} depends on {} packages, at most {MOST_OF_MACROS} are allowed",
        direct.len()
    );
    Ok(Verdict::Passed)
}

fn tree(root: &Path, package: &str, more: &[&str]) -> anyhow::Result<String> {
    let mut arguments = vec![
        "tree",
        "--package",
        package,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    arguments.extend(more);
    command::read(root, "cargo", &arguments)
}

/// The packages in the output of `cargo tree`, but for the one that was asked about: the first word of
/// each line is a name.
fn pulled<'a>(tree: &'a str, package: &str) -> BTreeSet<&'a str> {
    tree.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty() && *name != package)
        .collect()
}

fn join(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_once_and_the_one_asked_about_not_at_all() {
        let tree = "genai-otel-core v0.1.0 (/w/crates/core)\nserde v1.0.0\ntracing v0.1.44\n\nserde v1.0.0 (*)\n";
        assert_eq!(pulled(tree, CORE), BTreeSet::from(["serde", "tracing"]));
    }
}
