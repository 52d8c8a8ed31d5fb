//! Energy files.

mod disk;
mod error;
mod fields;
mod model;
mod value;

use std::path::Path;

use toml::de::DeTable;

pub use self::error::EnergyFileError;
use self::error::Fault;
use self::fields::Fields;
use crate::energies::Energies;

/// What a file says, by its path.
pub(crate) fn read(path: &Path) -> Result<Energies, EnergyFileError> {
    let name = path.display().to_string();
    let text = disk::text(path).map_err(|fault| fault.in_file(&name, ""))?;
    parse(&name, &text)
}

/// What the text of a file says.
pub(crate) fn parse(name: &str, text: &str) -> Result<Energies, EnergyFileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    root(text).map_err(|fault| fault.in_file(name, text))
}

fn root(text: &str) -> Result<Energies, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault::of_file("the file is larger than 1 MiB"));
    }
    let root = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault::new(at, error.message().replace('\n', ", "))
    })?;
    let mut fields = Fields::of_root(root, &["version", "grid", "model"])?;
    let version =
        fields.required("version", "a name of your numbers, such as `\"2026-11\"`", value::name)?;
    let mut energies = Energies::new(&version);
    if let Some(grid) = fields.optional("grid", value::grid)? {
        energies = energies.grid(grid);
    }
    for model in fields.optional("model", value::tables)?.unwrap_or_default() {
        model::read(model, &mut energies)?;
    }
    Ok(energies)
}

/// The most bytes of a file: 1 MiB.
const MAX_BYTES: usize = 1 << 20;

#[cfg(test)]
mod tests;
