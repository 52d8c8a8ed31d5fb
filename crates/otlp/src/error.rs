use std::{borrow::Cow, error::Error, fmt, time::Duration};

use crate::{Signal, text::one_line};

/// Why an exporter could not be set up.
///
/// Values that may hold a credential (headers, the user part and the query of a URL) are replaced by `<redacted>`.
///
/// `Debug` is for people too, because that is what a `main` prints that returns it: the message and its sources.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// An environment variable holds a value that cannot be used. Nothing falls back in silence: correct or unset it.
    #[error("{variable} is `{value}`, expected {expected}")]
    Environment {
        /// The variable's name, such as `OTEL_BSP_SCHEDULE_DELAY`.
        variable: &'static str,
        /// What it held, on one line, cut if it is long; redacted where it may be a credential.
        value: String,
        /// What would have been right.
        expected: Cow<'static, str>,
    },

    /// A value given to a setter of [`OtlpPipeline`](crate::OtlpPipeline) cannot be used.
    #[error("the setting `{setting}` is `{value}`, expected {expected}")]
    Setting {
        /// The setter's name.
        setting: &'static str,
        /// What it was given; redacted where it may be a credential.
        value: String,
        /// What would have been right.
        expected: Cow<'static, str>,
    },

    /// A value that the OpenTelemetry specification knows and this version does not implement.
    #[error("{setting} is `{value}`, which this version does not support; use {supported}")]
    Unsupported {
        /// The variable that holds it.
        setting: &'static str,
        /// The value.
        value: String,
        /// What can be used instead.
        supported: &'static str,
    },

    /// What is asked for is not in this build.
    #[error(
        "{setting} asks for `{value}`, which needs the cargo feature `{feature}`; switch it on in Cargo.toml"
    )]
    FeatureMissing {
        /// The variable or setter that asks for it.
        setting: &'static str,
        /// What it asks for.
        value: &'static str,
        /// The feature, of `genai-otel` and, but for `serve`, of `genai-otel-otlp`.
        feature: &'static str,
    },

    /// Prometheus is to read the metrics, and nobody shows them.
    #[error(
        "OTEL_METRICS_EXPORTER asks for `prometheus`, which `genai_otel::init` serves, with the cargo feature `serve`; a \
         pipeline of your own needs a `metric_reader` of `genai-otel-serve`, and a server that shows what it reads"
    )]
    NotServed,

    /// A server is to be trusted, and the system has no certificate to trust it by.
    #[error(
        "the endpoint is `https://`, but this system has no trusted certificates; install them (`ca-certificates`) or \
         name a file of them in OTEL_EXPORTER_OTLP_CERTIFICATE"
    )]
    NoTrustedCertificates,

    /// The directory in which telemetry is to be kept cannot be used. Nothing is kept in memory instead: who asks for a
    /// spool is to hear that there is none.
    #[error(
        "{setting}: the spool directory cannot be used; name one that this user may write in, or leave the setting away \
         to keep nothing on disk"
    )]
    Spool {
        /// The variable or setter that names it.
        setting: &'static str,
        /// What is wrong with it, by name.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },

    /// An earlier [`Telemetry`](crate::Telemetry) is installed; a second one would take the globals from it.
    #[error(
        "telemetry is installed already; install it once, or shut the first one down before (`build` makes a \
         pipeline without the globals)"
    )]
    AlreadyInstalled,

    /// The client refused its configuration.
    #[error("cannot build the exporter of {signal}")]
    Exporter {
        /// The signal it was for.
        signal: Signal,
        /// What the client says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },

    /// The operating system refused a thread.
    #[error("cannot start the thread `{name}`")]
    Thread {
        /// The thread's name.
        name: &'static str,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
}

/// Why [`flush`](crate::Telemetry::flush) or [`shutdown`](crate::Telemetry::shutdown) did not deliver everything.
///
/// `Debug` says what `Display` says.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlushError {
    /// The bound passed first. The export goes on in the background for as long as the process lives.
    #[error("{signals} not delivered within {after:?}; {}", blamed(signals, last_attempt.as_deref()))]
    TimedOut {
        /// The bound that was given.
        after: Duration,
        /// What had not answered, such as `traces, metrics`; what is printed is `traces on the console`.
        signals: String,
        /// What the last attempt said, if one has failed and another follows: why nobody listens, for example.
        last_attempt: Option<String>,
    },

    /// An export failed, and what it carried is lost; or the collector rejected a part of one, and that part is. With a
    /// spool: what ended is not kept on disk.
    #[error("telemetry was not delivered: {reason}")]
    NotDelivered {
        /// For each signal that failed, what the last failed export said.
        reason: String,
    },

    /// The exporter was shut down before; nothing more can be sent.
    #[error("the exporter is already shut down")]
    AlreadyShutDown,
}

impl fmt::Debug for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for FlushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Where a configured value came from, so that its error can name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Variable(&'static str),
    Setting(&'static str),
}

impl Origin {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Variable(name) | Self::Setting(name) => name,
        }
    }

    pub(crate) fn feature_missing(self, value: &'static str, feature: &'static str) -> SetupError {
        SetupError::FeatureMissing { setting: self.name(), value, feature }
    }

    pub(crate) fn invalid(
        self,
        value: impl Into<String>,
        expected: impl Into<Cow<'static, str>>,
    ) -> SetupError {
        let (value, expected) = (one_line(&value.into()).into_owned(), expected.into());
        match self {
            Self::Variable(variable) => SetupError::Environment { variable, value, expected },
            Self::Setting(setting) => SetupError::Setting { setting, value, expected },
        }
    }
}

/// Who has not answered, of signals as [`FlushError::TimedOut`] lists them.
fn blamed(signals: &str, last_attempt: Option<&str>) -> String {
    if let Some(said) = last_attempt {
        return format!("the last attempt said: {said}");
    }
    let silent = if signals.split(", ").all(|signal| signal.ends_with(ON_THE_CONSOLE)) {
        "the console takes nothing"
    } else {
        "the collector is slow or silent"
    };
    silent.to_owned()
}

/// What the name of a signal ends with where the signal is printed.
pub(crate) const ON_THE_CONSOLE: &str = " on the console";

/// Stands for a value that may be a credential.
pub(crate) const REDACTED: &str = "<redacted>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_reads_like_the_message_with_its_sources() {
        let error = SetupError::Thread { name: "t", source: std::io::Error::other("no threads") };
        assert_eq!(format!("{error:?}"), "cannot start the thread `t`: no threads");
        assert_eq!(
            format!("{:#?}", FlushError::AlreadyShutDown),
            "the exporter is already shut down"
        );
    }

    #[test]
    fn values_stay_on_their_line() {
        let error = Origin::Variable("X").invalid("a\nb", "c");
        assert_eq!(error.to_string(), r"X is `a\nb`, expected c");
    }
}
