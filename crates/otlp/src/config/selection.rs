//! `OTEL_TRACES_EXPORTER` and its like: which exporters a signal has.

use super::Code;
use crate::{SetupError, Signal, env::Environment, error::Origin};

/// Where a signal goes; nowhere if to none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) otlp: bool,
    pub(super) console: bool,
    /// Metrics alone are read there.
    pub(super) prometheus: bool,
}

impl Selection {
    pub(super) fn resolve(
        environment: &Environment,
        code: &Code,
        signal: Signal,
    ) -> Result<Self, SetupError> {
        if code.without.contains(&signal) {
            return Ok(Self::default());
        }
        let chosen = environment.read(&[signal.variables().exporter], |origin, list| {
            Self::parse(origin, list, signal)
        })?;
        let chosen = chosen.unwrap_or(Self { otlp: true, ..Self::default() });
        Ok(Self {
            otlp: chosen.otlp && !code.without_otlp,
            console: chosen.console || (code.console && is_printed(signal)),
            prometheus: chosen.prometheus,
        })
    }

    fn parse(origin: Origin, list: &str, signal: Signal) -> Result<Self, SetupError> {
        let (supported, expected) = match signal {
            Signal::Traces => {
                ("`otlp` and `console`", "a list of `otlp` and `console`, or `none` alone")
            }
            Signal::Metrics => (
                "`otlp`, `console` and `prometheus`",
                "a list of `otlp`, `console` and `prometheus`, or `none` alone",
            ),
            Signal::Logs => ("`otlp`", "`otlp` or `none`"),
        };
        let mut selection = Self::default();
        for name in list.split(',').map(str::trim) {
            match name.to_ascii_lowercase().as_str() {
                "otlp" => selection.otlp = true,
                "console" if is_printed(signal) => selection.console = true,
                "prometheus" if signal == Signal::Metrics => selection.prometheus = true,
                "none" if list == name => {}
                "console" | "zipkin" | "prometheus" | "logging" => {
                    return Err(SetupError::Unsupported {
                        setting: origin.name(),
                        value: name.to_owned(),
                        supported,
                    });
                }
                _ => return Err(origin.invalid(list, expected)),
            }
        }
        Ok(selection)
    }
}

/// Log records are not: a program that wants them on its console has a subscriber for that.
fn is_printed(signal: Signal) -> bool {
    match signal {
        Signal::Traces | Signal::Metrics => true,
        Signal::Logs => false,
    }
}
