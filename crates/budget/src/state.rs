//! What was spent, over restarts.

mod error;
mod file;
mod keeper;
mod text;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use self::error::StateError;
pub(crate) use self::keeper::Keeper;

/// A file that keeps what was spent over restarts.
///
/// A thread writes it whenever something was counted since, at this interval, and once more when the last handle of the
/// [`Budgets`](crate::Budgets) is dropped: into a file beside it, synced, then put in its place, so that there is always a
/// whole one. What was counted since the last time is lost with a process that is killed; rebuild from a ledger
/// ([`Budgets::replay`](crate::Budgets::replay)) where that matters, in place of a file. What calls held that ran is not in
/// it.
///
/// **It belongs to one process**, which locks `<file>.lock` beside it; a second one is told so when it starts. Several
/// processes have several files, and each its own budgets.
///
/// The format is JSON lines in UTF-8: a head with the version, a line for each account, and at the end their number and a
/// CRC-32 of everything before. A file that is torn or damaged is refused as a whole. Money is in pico-units (10^-12),
/// times are milliseconds since 1970.
///
/// ```text
/// {"genai_otel_budgets":1}
/// {"budget":"user-day","unit":"{token}","window":"day","account":"u-1","at":1764460800000,"spent":[[1764460800000,"1200"]],"told":[[50,1764461000000]]}
/// {"lines":1,"crc32":"1f0c4b2a"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetState {
    path: PathBuf,
    interval: Duration,
}

impl BudgetState {
    /// The state in this file, written every second. Its directory has to be there.
    #[must_use]
    pub fn at(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned(), interval: Duration::from_secs(1) }
    }

    /// How often it is written while calls are made. Defaults to a second; at least 10 ms.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(Duration::from_millis(10));
        self
    }
}
