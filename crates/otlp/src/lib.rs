//! otlp

mod batch;
mod client;
mod compression;
mod config;
mod delivery;
mod endpoint;
mod env;
mod error;
mod exporter;
mod headers;
mod percent;
mod pipeline;
mod processor;
mod propagator;
mod resource;
mod sampler;
mod signal;
mod telemetry;
mod timeout;

pub use batch::Batch;
pub use compression::Compression;
pub use config::Config;
pub use delivery::ExportCounts;
pub use env::{VARIABLES, Variable};
pub use error::{FlushError, SetupError};
pub use pipeline::OtlpPipeline;
pub use signal::Signal;
pub use telemetry::{PendingFlush, Telemetry};
