//! What was used.

use genai_otel_core::{Measured, Usage};

use super::super::counts::{self, MEDIA, TOTAL};
use super::kind;

/// What a line says of a usage, so far.
#[derive(Default)]
pub(super) struct UsageDraft {
    usage: Usage,
    estimated: Vec<String>,
}

impl UsageDraft {
    /// Takes a member over; says no where it is none of a usage.
    pub(super) fn take(&mut self, key: &str, raw: &str) -> Result<bool, String> {
        if key == MEDIA {
            self.usage.duration = kind::millis(raw)?.into();
        } else if key == "estimated" {
            self.estimated = kind::texts(raw)?;
        } else if let Some(count) = counts::named(key) {
            *(count.of_mut)(&mut self.usage) = kind::whole(raw)?.into();
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The usage, each count with its origin. A total that is the sum of input and output is nobody's own.
    pub(super) fn finish(self) -> Usage {
        let Self { mut usage, estimated } = self;
        for key in &estimated {
            if let Some(count) = counts::named(key) {
                let place = (count.of_mut)(&mut usage);
                *place = place.value().map_or(Measured::Missing, Measured::Estimated);
            } else if key == MEDIA {
                usage.duration =
                    usage.duration.value().map_or(Measured::Missing, Measured::Estimated);
            }
        }
        let total = std::mem::take((TOTAL.of_mut)(&mut usage));
        let is_sum = total.value() == usage.total();
        let is_of_estimates = usage.input.is_estimated() || usage.output.is_estimated();
        if !is_sum || is_of_estimates != total.is_estimated() {
            usage.total = total;
        }
        usage
    }
}
