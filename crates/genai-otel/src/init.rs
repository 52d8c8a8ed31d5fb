//! Set-up in one call.

use std::fmt;

use genai_otel_core::{ConfigError, Instrumentation};
use genai_otel_otlp::{OtlpPipeline, SetupError, Telemetry};

/// Sets everything up from the environment: the OTLP exporter with OpenTelemetry's globals
/// ([`OtlpPipeline::from_env`]), and the global [`Instrumentation`] with `GENAI_OTEL_CONVENTIONS`
/// and `GENAI_OTEL_COST_NAMES`, which are not read if `OTEL_SDK_DISABLED` is true.
///
/// Keep the guard that comes back until the program ends: dropping it flushes and shuts down, within
/// a bound. For more than the environment can say, use [`OtlpPipeline`] and
/// [`Instrumentation::builder`].
///
/// # Errors
///
/// A variable whose value is not understood, an endpoint that cannot be used, or a guard of an earlier
/// call that is neither shut down nor dropped. Nothing is installed then.
pub fn init() -> Result<Telemetry, InitError> {
    let pipeline = OtlpPipeline::from_env();
    // A pipeline that is switched off reads nothing else, so that a bad value can be got past.
    let names: &[_] = if pipeline.config()?.is_disabled() { &[] } else { &VARIABLES };
    let variables = names.iter().filter_map(|name| variable(name));
    let instrumentation = Instrumentation::builder().environment(variables)?;
    let telemetry = pipeline.install()?;
    instrumentation.install_global();
    Ok(telemetry)
}

/// Why the set-up failed. Nothing was installed.
///
/// `Debug` is for people too, because that is what a `main` prints that returns it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum InitError {
    /// The exporter cannot be set up.
    #[error(transparent)]
    Export(#[from] SetupError),
    /// The instrumentation cannot be configured.
    #[error(transparent)]
    Instrumentation(#[from] ConfigError),
}

impl fmt::Debug for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Export(error) => fmt::Debug::fmt(error, f),
            Self::Instrumentation(error) => fmt::Display::fmt(error, f),
        }
    }
}

/// One of the variables that are read here. What is not Unicode in it is replaced: nothing has such a name, so that the
/// error shows it.
fn variable(name: &'static str) -> Option<(&'static str, String)> {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place of this crate that reads the process environment"
    )]
    let value = std::env::var_os(name)?;
    Some((name, value.to_string_lossy().into_owned()))
}

const VARIABLES: [&str; 2] = ["GENAI_OTEL_CONVENTIONS", "GENAI_OTEL_COST_NAMES"];
