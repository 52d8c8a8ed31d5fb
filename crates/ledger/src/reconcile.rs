//! A provider's export of usage or costs, compared with a ledger.
//!
//! ```text
//!  Mapping ──▶ ExportPlan ──▶ ProviderExport ──▶ Comparison
//!  which       with keys      sums by key         ours, theirs, difference, verdict
//!  column is   and a zone     of their rows       by key and in all
//!  what
//! ```

mod comparison;
mod export;
mod figure;
mod mapping;
mod plan;
mod preset;
mod problem;
mod table;
mod when;

pub use self::comparison::{Compared, Comparison, Row, Verdict};
pub use self::export::ProviderExport;
pub use self::figure::Figure;
pub use self::mapping::{Mapping, MappingError};
pub use self::plan::ExportPlan;
pub use self::preset::Preset;
pub use self::problem::{ExportError, Problem};
