//! `OTEL_TRACES_EXPORTER` and `OTEL_METRICS_EXPORTER`: which exporters a signal has.

use super::Code;
use crate::{SetupError, Signal, env::Environment, error::Origin};

/// Where a signal goes; nowhere if neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) otlp: bool,
    pub(super) console: bool,
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
        let chosen = environment.read(&[signal.variables().exporter], Self::parse)?;
        let chosen = chosen.unwrap_or(Self { otlp: true, console: false });
        Ok(Self {
            otlp: chosen.otlp && !code.without_otlp,
            console: chosen.console || code.console,
        })
    }

    fn parse(origin: Origin, list: &str) -> Result<Self, SetupError> {
        let mut selection = Self::default();
        for name in list.split(',').map(str::trim) {
            match name.to_ascii_lowercase().as_str() {
                "otlp" => selection.otlp = true,
                "console" => selection.console = true,
                "none" if list == name => {}
                "zipkin" | "prometheus" | "logging" => {
                    return Err(SetupError::Unsupported {
                        setting: origin.name(),
                        value: name.to_owned(),
                        supported: "`otlp` and `console`",
                    });
                }
                _ => {
                    return Err(
                        origin.invalid(list, "a list of `otlp` and `console`, or `none` alone")
                    );
                }
            }
        }
        Ok(selection)
    }
}
