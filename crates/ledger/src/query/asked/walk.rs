//! The call of a line of ours, without reading it whole.

use super::Asked;
use crate::query::field::{Kind, Value};
use crate::query::figures::Figures;
use crate::query::filter::Test;
use crate::query::{Field, Key};
use crate::scan::Place;

impl Asked<'_> {
    /// The call of a line of ours, if it passes. Nothing where the line is not written as ours are, or is asked for what
    /// only the strict reader knows.
    #[inline]
    pub(super) fn walk(&mut self, line: &[u8]) -> Option<Option<Figures>> {
        let places = self.plan.places?;
        self.walker.walk(line, FIRST, &mut self.found)?;
        let found = &self.found;
        if found.get(line, Place::Version)? != b"1"
            || found.has(Place::Gap)
            || found.escapes(places)
        {
            return None;
        }
        let call = Figures::written(line, found, &mut self.moments)?;
        for test in &self.plan.tests {
            let passes = match test {
                Test::Since(moment) => call.timestamp >= *moment,
                Test::Until(moment) => call.timestamp < *moment,
                Test::Field { field: Field::Timestamp, .. } => {
                    test.passes_value(Some(Value::Moment(call.timestamp)))
                }
                Test::Field { field, .. } => {
                    test.passes_written(found.get(line, field.place()?))?
                }
            };
            if !passes {
                return Some(None);
            }
        }
        self.name.clear();
        for (key, labels) in self.plan.keys.iter().zip(&mut self.labels) {
            match (key, labels) {
                (Key::Field(field), _) if field.kind() == Kind::Number => {
                    let written = match found.get(line, field.place()?) {
                        Some(written) => Some(canonical(written)?),
                        None => None,
                    };
                    self.name.push(written);
                }
                (Key::Field(field), _) => self.name.push(found.get(line, field.place()?)),
                (_, Some(labels)) => self.name.push(Some(labels.of(call.timestamp).as_bytes())),
                _ => return None,
            }
        }
        Some(Some(call))
    }
}

/// The number, if it is written as short as it can be: otherwise two writings of one would be two groups.
fn canonical(written: &[u8]) -> Option<&[u8]> {
    let whole = written.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let short = match written.get(whole..)? {
        [] => true,
        [b'.', fraction @ ..] => {
            fraction.iter().all(u8::is_ascii_digit)
                && fraction.last().is_some_and(|last| *last != b'0')
        }
        _ => false,
    };
    let begins_well = whole == 1 || (whole > 1 && !written.starts_with(b"0"));
    (short && begins_well).then_some(written)
}

/// Where the first key of a line of ours begins: behind its checksum.
const FIRST: usize = r#"{"checksum":"00000000","#.len();
