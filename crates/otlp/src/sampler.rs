//! `OTEL_TRACES_SAMPLER` and its argument.

use opentelemetry_sdk::trace::{Sampler, ShouldSample};

use crate::{SetupError, env::Environment, error::Origin};

/// What the environment asks for, parent-based "keep all" when it is silent.
pub(crate) fn from_environment(
    environment: &Environment,
) -> Result<Box<dyn ShouldSample>, SetupError> {
    let Some((origin, name)) = environment.text(&["OTEL_TRACES_SAMPLER"])? else {
        return Ok(parent_based(Sampler::AlwaysOn));
    };
    // Enumerated values are read without regard to case, as the specification recommends.
    Ok(match name.to_ascii_lowercase().as_str() {
        "always_on" => Box::new(Sampler::AlwaysOn),
        "always_off" => Box::new(Sampler::AlwaysOff),
        "traceidratio" => Box::new(Sampler::TraceIdRatioBased(ratio(environment)?)),
        "parentbased_always_on" => parent_based(Sampler::AlwaysOn),
        "parentbased_always_off" => parent_based(Sampler::AlwaysOff),
        "parentbased_traceidratio" => parent_based(Sampler::TraceIdRatioBased(ratio(environment)?)),
        "jaeger_remote" | "parentbased_jaeger_remote" | "xray" => {
            return Err(SetupError::Unsupported {
                setting: origin.name(),
                value: name.to_owned(),
                supported: SAMPLERS,
            });
        }
        _ => return Err(origin.invalid(name, SAMPLERS)),
    })
}

fn parent_based(root: Sampler) -> Box<dyn ShouldSample> {
    Box::new(Sampler::ParentBased(Box::new(root)))
}

/// The argument counts only for the samplers by ratio; unset it is 1.
fn ratio(environment: &Environment) -> Result<f64, SetupError> {
    let read = |origin: Origin, text: &str| {
        text.parse::<f64>()
            .ok()
            .filter(|ratio| (0.0..=1.0).contains(ratio))
            .ok_or_else(|| origin.invalid(text, "a number between 0 and 1"))
    };
    Ok(environment.read(&["OTEL_TRACES_SAMPLER_ARG"], read)?.unwrap_or(1.0))
}

const SAMPLERS: &str = "`always_on`, `always_off`, `traceidratio`, `parentbased_always_on`, \
                        `parentbased_always_off` or `parentbased_traceidratio`";
