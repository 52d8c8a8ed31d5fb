//! A filter, ready to be asked.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use memchr::memmem;

use super::{Field, Filter, FilterError, Op};
use crate::entry::Entry;
use crate::query::field::{Kind, Value};
use crate::scan::scaled;
use crate::status::Status;

/// A filter, its value understood.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Since(Timestamp),
    Until(Timestamp),
    Field { field: Field, op: Op, text: String, number: Option<i128>, moment: Option<Timestamp> },
}

impl Test {
    /// # Errors
    ///
    /// A value that cannot be compared with the field.
    pub(crate) fn new(filter: &Filter) -> Result<Self, FilterError> {
        let (field, op, text) = match filter {
            Filter::Since(moment) => return Ok(Self::Since(*moment)),
            Filter::Until(moment) => return Ok(Self::Until(*moment)),
            Filter::Field(field, op, text) => (field, *op, text),
        };
        let (number, moment) = (Value::number(text), moment(text));
        if !op.is_of_text() {
            let wrong = match field.kind() {
                Kind::Number if number.is_none() => "compared with a number".to_owned(),
                Kind::Moment if moment.is_none() => {
                    "compared with a day such as `2026-10-01` or a moment such as `2026-10-01T20:00:00Z`".to_owned()
                }
                Kind::Flag if !matches!(text.as_str(), "true" | "false") => "`true` or `false`".to_owned(),
                Kind::Status if Status::named(text).is_none() => {
                    format!("one of {}", Status::ALL.map(Status::as_str).join(", "))
                }
                _ => String::new(),
            };
            if !wrong.is_empty() {
                return Err(FilterError(format!(
                    "`{}` is {wrong}, and `{text}` is none",
                    field.name()
                )));
            }
        }
        Ok(Self::Field { field: field.clone(), op, text: text.clone(), number, moment })
    }

    /// The field that is compared.
    pub(crate) const fn field(&self) -> Option<&Field> {
        match self {
            Self::Field { field, .. } => Some(field),
            Self::Since(_) | Self::Until(_) => None,
        }
    }

    pub(crate) fn passes(&self, entry: &Entry) -> bool {
        match self {
            Self::Since(moment) => entry.timestamp >= *moment,
            Self::Until(moment) => entry.timestamp < *moment,
            Self::Field { field, .. } => self.passes_value(field.value(entry)),
        }
    }

    /// Whether a call passes whose field is written so in a line of ours; nothing where it is not written as ours are.
    pub(crate) fn passes_written(&self, written: Option<&[u8]>) -> Option<bool> {
        let Self::Field { field, op, text, number, .. } = self else { return None };
        let Some(written) = written else { return Some(*op == Op::NotEqual) };
        match (field.kind(), number) {
            (Kind::Number, Some(number)) if !op.is_of_text() => {
                Some(op.holds(i128::from(scaled(written, 12)?).cmp(number)))
            }
            (Kind::Number | Kind::Moment, _) => None,
            _ => Some(op.holds_for_text(written, text.as_bytes())),
        }
    }

    /// Whether a call passes whose field has this value.
    pub(crate) fn passes_value(&self, value: Option<Value<'_>>) -> bool {
        let Self::Field { op, text, number, moment, .. } = self else { return false };
        let Some(value) = value else { return *op == Op::NotEqual };
        let order = match (&value, number, moment) {
            _ if op.is_of_text() => None,
            (Value::Number(value), Some(number), _) => Some(value.cmp(number)),
            (Value::Moment(value), _, Some(moment)) => Some(value.cmp(moment)),
            _ => None,
        };
        match order {
            Some(order) => op.holds(order),
            None => op.holds_for_text(value.into_text().as_bytes(), text.as_bytes()),
        }
    }
}

impl Op {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Contains | Self::StartsWith => false,
        }
    }

    /// By bytes: the order of UTF-8 is that of its characters.
    fn holds_for_text(self, value: &[u8], text: &[u8]) -> bool {
        match self {
            Self::Contains => memmem::find(value, text).is_some(),
            Self::StartsWith => value.starts_with(text),
            op => op.holds(value.cmp(text)),
        }
    }

    const fn is_of_text(self) -> bool {
        matches!(self, Self::Contains | Self::StartsWith)
    }
}

/// A moment, which is in UTC where it has no offset, or the first one of a day in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let in_utc = || {
        // What is behind a time would be left out, and is not guessed.
        let civil: DateTime = text.parse().ok().filter(|_| !text.contains('['))?;
        TimeZone::UTC.to_timestamp(civil).ok()
    };
    text.parse().ok().or_else(in_utc)
}
