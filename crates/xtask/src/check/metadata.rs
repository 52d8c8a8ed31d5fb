//! What cargo says of the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use super::command;

/// The packages of the workspace.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    pub(super) target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    #[serde(rename = "manifest_path")]
    pub(super) manifest: PathBuf,
    pub(super) features: BTreeMap<String, Vec<String>>,
    pub(super) targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) kind: Vec<String>,
}

impl Package {
    /// The names of its examples.
    pub(super) fn examples(&self) -> impl Iterator<Item = &str> {
        let examples = self.targets.iter();
        let examples = examples.filter(|target| target.kind.iter().any(|kind| kind == "example"));
        examples.map(|target| target.name.as_str())
    }
}

impl Metadata {
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let text =
            command::read(root, "cargo", &["metadata", "--format-version", "1", "--no-deps"])?;
        serde_json::from_str(&text).context("parse the output of `cargo metadata`")
    }
}
