//! Set-up in one call.

use std::ffi::OsString;
use std::fmt;

#[cfg(feature = "budget")]
use genai_otel_budget::{BudgetError, Budgets};
#[cfg(feature = "energy")]
use genai_otel_core::InstrumentationBuilder;
use genai_otel_core::{ConfigError, Instrumentation};
#[cfg(feature = "energy")]
use genai_otel_energy::Energies;
use genai_otel_otlp::{OtlpPipeline, SetupError, Telemetry};
#[cfg(feature = "pricing")]
use genai_otel_pricing::PriceBook;

#[cfg(feature = "ledger")]
use crate::accompanied::Accompanied;
#[cfg(feature = "budget")]
use crate::budgeted::Budgeted;
#[cfg(feature = "serve")]
use crate::scraped::Scraped;

/// Sets everything up from the environment: the OTLP exporter with OpenTelemetry's globals
/// ([`OtlpPipeline::from_env`]), and the global [`Instrumentation`] with `GENAI_OTEL_CONVENTIONS` and
/// `GENAI_OTEL_COST_NAMES`. With the feature `pricing`, calls are priced by the embedded price book, with the files of
/// `GENAI_OTEL_PRICES` over it; where that is `none`, they are not priced. With the feature `energy`, what energy they take is
/// computed by the file of `GENAI_OTEL_ENERGY`, where that is set. With the feature `ledger`, every call becomes a
/// line of the ledger in `GENAI_OTEL_LEDGER_DIR`, where that is set. With the feature `budget`, calls are held against the
/// budgets of the file that `GENAI_OTEL_BUDGETS` names. With the feature `serve`, Prometheus can read the metrics where
/// `OTEL_METRICS_EXPORTER` names `prometheus`, at 127.0.0.1 and port 9464 unless `OTEL_EXPORTER_PROMETHEUS_HOST` and
/// `OTEL_EXPORTER_PROMETHEUS_PORT` say otherwise, until the shutdown; `Telemetry::listens_on("prometheus")` tells where. None
/// of these is read if `OTEL_SDK_DISABLED` is true.
///
/// Keep the guard that comes back until the program ends: dropping it flushes and shuts down, within
/// a bound. For more than the environment can say, use [`OtlpPipeline`] and
/// [`Instrumentation::builder`].
///
/// # Errors
///
/// A variable whose value is not understood, a price file, an energy file or an endpoint that cannot be used, a port that is
/// taken, or a guard of an earlier
/// call that is neither shut down nor dropped. Nothing is installed then.
pub fn init() -> Result<Telemetry, InitError> {
    let pipeline = OtlpPipeline::from_env();
    let mut instrumentation = Instrumentation::builder();
    let config = pipeline.config()?;
    #[cfg(feature = "ledger")]
    let mut ledger = None;
    #[cfg(feature = "budget")]
    let mut budgets = None;
    // A pipeline that is switched off reads nothing else, so that a bad value can be got past.
    if !config.is_disabled() {
        instrumentation =
            instrumentation.environment(VARIABLES.into_iter().filter_map(variable))?;
        #[cfg(feature = "pricing")]
        let book = book()?;
        #[cfg(feature = "pricing")]
        if let Some(book) = &book {
            instrumentation = instrumentation.pricing(book.clone());
        }
        #[cfg(feature = "budget")]
        if let Some(builder) =
            Budgets::from_env(value(BUDGETS_VARIABLE).map(named)).map_err(BudgetError::from)?
        {
            #[cfg(feature = "pricing")]
            let builder = match book {
                Some(book) => builder.pricing(book),
                None => builder,
            };
            let kept = Budgeted::build(builder, &config)?;
            instrumentation = kept.join(instrumentation);
            budgets = Some(kept);
        }
        #[cfg(feature = "energy")]
        {
            instrumentation = with_energies(instrumentation)?;
        }
        #[cfg(feature = "ledger")]
        {
            (instrumentation, ledger) = Accompanied::open(&config, instrumentation)?;
        }
    }
    #[cfg(feature = "serve")]
    let (pipeline, scraped) = Scraped::listen(&config, pipeline)?;
    #[cfg(not(feature = "serve"))]
    if config.prometheus().is_some() {
        let (setting, value) = ("OTEL_METRICS_EXPORTER", "prometheus");
        return Err(SetupError::FeatureMissing { setting, value, feature: "serve" }.into());
    }
    let telemetry = pipeline.install()?;
    #[cfg(feature = "serve")]
    scraped.into_iter().for_each(|scraped| telemetry.accompany(scraped));
    #[cfg(feature = "ledger")]
    ledger.into_iter().for_each(|ledger| telemetry.accompany(ledger));
    #[cfg(feature = "budget")]
    if let Some(budgets) = budgets {
        budgets.observe();
        telemetry.accompany(budgets);
    }
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
    /// The budgets of `GENAI_OTEL_BUDGETS` cannot be kept.
    #[cfg(feature = "budget")]
    #[error("environment variable {BUDGETS_VARIABLE}: {0}")]
    Budgets(#[from] BudgetError),
    /// The file of `GENAI_OTEL_ENERGY` cannot be used.
    #[cfg(feature = "energy")]
    #[error("environment variable {ENERGY_VARIABLE}: {0}")]
    Energy(genai_otel_energy::EnergyFileError),
    /// The ledger cannot be written.
    #[cfg(feature = "ledger")]
    #[error("{0}")]
    Ledger(#[from] genai_otel_ledger::WriterError),
    /// Nobody can listen where Prometheus is to read metrics.
    #[cfg(feature = "serve")]
    #[error("OTEL_EXPORTER_PROMETHEUS_HOST, OTEL_EXPORTER_PROMETHEUS_PORT: {0}")]
    Serve(#[from] genai_otel_serve::ServeError),
    /// A file of `GENAI_OTEL_PRICES` cannot be used.
    #[cfg(feature = "pricing")]
    #[error("environment variable {PRICES_VARIABLE}: {0}")]
    Prices(genai_otel_pricing::PriceFileError),
}

impl fmt::Debug for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Export(error) => fmt::Debug::fmt(error, f),
            Self::Instrumentation(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "budget")]
            Self::Budgets(_) => fmt::Display::fmt(self, f),
            #[cfg(feature = "energy")]
            Self::Energy(_) => fmt::Display::fmt(self, f),
            #[cfg(feature = "ledger")]
            Self::Ledger(_) => fmt::Display::fmt(self, f),
            #[cfg(feature = "serve")]
            Self::Serve(_) => fmt::Display::fmt(self, f),
            #[cfg(feature = "pricing")]
            Self::Prices(_) => fmt::Display::fmt(self, f),
        }
    }
}

