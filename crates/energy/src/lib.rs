//! What energy calls to language models take: rates of your own, or a published method, between two bounds.
//!
//! ```text
//!  energy file (GENAI_OTEL_ENERGY) ─ or code ─▶ Energies: a method for each model ─┐
//!                                                                                  ▼
//!  finished attempt: model, provider, tokens, seconds ───────────▶ rates or EcoLogits ─▶ joules, low and high
//!                                                                  PUE, grid ──────────▶ grams of CO2e, low and high
//!                                                                  unknown model ──────▶ a reason, counted; never 0
//! ```
//!
//! [`Energies`] is the [`EnergyModel`](genai_otel_core::EnergyModel) of an
//! [`Instrumentation`](genai_otel_core::Instrumentation). Nothing asks it unless you install it:
//!
//! ```
//! use genai_otel_core::Instrumentation;
//! use genai_otel_energy::Energies;
//!
//! let energies = Energies::from_toml(
//!     "energy.toml",
//!     r#"
//!         version = "2026-11"          # of these numbers: stands on every record
//!         grid = "FR"                  # or grams of CO2e for a kWh: grid = 41
//!
//!         [[model]]
//!         provider = "openai"          # any, where it is left out
//!         name = "gpt-4o-mini*"        # or a list; a star at the end stands for anything
//!         method = "rates"
//!         input = 0.000004             # kWh for 1,000 tokens
//!         output = [6.4e-5, 7.8e-5]    # at least, at most
//!
//!         [[model]]
//!         provider = "openai"
//!         name = ["gpt-4o", "gpt-4o-*"]
//!         method = "ecologits"
//!         total = 440                  # billions of parameters: an assumption
//!         active = [44, 132]
//!         tokens_per_second = 69
//!
//!         [[model]]
//!         name = "llama3.1:8b"
//!         method = "ecologits"
//!         parameters = "llama-3.1-8b"  # as its maker tells
//!         pue = 1.3
//!     "#,
//! )?;
//!
//! let instrumentation = Instrumentation::builder().energy(energies).build();
//! # drop(instrumentation);
//! # Ok::<(), genai_otel_energy::EnergyFileError>(())
//! ```
//!
//! # How much to believe
//!
//! Sources disagree by a factor of ten and more about one and the same model, and how busy a server is alone moves its
//! energy three to five times. So every energy has two bounds, the method and its version, and no model has a default. The
//! bounds are those of the method, not of the truth: compare energies of the same method and version, and nothing else.
//!
//! # The methods
//!
//! | method | what it computes | what it needs |
//! | --- | --- | --- |
//! | `rates` | [`Rates`]: tokens × kWh for 1,000 tokens × PUE, exactly | your rates, of input and output apart |
//! | `ecologits` | [`EcoLogits`]: the formula of EcoLogits 0.11, of output tokens | the size of the model; its speed, where it is known |
//!
//! Carbon is energy × what the grid emits for a kilowatt-hour ([`Grid`]), by `ecologits` with the share of making the
//! hardware on top. Without a grid there is none.
//!
//! # When things go wrong
//!
//! A file with a mistake is refused at the start, with its line: [`EnergyFileError`]. At run time nothing fails: a model that
//! is not named is [`UnknownEnergy`](genai_otel_core::UnknownEnergy), with a reason, counted, and never 0.
//!
//! # Limits
//!
//! - A file has at most 1 MiB. Rates have at most twelve decimals, PUE and grid at most six.
//! - Energies are whole microjoules and carbon whole micrograms, each rounded once for an attempt.
//! - Training, networks, devices of users and what waits for requests are in neither method.

mod decimal;
mod ecologits;
mod energies;
mod environment;
mod file;
mod grid;
mod method_name;
mod pue;
mod rates;

pub use self::decimal::ParseDecimalError;
pub use self::ecologits::{EcoLogits, Parameters, ParametersError, Published};
pub use self::energies::Energies;
pub use self::file::EnergyFileError;
pub use self::grid::Grid;
pub use self::pue::Pue;
pub use self::rates::{Rate, Rates};
