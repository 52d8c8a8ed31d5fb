//! How large a model is.

/// How large a model is, in billions of parameters: at least and at most.
///
/// ```
/// use genai_otel_energy::Parameters;
///
/// let dense = Parameters::dense([8.03, 8.03])?;
/// let assumed = Parameters::mixture(440.0, [44.0, 132.0])?;
/// assert!(Parameters::mixture(10.0, [44.0, 132.0]).is_err()); // more active ones than there are
/// # Ok::<(), genai_otel_energy::ParametersError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    total: [f64; 2],
    active: [f64; 2],
}

/// A number that a method cannot be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParametersError {
    /// A number of parameters that is none.
    #[error("parameters are billions above 0 and up to 1000000, and {0} is none")]
    Size(f64),
    /// More active parameters than there are.
    #[error("a model of {total} billion parameters has no {active} billion active ones")]
    Active {
        /// All of them.
        total: f64,
        /// The active ones.
        active: f64,
    },
    /// A speed that is none.
    #[error(
        "a speed is tokens in a second above 0, and seconds to the first token from 0 to 1000000"
    )]
    Speed,
}

impl Parameters {
    /// A model whose parameters are all active, between two bounds, in either order.
    ///
    /// # Errors
    ///
    /// A number that is not above 0, or above 1,000,000.
    pub fn dense(billions: [f64; 2]) -> Result<Self, ParametersError> {
        let total = ordered(billions)?;
        Ok(Self { total, active: total })
    }

    /// A mixture of experts: all of them, and those that are active for a token, between two bounds, in either order.
    ///
    /// # Errors
    ///
    /// A number that is not above 0, or above 1,000,000; more active ones than there are.
    pub fn mixture(total: f64, active: [f64; 2]) -> Result<Self, ParametersError> {
        let [total, _] = ordered([total; 2])?;
        let active = ordered(active)?;
        if active[1] > total {
            return Err(ParametersError::Active { total, active: active[1] });
        }
        Ok(Self { total: [total; 2], active })
    }

    pub(super) const fn total(&self) -> [f64; 2] {
        self.total
    }

    pub(super) const fn active(&self) -> [f64; 2] {
        self.active
    }

    /// What a maker has published.
    pub(super) const fn published(total: f64, active: f64) -> Self {
        Self { total: [total; 2], active: [active; 2] }
    }
}

fn ordered([one, other]: [f64; 2]) -> Result<[f64; 2], ParametersError> {
    for billions in [one, other] {
        if !billions.is_normal() || !(0.0..=MOST).contains(&billions) {
            return Err(ParametersError::Size(billions));
        }
    }
    Ok([one.min(other), one.max(other)])
}

const MOST: f64 = 1_000_000.0;
