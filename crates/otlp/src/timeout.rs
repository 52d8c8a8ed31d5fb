use std::{fmt, time::Duration};

use crate::{
    SetupError, Signal,
    env::{Environment, Range, duration_in, milliseconds},
};

/// How long one request may take; nothing means no limit, which the specification writes as zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeout(Option<Duration>);

impl Timeout {
    /// The exporter's bound, shortened by that of the processor or reader where one is set.
    ///
    /// The SDK knows no bound of its processors, so the request carries both. The processors' default of 30 s
    /// has no say, because it would cut an exporter's timeout that somebody made longer on purpose.
    pub(crate) fn resolve(
        environment: &Environment,
        signal: Signal,
        code: Option<Duration>,
        code_of_processor: Option<Duration>,
    ) -> Result<Self, SetupError> {
        let read = |names: &[&'static str]| {
            environment.read(names, |origin, text| milliseconds(origin, text, Range::FROM_ZERO))
        };
        let exporter = match code {
            Some(timeout) => duration_in("timeout", timeout, Range::FROM_ZERO)?,
            None => read(&signal.variables().timeout)?.unwrap_or(DEFAULT),
        };
        let processor = match code_of_processor {
            Some(timeout) => Some(duration_in("export_timeout", timeout, Range::FROM_ZERO)?),
            None => read(&[signal.variables().export_timeout])?,
        };
        let bounds = [Some(exporter), processor].into_iter().flatten();
        Ok(Self(bounds.filter(|bound| !bound.is_zero()).min()))
    }

    pub(crate) fn limit(self) -> Option<Duration> {
        self.0
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => write!(f, "{limit:?}"),
            None => f.write_str("no limit"),
        }
    }
}

/// The specification's default.
const DEFAULT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortest_bound_that_is_set_holds_and_zero_is_none() {
        let second = Duration::from_secs(1);
        for (exporter, processor, code, expected) in [
            ("", "", None, Some(10 * second)),
            ("60000", "", None, Some(60 * second)),
            ("60000", "5000", None, Some(5 * second)),
            ("0", "5000", None, Some(5 * second)),
            ("0", "0", None, None),
            ("3000", "", Some(60 * second), Some(60 * second)),
            ("3000", "", Some(Duration::ZERO), None),
        ] {
            let pairs =
                [("OTEL_EXPORTER_OTLP_TIMEOUT", exporter), ("OTEL_BSP_EXPORT_TIMEOUT", processor)];
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let environment = Environment::from_pairs(pairs);
            let timeout = Timeout::resolve(&environment, Signal::Traces, code, None).unwrap();
            assert_eq!(timeout.limit(), expected, "{exporter} {processor} {code:?}");
        }
    }
}
