//! Every example runs to its end. Those of client libraries run in a gate of their own.

use std::path::Path;

use super::Verdict;
use super::clients;
use super::command::cargo;
use super::metadata::Metadata;

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let metadata = Metadata::read(root)?;
    let mut names: Vec<(&str, &str)> = metadata
        .packages
        .iter()
        .filter(|package| !clients::is_client(root, package))
        .flat_map(|package| package.examples().map(|example| (package.name.as_str(), example)))
        .collect();
    names.sort_unstable();
    if names.is_empty() {
        return Ok(Verdict::Skipped("there are no examples".to_owned()));
    }
    for (package, example) in names {
        cargo(root, &["run", "--package", package, "--example", example])?;
    }
    Ok(Verdict::Passed)
}
