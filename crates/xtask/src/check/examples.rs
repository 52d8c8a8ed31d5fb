//! Every example runs to its end.

use std::path::Path;

use super::Verdict;
use super::command::cargo;
use super::metadata::Metadata;

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let metadata = Metadata::read(root)?;
    let mut names: Vec<(&str, &str)> = metadata
        .packages
        .iter()
        .flat_map(|package| package.targets.iter().map(|target| (package.name.as_str(), target)))
        .filter(|(_, target)| target.kind.iter().any(|kind| kind == "example"))
        .map(|(package, target)| (package, target.name.as_str()))
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
