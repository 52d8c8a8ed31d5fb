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

impl Metadata {
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let text =
            command::read(root, "cargo", &["metadata", "--format-version", "1", "--no-deps"])?;
        serde_json::from_str(&text).context("parse the output of `cargo metadata`")
    }
}
