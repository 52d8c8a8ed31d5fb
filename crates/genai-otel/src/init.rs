//! Set-up in one call.

use genai_otel_core::{ConfigError, Instrumentation};
use genai_otel_otlp::{OtlpPipeline, SetupError, Telemetry};

/// Sets everything up from the environment: the OTLP exporter with OpenTelemetry's globals
/// ([`OtlpPipeline::from_env`]), and the global [`Instrumentation`] with `GENAI_OTEL_CONVENTIONS`.
///
/// Keep the guard that comes back until the program ends: dropping it flushes and shuts down, within
/// a bound. For more than the environment can say, use [`OtlpPipeline`] and
/// [`Instrumentation::builder`].
///
/// # Errors
///
/// A variable whose value is not understood, or an endpoint that cannot be used. Nothing is installed then.
pub fn init() -> Result<Telemetry, InitError> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this crate that reads the process environment"
    )]
    let conventions =
        std::env::var(CONVENTIONS_VARIABLE).ok().map(|value| (CONVENTIONS_VARIABLE, value));
    let instrumentation = Instrumentation::builder().environment(conventions)?;
    let telemetry = OtlpPipeline::from_env().install()?;
    instrumentation.install_global();
    Ok(telemetry)
}

/// Why the set-up failed. Nothing was installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InitError {
    /// The exporter cannot be set up.
    #[error(transparent)]
    Export(#[from] SetupError),
    /// The instrumentation cannot be configured.
    #[error(transparent)]
    Instrumentation(#[from] ConfigError),
}

const CONVENTIONS_VARIABLE: &str = "GENAI_OTEL_CONVENTIONS";
