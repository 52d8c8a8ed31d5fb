//! What is known of the energy of models.

mod named;

use std::fmt;
use std::path::Path;

use genai_otel_core::{Energy, EnergyModel, EnergyQuestion, Provider, UnknownEnergy};

use self::named::Named;
use crate::ecologits::EcoLogits;
use crate::file::{self, EnergyFileError};
use crate::grid::Grid;
use crate::method_name::MethodName;
use crate::rates::Rates;

/// What is known of the energy of models: for each name the method, with its numbers.
///
/// It is the [`EnergyModel`] of an instrumentation. A model that is not named is unknown: none stands in for it. The name of
/// the model that answered is looked for first, then that of the one that was asked for; in each case a name with its
/// provider before one of any provider, a whole name before one that ends in `*`, and of those the longest.
///
/// ```
/// use genai_otel_core::{EnergyModel, EnergyQuestion, ModelOperation, Provider, Usage};
/// use genai_otel_energy::{Energies, Grid, Rates};
///
/// let energies = Energies::new("acme-2026-11")
///     .grid(Grid::country("SE").ok_or("it is in the table")?)
///     .rates("gpt-4o*", Rates::new().input("0.00003".parse()?).output("0.0003".parse()?));
///
/// let usage = Usage::tokens(1_000, 500);
/// let mut question = EnergyQuestion::new(&ModelOperation::Chat, &usage);
/// question.request_model = Some("gpt-4o-2024-11-20");
/// let energy = energies.energy(&question)?;
/// assert_eq!(energy.low.to_string(), "648 J"); // 0.00018 kWh
/// assert_eq!((&*energy.method, &*energy.method_version), ("rates", "acme-2026-11"));
/// assert_eq!(energy.carbon.map(|carbon| carbon.low.to_string()).as_deref(), Some("0.0063 g"));
///
/// question.request_model = Some("o9");
/// assert_eq!(energies.energy(&question).unwrap_err().reason(), "unknown_model");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Energies {
    version: String,
    grid: Option<Grid>,
    methods: Named<Method>,
    rates: MethodName,
    ecologits: MethodName,
}

/// How the energy of a model is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Method {
    Rates(Rates),
    EcoLogits(EcoLogits),
}

impl Energies {
    /// Of no model yet. `version` is that of your numbers, by which energies are told apart that other numbers gave; it
    /// stands on every record.
    #[must_use]
    pub fn new(version: &str) -> Self {
        Self {
            version: version.to_owned(),
            grid: None,
            methods: Named::default(),
            rates: MethodName::rates(version),
            ecologits: MethodName::ecologits(version),
        }
    }

    /// Reads an energy file: see the documentation of this crate.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and what is wrong in it with its line.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, EnergyFileError> {
        file::read(path.as_ref())
    }

    /// Reads the text of an energy file. `name` stands in errors.
    ///
    /// # Errors
    ///
    /// What is wrong in it, with its line.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, EnergyFileError> {
        file::parse(name, text)
    }

    /// The grid of the models that have none of their own. None by default: then there is no carbon.
    #[must_use]
    pub const fn grid(mut self, grid: Grid) -> Self {
        self.grid = Some(grid);
        self
    }

    /// The rates of a model at any provider. A `*` at the end of the name stands for anything. Of two of the same name the
    /// later counts.
    #[must_use]
    pub fn rates(mut self, model: &str, rates: Rates) -> Self {
        self.methods.set(None, model, Method::Rates(rates));
        self
    }

    /// The same of a model at one provider.
    #[must_use]
    pub fn rates_at(mut self, provider: &Provider, model: &str, rates: Rates) -> Self {
        self.methods.set(Some(provider), model, Method::Rates(rates));
        self
    }

    /// A model by the method of EcoLogits, at any provider. A `*` at the end of the name stands for anything.
    #[must_use]
    pub fn ecologits(mut self, model: &str, method: EcoLogits) -> Self {
        self.methods.set(None, model, Method::EcoLogits(method));
        self
    }

    /// The same of a model at one provider.
    #[must_use]
    pub fn ecologits_at(mut self, provider: &Provider, model: &str, method: EcoLogits) -> Self {
        self.methods.set(Some(provider), model, Method::EcoLogits(method));
        self
    }

    /// The version of the numbers.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many names are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.methods.len()
    }

    /// Whether no name is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sets a method where the name has none; says whether it had none.
    pub(crate) fn add(&mut self, provider: Option<&Provider>, model: &str, method: Method) -> bool {
        self.methods.set(provider, model, method).is_none()
    }
}

impl EnergyModel for Energies {
    fn energy(&self, question: &EnergyQuestion<'_>) -> Result<Energy, UnknownEnergy> {
        let names = [question.response_model, question.request_model].into_iter().flatten();
        let found = names.filter_map(|name| self.methods.find(question.provider, name)).next();
        match found.ok_or(UnknownEnergy::UnknownModel)? {
            Method::Rates(rates) => rates.energy(question, &self.rates, self.grid),
            Method::EcoLogits(model) => model.energy(question, &self.ecologits, self.grid),
        }
    }
}

impl fmt::Debug for Energies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Energies")
            .field("version", &self.version)
            .field("grid", &self.grid)
            .field("names", &self.len())
            .finish_non_exhaustive()
    }
}