/// What a variable says. What is not Unicode in it is replaced: nothing that is known has such a name, so that the error
/// shows it.
fn variable(name: &'static str) -> Option<(&'static str, String)> {
    Some((name, value(name)?.to_string_lossy().into_owned()))
}

/// The prices that the environment names; nothing where it says that there shall be none.
#[cfg(feature = "pricing")]
fn book() -> Result<Option<PriceBook>, InitError> {
    let files = value(PRICES_VARIABLE);
    if files.as_deref().is_some_and(|files| files == "none") {
        return Ok(None);
    }
    let book = PriceBook::from_env(files.map(|files| (PRICES_VARIABLE, files)));
    book.map(Some).map_err(InitError::Prices)
}

#[cfg(feature = "budget")]
const fn named(file: OsString) -> (&'static str, OsString) {
    (BUDGETS_VARIABLE, file)
}

/// With the energies that the environment names.
#[cfg(feature = "energy")]
fn with_energies(builder: InstrumentationBuilder) -> Result<InstrumentationBuilder, InitError> {
    let file = value(ENERGY_VARIABLE).map(|file| (ENERGY_VARIABLE, file));
    let energies = Energies::from_env(file).map_err(InitError::Energy)?;
    Ok(match energies {
        Some(energies) => builder.energy(energies),
        None => builder,
    })
}

fn value(name: &str) -> Option<OsString> {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place of this crate that reads the process environment"
    )]
    std::env::var_os(name)
}

const VARIABLES: [&str; 2] = ["GENAI_OTEL_CONVENTIONS", "GENAI_OTEL_COST_NAMES"];
#[cfg(feature = "energy")]
const ENERGY_VARIABLE: &str = "GENAI_OTEL_ENERGY";
#[cfg(feature = "pricing")]
const PRICES_VARIABLE: &str = "GENAI_OTEL_PRICES";
#[cfg(feature = "budget")]
const BUDGETS_VARIABLE: &str = "GENAI_OTEL_BUDGETS";
