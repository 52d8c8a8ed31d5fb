//! The tests of the packages in `clients`, which are built for these alone.

use std::path::Path;

use anyhow::ensure;

use super::Verdict;
use super::command::cargo;
use super::metadata::Metadata;

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let metadata = Metadata::read(root)?;
    let folder = root.join("clients");
    let clients = metadata.packages.iter().filter(|package| package.manifest.starts_with(&folder));
    let names: Vec<_> = clients.map(|package| package.name.as_str()).collect();
    ensure!(!names.is_empty(), "no package in {}", folder.display());
    let packages = names.iter().flat_map(|name| ["--package", name]);
    cargo(root, &["test"].into_iter().chain(packages).collect::<Vec<_>>())
}
