//! Whether what was acknowledged arrives when programs are killed and the collector comes and goes.

use std::path::Path;

use super::Verdict;
use super::command::cargo;

/// In a minute; `docs/design/performance.md` names the long forms.
pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    if !cfg!(unix) {
        return Ok(Verdict::Skipped("there is no SIGKILL".to_owned()));
    }
    cargo(root, &["test", "--package", PACKAGE])?;
    cargo(root, &["run", "--package", PACKAGE, "--", "lines", "--times", "25"])?;
    cargo(root, &["run", "--package", PACKAGE, "--", "kill", "--times", "25"])
}

const PACKAGE: &str = "genai-otel-durability";
