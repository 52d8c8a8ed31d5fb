//! Budgets from a file.

mod error;
mod schema;
mod value;

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

pub use self::error::BudgetFileError;
use self::schema::Schema;
use crate::budgets::{Budgets, BudgetsBuilder};

impl Budgets {
    /// Configures budgets as a TOML file says. Code adds what a file cannot say: a pricing, callbacks, a logger.
    ///
    /// ```
    /// use genai_otel_budget::Budgets;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("budgets.toml");
    /// let text = r#"
    /// schema = 1
    /// time_zone = "Europe/Berlin"   # of days, weeks and months; UTC by default
    /// unpriced = "assume 0.05 USD"  # "admit" by default, or "refuse"
    /// state = "budgets.state"       # kept over restarts, beside this file; none by default
    ///
    /// [expect]                      # of calls of which nobody says anything
    /// input_tokens = 2000
    /// output_tokens = 500
    ///
    /// [[budget]]
    /// name = "search-month"
    /// limit = "500 USD"             # or "2_000_000 tokens", "1000 calls"
    /// window = "month"              # or "day", "week", "total", "90s", "15m", "1h", "7d"
    /// only = { team = "search" }
    ///
    /// [[budget]]
    /// name = "user-day"
    /// limit = "200_000 tokens"
    /// window = "day"
    /// each = "user"
    /// soft = true                   # warn, refuse nothing
    /// thresholds = [80, 100]
    /// "#;
    /// std::fs::write(&path, text)?;
    ///
    /// let budgets = Budgets::from_file(&path)?.build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be read or is not such a file: with its line and what is wrong there.
    pub fn from_file(path: impl AsRef<Path>) -> Result<BudgetsBuilder, BudgetFileError> {
        let path = path.as_ref();
        let file = path.display().to_string();
        let text =
            text(path).map_err(|error| BudgetFileError::of_file(&file, error.to_string()))?;
        let schema = Schema::read(&text);
        let builder = schema.and_then(|schema| schema.builder(path.parent()));
        builder.map_err(|fault| fault.in_file(&file, &text))
    }

    /// [`from_file`](Self::from_file) for the file that `GENAI_OTEL_BUDGETS` names. Nothing where it is not set, empty or
    /// `none`.
    ///
    /// # Errors
    ///
    /// As `from_file`.
    pub fn from_env<N: AsRef<str>, V: AsRef<OsStr>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Option<BudgetsBuilder>, BudgetFileError> {
        let named = pairs.into_iter().filter(|(name, _)| name.as_ref() == VARIABLE).last();
        let file = named.as_ref().map(|(_, file)| file.as_ref());
        let file = file.filter(|file| !file.is_empty() && *file != "none");
        file.map(Self::from_file).transpose()
    }
}

/// The text of a file that is not too large.
fn text(path: &Path) -> io::Result<String> {
    // A pipe that nobody writes to would be waited for without end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

const VARIABLE: &str = "GENAI_OTEL_BUDGETS";
const MAX_BYTES: u64 = 1 << 20;
