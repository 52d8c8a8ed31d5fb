//! An overview as one page with charts, without anything from elsewhere.

mod charts;
mod element;
mod page;
mod svg;

use std::io;
use std::path::Path;

use crate::failure::Failure;
use crate::output::write_to;
use crate::overview::Overview;

/// Writes the page: whole or not at all.
///
/// # Errors
///
/// A file that cannot be written.
pub(crate) fn write_file(overview: &Overview, path: &Path) -> Result<(), Failure> {
    write_to(Some(path), &mut io::sink(), |file| {
        Ok(file.write_all(page::page(overview).as_bytes())?)
    })
}
