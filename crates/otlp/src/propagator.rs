//! `OTEL_PROPAGATORS`: how context is written into and read from carriers such as HTTP headers.

use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};

use crate::{SetupError, env::Environment};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Propagator {
    TraceContext,
    Baggage,
}

impl Propagator {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::TraceContext => "tracecontext",
            Self::Baggage => "baggage",
        }
    }
}

/// The list that the environment gives, each once; W3C Trace Context and Baggage when it is silent.
pub(crate) fn from_environment(environment: &Environment) -> Result<Vec<Propagator>, SetupError> {
    let Some((origin, list)) = environment.text(&["OTEL_PROPAGATORS"])? else {
        return Ok(vec![Propagator::TraceContext, Propagator::Baggage]);
    };
    let mut propagators = Vec::new();
    for name in list.split(',').map(str::trim) {
        let propagator = match name.to_ascii_lowercase().as_str() {
            "tracecontext" => Propagator::TraceContext,
            "baggage" => Propagator::Baggage,
            "none" if list == name => return Ok(Vec::new()),
            "b3" | "b3multi" | "jaeger" | "xray" | "ottrace" => {
                return Err(SetupError::Unsupported {
                    setting: origin.name(),
                    value: name.to_owned(),
                    supported: "`tracecontext` and `baggage`",
                });
            }
            _ => {
                return Err(
                    origin.invalid(list, "a list of `tracecontext` and `baggage`, or `none` alone")
                );
            }
        };
        if !propagators.contains(&propagator) {
            propagators.push(propagator);
        }
    }
    Ok(propagators)
}

pub(crate) fn to_sdk(propagators: &[Propagator]) -> TextMapCompositePropagator {
    let boxed = |propagator: &Propagator| -> Box<dyn TextMapPropagator + Send + Sync> {
        match propagator {
            Propagator::TraceContext => Box::new(TraceContextPropagator::new()),
            Propagator::Baggage => Box::new(BaggagePropagator::new()),
        }
    };
    TextMapCompositePropagator::new(propagators.iter().map(boxed).collect())
}
