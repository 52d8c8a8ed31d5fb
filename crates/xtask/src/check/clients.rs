//! The packages in `clients`, one per client library: built once, all together, for their tests and programs alone. And the
//! proxy, which any client may have before its provider.

use std::path::Path;

use anyhow::ensure;

use super::Verdict;
use super::command::{cargo, run};
use super::metadata::{Metadata, Package};

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    let metadata = Metadata::read(root)?;
    let clients: Vec<_> =
        metadata.packages.iter().filter(|package| is_client(root, package)).collect();
    ensure!(!clients.is_empty(), "no package in {}", root.join(FOLDER).display());
    let packages = clients.iter().flat_map(|package| ["--package", &package.name]);
    cargo(root, &["test"].into_iter().chain(packages).collect::<Vec<_>>())?;
    // The tests' build has made the programs as well. `cargo run` would build each anew, with its features alone.
    let programs = metadata.target_directory.join("debug/examples");
    for program in clients.iter().flat_map(|package| package.examples()) {
        run(root, &[], &programs.join(program).to_string_lossy(), &[])?;
    }
    cargo(root, &["test", "--package", PROXY])
}

/// Whether a package is one of these.
pub(super) fn is_client(root: &Path, package: &Package) -> bool {
    package.manifest.starts_with(root.join(FOLDER))
}

const FOLDER: &str = "clients";
const PROXY: &str = "genai-otel-proxy-example";
