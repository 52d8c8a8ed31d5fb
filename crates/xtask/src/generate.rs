//! Writers of the generated files.

mod attribute;
mod book;
mod profile;
mod provider;
mod reference;
mod route;
mod rust;
mod value;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

pub use self::book::{book, price_files, providers};
use crate::facts::Facts;

/// A file as the facts want it.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it stands, relative to the workspace.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl File {
    /// Whether the file under `root` holds exactly this.
    #[must_use]
    pub fn is_current(&self, root: &Path) -> bool {
        fs::read(root.join(&self.path)).is_ok_and(|found| found == self.bytes)
    }

    /// Writes the file under `root`.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&self, root: &Path) -> anyhow::Result<()> {
        let path = root.join(&self.path);
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)
                .with_context(|| format!("create {}", directory.display()))?;
        }
        fs::write(&path, &self.bytes).with_context(|| format!("write {}", path.display()))
    }
}

/// All generated files, formatted.
///
/// # Errors
///
/// When `rustfmt` cannot be run or refuses a file, or a price file is wrong.
pub fn files(facts: &Facts, root: &Path) -> anyhow::Result<Vec<File>> {
    let source = Path::new("crates/core/src/semconv");
    let mut modules = vec![
        (source.join("attribute.rs"), attribute::write(facts)),
        (source.join("provider.rs"), provider::write(facts)),
        (source.join("value.rs"), value::write(facts)),
    ];
    for each in &facts.profiles {
        modules.push((source.join(format!("{}.rs", each.key)), profile::write(facts, each)));
    }
    modules.push((PathBuf::from("crates/core/src/wire/route/table.rs"), route::write(facts)));
    let mut files = Vec::new();
    for (path, text) in modules {
        let text = rust::format(root, &text).with_context(|| path.display().to_string())?;
        files.push(File { path, bytes: text.into_bytes() });
    }
    let pages = Path::new("docs/reference");
    for (name, text) in [
        ("attributes.md", reference::attributes(facts)),
        ("metrics.md", reference::metrics(facts)),
        ("operations.md", reference::operations(facts)),
        ("providers.md", reference::providers(facts)),
        ("routes.md", reference::routes(facts)),
    ] {
        files.push(File { path: pages.join(name), bytes: text.into_bytes() });
    }
    files.push(book(root)?);
    Ok(files)
}
