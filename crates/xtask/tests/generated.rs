//! The generated files in the tree are those that the facts ask for.

use std::path::Path;

use xtask::facts::Facts;
use xtask::generate;

#[test]
fn generated_files_are_current() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2).unwrap();
    let files = generate::files(&Facts::read(&package.join("facts")).unwrap(), root).unwrap();
    let stale: Vec<_> =
        files.iter().filter(|file| !file.is_current(root)).map(|file| &file.path).collect();
    assert!(files.len() >= 8);
    assert!(stale.is_empty(), "run `cargo xtask generate`: {stale:?}");
}
