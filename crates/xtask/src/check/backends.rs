//! What collectors of others receive, where Python can run them.

use std::path::Path;

use super::Verdict;
use super::command;

/// The script itself skips what it cannot install, and fails then where `CI=true` says that it must not.
pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    if std::env::consts::OS == "windows" {
        return Ok(Verdict::Skipped("the script needs a Unix".to_owned()));
    }
    if command::read(root, "python3", &["-c", RECENT_ENOUGH]).is_err() {
        return Ok(Verdict::Skipped("there is no python3 from 3.9 on".to_owned()));
    }
    command::run(root, &[], "python3", &["tests/backends/run"])
}

const RECENT_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 9))";
