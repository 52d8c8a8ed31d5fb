use std::borrow::Cow;

use opentelemetry_sdk::error::OTelSdkError;

/// Why metrics cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("metrics cannot be collected: {reason}")]
pub struct ExposeError {
    reason: Cow<'static, str>,
}

impl ExposeError {
    pub(crate) fn of(error: OTelSdkError) -> Self {
        let reason = match error {
            OTelSdkError::AlreadyShutdown => NO_PROVIDER.into(),
            // The SDK's only one from here: the reader has no provider, or that is gone.
            OTelSdkError::InternalFailure(said) if said.contains("not registered") => {
                NO_PROVIDER.into()
            }
            other => other.to_string().into(),
        };
        Self { reason }
    }

    pub(crate) const fn panicked() -> Self {
        Self { reason: Cow::Borrowed("a callback of an instrument panicked") }
    }
}

/// Why a [`MetricsServer`](crate::MetricsServer) does not start.
#[cfg(feature = "server")]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Nobody can listen there: the port is taken, or the host is not this machine's, or none.
    #[error("cannot listen on `{}`, port {port}: {source}", host.escape_debug())]
    Listen {
        /// What was given as the host.
        host: String,
        /// What was given as the port.
        port: u16,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The operating system refused a thread, or what it waits with.
    #[error("cannot start the thread that serves metrics: {source}")]
    Thread {
        /// What the operating system says.
        source: std::io::Error,
    },
}

const NO_PROVIDER: &str = "no meter provider has this reader, or it is shut down";
