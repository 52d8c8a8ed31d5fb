//! Price files, in JSON and TOML: read, checked, written.

mod conditions;
mod coverage;
mod currencies;
mod dates;
mod disk;
mod error;
mod fault;
mod fields;
mod hidden;
mod json;
mod minimums;
mod mode;
mod model;
mod node;
mod place;
mod problem;
mod provider;
mod rates;
mod rule;
mod scalar;
mod terms;
mod toml;
mod write;
mod write_model;
mod write_value;

pub use self::disk::read_text;
pub use self::error::PriceFileError;
pub use self::problem::PriceFileProblem;
pub use self::write::{write_file, write_providers};

use crate::date::Date;
use crate::model::Provider;

pub(crate) use self::currencies::by_code as currency_by_code;
pub(crate) use self::dates::date;
pub(crate) use self::fault::Fault;
pub(crate) use self::fields::{Fields, each, entries, short};
pub(crate) use self::node::{Key, Node, Value, read_root};
pub(crate) use self::place::Place;
pub(crate) use self::provider::providers;
pub(crate) use self::rule::rules;
pub(crate) use self::scalar::{factor, id, is_id, name};

use self::scalar::NAME;

/// The notation of a price file. Both have the same shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JSON.
    Json,
    /// TOML.
    Toml,
}

/// What a price file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PriceFile {
    /// The date of its data.
    pub version: Option<Date>,
    /// Where its data comes from.
    pub sources: Vec<Source>,
    /// Its providers and their models.
    pub providers: Vec<Provider>,
}

/// Where the data of a price file comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The name: `genai-prices`.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Its licence: `MIT`.
    pub licence: Option<String>,
}

impl Source {
    /// A source by its name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// With its version.
    #[must_use]
    pub fn version(self, version: impl Into<String>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// With its licence.
    #[must_use]
    pub fn licence(self, licence: impl Into<String>) -> Self {
        Self { licence: Some(licence.into()), ..self }
    }
}

/// The providers of a price file. `name` is the name of the file in errors, and the source of models that name none.
///
/// # Errors
///
/// What is wrong with the file, and where.
pub fn read_providers(
    text: &str,
    format: Format,
    name: &str,
) -> Result<Vec<Provider>, PriceFileError> {
    read_file(text, format, name).map(|file| file.providers)
}

/// All that a price file says. `name` is the name of the file in errors, and the source of models that name none.
///
/// # Errors
///
/// What is wrong with the file, and where.
pub fn read_file(text: &str, format: Format, name: &str) -> Result<PriceFile, PriceFileError> {
    read_root(text, format)
        .and_then(|root| file(root, name))
        .map_err(|fault| fault.in_file(name, text))
}

fn file(root: Node<'_>, name: &str) -> Result<PriceFile, Fault> {
    let mut fields = Fields::of(root, &["schema", "version", "sources", "providers"])?;
    fields.required("schema", "`1`", schema)?;
    Ok(PriceFile {
        version: fields.optional("version", date)?,
        sources: fields.optional("sources", |node| each(node, source))?.unwrap_or_default(),
        providers: fields
            .required("providers", "a list of providers", |node| providers(node, name))?,
    })
}

/// The number of the schema: a file of another is not guessed at.
pub(crate) fn schema(node: Node<'_>) -> Result<(), Fault> {
    let at = node.at;
    match scalar::whole(node)? {
        SCHEMA => Ok(()),
        found => Err(Fault::new(at, PriceFileProblem::UnknownSchema { found })),
    }
}

pub(crate) fn source(node: Node<'_>) -> Result<Source, Fault> {
    let mut fields = Fields::of(node, &["name", "version", "licence"])?;
    Ok(Source {
        name: fields.required("name", NAME, name)?,
        version: fields.optional("version", name)?,
        licence: fields.optional("licence", name)?,
    })
}

const SCHEMA: u64 = 1;

#[cfg(test)]
mod tests;
