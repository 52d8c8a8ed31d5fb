//! The core pulls few packages, and never the SDK.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::ensure;

use super::{Verdict, command};

const CORE: &str = "genai-otel-core";

/// Packages that the core may pull with its default features, itself not counted.
const MOST: usize = 20;

/// A user brings the SDK, or none.
const FORBIDDEN: &str = "opentelemetry_sdk";

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let default = tree(root, &[])?;
    let pulled = pulled(&default);
    println!("{CORE} pulls {} packages: {}", pulled.len(), join(&pulled));
    ensure!(
        pulled.len() <= MOST,
        "{CORE} pulls {} packages, at most {MOST} are allowed",
        pulled.len()
    );
    let all = tree(root, &["--all-features"])?;
    ensure!(!self::pulled(&all).contains(FORBIDDEN), "{CORE} pulls {FORBIDDEN}");
    Ok(Verdict::Passed)
}

fn tree(root: &Path, more: &[&str]) -> anyhow::Result<String> {
    let mut arguments = vec![
        "tree",
        "--package",
        CORE,
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

/// The packages in the output of `cargo tree`: the first word of each line is a name.
fn pulled(tree: &str) -> BTreeSet<&str> {
    tree.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty() && *name != CORE)
        .collect()
}

fn join(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_once_and_the_core_not_at_all() {
        let tree = "genai-otel-core v0.1.0 (/w/crates/core)\nserde v1.0.0\ntracing v0.1.44\n\nserde v1.0.0 (*)\n";
        assert_eq!(pulled(tree), BTreeSet::from(["serde", "tracing"]));
    }
}
