//! Energy by the method of EcoLogits 0.11.

mod parameters;
mod published;

use genai_otel_core::{Energy, EnergyQuestion, Joules, UnknownEnergy};

pub use self::parameters::{Parameters, ParametersError};
pub use self::published::Published;
use crate::grid::Grid;
use crate::method_name::MethodName;
use crate::pue::Pue;

/// A model by the method that EcoLogits 0.11 publishes: a large model on servers with 8 GPUs of 80 GB, 64 requests at a
/// time. Written from its description; none of its code is here.
///
/// ```text
/// GPU       Wh of an output token = 1.1665e-6 · e^(-0.011206 · 64) · active + 4.0529e-5
/// GPUs      the next power of two of ⌈1.2 · total · 2 bytes / 80 GB⌉
/// seconds   tokens / speed + time to the first token, or tokens · (6.785e-4 · active + 3.119e-4 · 64 + 0.01947);
///           at most those that the call took
/// server    Wh = seconds / 3600 · 1200 W · GPUs / 8 / 64
/// energy    PUE · (server + GPUs · GPU)
/// carbon    kWh · grid + seconds / 3 years / 64 · (5700 kg · GPUs / 8 + 273 kg · GPUs)
/// ```
///
/// Parameters are in billions. What makers do not tell is assumed, and so has two bounds. Input tokens, images, training,
/// other hardware and other numbers of requests at a time are not covered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EcoLogits {
    parameters: Parameters,
    pue: Pue,
    speed: Option<Speed>,
    grid: Option<Grid>,
}

/// How fast a model answers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Speed {
    tokens_per_second: f64,
    first_token: f64,
}

impl EcoLogits {
    /// A model of this size, in data centres of this effectiveness. [`Pue::of_provider`] has those of the method.
    #[must_use]
    pub const fn new(parameters: Parameters, pue: Pue) -> Self {
        Self { parameters, pue, speed: None, grid: None }
    }

    /// How fast it answers: tokens in a second, and seconds to the first one. By its size by default.
    ///
    /// # Errors
    ///
    /// A speed that is none: not above zero, or seconds below it.
    pub fn speed(
        mut self,
        tokens_per_second: f64,
        first_token: f64,
    ) -> Result<Self, ParametersError> {
        let is_speed = tokens_per_second.is_normal() && tokens_per_second > 0.0;
        if !is_speed || !(0.0..=MOST_SECONDS).contains(&first_token) {
            return Err(ParametersError::Speed);
        }
        self.speed = Some(Speed { tokens_per_second, first_token });
        Ok(self)
    }

    /// The grid, for the carbon. That of the [`Energies`](crate::Energies) by default.
    #[must_use]
    pub const fn grid(mut self, grid: Grid) -> Self {
        self.grid = Some(grid);
        self
    }

    pub(crate) fn energy(
        &self,
        question: &EnergyQuestion<'_>,
        method: &MethodName,
        grid: Option<Grid>,
    ) -> Result<Energy, UnknownEnergy> {
        let tokens = question.usage.output.value().ok_or(UnknownEnergy::MissingCount)?;
        let most = Some(question.duration.as_secs_f64()).filter(|seconds| *seconds > 0.0);
        let [low, high] = [0, 1].map(|bound| self.took(bound, tokens as f64, most));
        let bounds = [whole(low.microjoules)?, whole(high.microjoules)?];
        let energy = method.energy(bounds.map(Joules::from_micro));
        match self.grid.or(grid) {
            Some(grid) => {
                let embodied = [whole(low.embodied)?, whole(high.embodied)?];
                grid.emits(energy, embodied).ok_or(UnknownEnergy::TooLarge)
            }
            None => Ok(energy),
        }
    }

    /// What it took at least (0) or at most (1).
    fn took(&self, bound: usize, tokens: f64, most: Option<f64>) -> Took {
        let active = self.parameters.active()[bound];
        let gpus = gpus(self.parameters.total()[bound]);
        let seconds = match self.speed {
            Some(speed) => tokens / speed.tokens_per_second + speed.first_token,
            None => tokens * (6.785e-4 * active + 3.119e-4 * BATCH + 0.01947),
        };
        let seconds = most.map_or(seconds, |most| seconds.min(most));
        let gpu = tokens * (1.1665e-6 * FALLING * active + 4.0529e-5);
        let server = seconds / 3_600.0 * 1_200.0 * gpus / 8.0 / BATCH;
        let watt_hours = self.pue.factors()[bound] * (server + gpus * gpu);
        let kilograms = seconds / THREE_YEARS / BATCH * (5_700.0 * gpus / 8.0 + 273.0 * gpus);
        Took { microjoules: watt_hours * 3.6e9, embodied: kilograms * 1e9 }
    }
}

struct Took {
    microjoules: f64,
    /// Micrograms of CO2e of making the hardware.
    embodied: f64,
}

/// How many GPUs hold so many billions of parameters.
fn gpus(total: f64) -> f64 {
    let least = (1.2 * total * 2.0 / 80.0).ceil();
    let mut gpus = 1.0;
    while gpus < least {
        gpus *= 2.0;
    }
    gpus
}

fn whole(number: f64) -> Result<u64, UnknownEnergy> {
    let rounded = number.round();
    // Below 2^63 every such number is one of these.
    if rounded < 9.2e18 { Ok(rounded as u64) } else { Err(UnknownEnergy::TooLarge) }
}

/// How many requests are answered at a time.
const BATCH: f64 = 64.0;
/// e^(-0.011206 · 64): a constant, so that it is the same on every machine.
const FALLING: f64 = 0.488_124_882_063_247_83;
const THREE_YEARS: f64 = 3.0 * 365.0 * 86_400.0;
const MOST_SECONDS: f64 = 1e6;

#[cfg(test)]
mod tests;
