//! Which column of an export is what.

use genai_otel_core::Currency;
use jiff::tz::TimeZone;

use super::{ExportPlan, Figure, Preset};
use crate::query::{Field, Key, Kind, Period};

/// Which column of an export is what.
///
/// Several columns of one figure are added: that is how tokens that a provider counts apart become all tokens in. A
/// member of an object within a row of JSON is the column `object_member`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    pub(super) columns: Vec<(String, Role)>,
    pub(super) currency: Currency,
    pub(super) time_format: Option<String>,
}

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// When the calls began.
    Time,
    /// What calls are grouped by.
    Key(Field),
    /// What is compared.
    Figure(Figure),
    /// A cost in hundredths.
    Cents,
    /// The currency of the costs.
    Currency,
}

/// A map that has no meaning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MappingError(pub(super) String);

impl Default for Mapping {
    fn default() -> Self {
        Self { columns: Vec::new(), currency: Currency::USD, time_format: None }
    }
}

impl Mapping {
    /// The columns of a well-known export.
    #[must_use]
    pub fn of_preset(preset: Preset) -> Self {
        Self { columns: preset.columns(), ..Self::default() }
    }

    /// Adds `COLUMN=FIELD`. The field is `time`, a [`Figure`], `cost_cents`, `currency`, or a [`Field`] of a line that is a
    /// text, such as `model`.
    ///
    /// # Errors
    ///
    /// A field that is unknown or cannot be compared; one that only one column can be and that has one.
    pub fn add(&mut self, text: &str) -> Result<(), MappingError> {
        let pair = text.rsplit_once('=').map(|(column, name)| (column.trim(), name.trim()));
        let pair = pair.filter(|(column, name)| !column.is_empty() && !name.is_empty());
        let (column, name) = pair.ok_or_else(|| {
            MappingError(format!(
                "`{text}` is no `COLUMN=FIELD`, such as `n_requests=calls` or `day=time`"
            ))
        })?;
        let role = Role::named(name).map_err(|why| MappingError(format!("`{text}`: {why}")))?;
        let is_sum = matches!(role, Role::Figure(_) | Role::Cents);
        let taken = self
            .columns
            .iter()
            .find(|(other, known)| *known == role && (!is_sum || other == column));
        if let Some((other, _)) = taken {
            return Err(MappingError(format!(
                "`{text}`: `{name}` is the column `{other}` already"
            )));
        }
        self.columns.push((column.to_owned(), role));
        Ok(())
    }

    /// The currency of costs where no column says it. US dollars by default.
    #[must_use]
    pub fn currency(mut self, currency: Currency) -> Self {
        self.currency = currency;
        self
    }

    /// How the times of the export are written, in the format of `strftime`: `%m/%d/%Y`. A day, a moment by RFC 3339 or seconds
    /// since 1970 by default. One without an offset is of the time zone of the [plan](Self::plan).
    #[must_use]
    pub fn time_format(mut self, format: impl Into<String>) -> Self {
        self.time_format = Some(format.into());
        self
    }

    /// All that both sides can be grouped by: the day where there is a column of time, and the fields that have a column.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let has_time = self.columns.iter().any(|(_, role)| *role == Role::Time);
        let day = has_time.then_some(Key::Period(Period::Day));
        let fields = self.columns.iter().filter_map(|(_, role)| match role {
            Role::Key(field) => Some(Key::Field(field.clone())),
            _ => None,
        });
        day.into_iter().chain(fields).collect()
    }

    /// What is to be read of an export to compare it by these keys, with days of this time zone.
    ///
    /// # Errors
    ///
    /// A key without a column; no column of a figure.
    pub fn plan(&self, keys: &[Key], zone: TimeZone) -> Result<ExportPlan, MappingError> {
        ExportPlan::new(self, keys, zone)
    }
}

impl Role {
    fn named(name: &str) -> Result<Self, String> {
        match name {
            "time" | "timestamp" => return Ok(Self::Time),
            "cost_cents" => return Ok(Self::Cents),
            "currency" => return Ok(Self::Currency),
            _ => {}
        }
        if let Some(figure) = Figure::named(name) {
            return Ok(Self::Figure(figure));
        }
        let others = ["time", "cost_cents", "calls"];
        let field = Field::named(name).ok_or_else(|| Field::unknown_beside(name, &others))?;
        match field.kind() {
            Kind::Number | Kind::Moment => {
                let all = Figure::ALL.map(Figure::as_str).join(", ");
                Err(format!(
                    "`{name}` is not compared: time, currency, cost_cents, {all} and texts are"
                ))
            }
            _ => Ok(Self::Key(field)),
        }
    }
}
