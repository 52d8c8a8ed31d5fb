//! The compiled book and the files that it is made of.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use genai_otel_pricing::file::{Format, read_providers};
use genai_otel_pricing::{PriceBook, Provider, compile};

/// The providers of all files, which are read once.
static PROVIDERS: LazyLock<Vec<Provider>> = LazyLock::new(providers);

/// The providers of all files, sorted by id.
fn providers() -> Vec<Provider> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("book");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_json = |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "json");
    let files: Vec<_> = entries.filter(is_json).collect();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        read_providers(&text, Format::Json, &name).unwrap_or_else(|error| panic!("{error}"))
    };
    let mut providers: Vec<Provider> = files.into_iter().flat_map(read).collect();
    providers.sort_by(|one, other| one.id.cmp(&other.id));
    providers
}

#[test]
fn the_compiled_book_is_what_the_files_say() {
    let compiled = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/embedded/book.bin"));
    assert!(compile(&PROVIDERS) == compiled.unwrap(), "run `cargo xtask generate`");
}

#[test]
fn every_model_is_read_back_as_it_was() {
    let book = PriceBook::embedded();
    let providers = &*PROVIDERS;
    assert!(providers.len() >= 40, "{}", providers.len());
    for provider in providers {
        assert!(
            book.models(&provider.id).into_iter().eq(&provider.models),
            "models of {}",
            provider.id
        );
    }
    let count: usize = providers.iter().map(|provider| provider.models.len()).sum();
    assert!(count >= 2_000, "{count}");
    assert_eq!(book.providers().len(), providers.len());
}

#[test]
fn the_version_is_a_day_and_a_hash() {
    let version = PriceBook::embedded().version().clone();
    assert!(version.version.parse::<genai_otel_pricing::Date>().is_ok(), "{version:?}");
    assert_eq!(version.hash.len(), 12);
    assert!(version.hash.bytes().all(|digit| digit.is_ascii_hexdigit()));
    assert_eq!(PriceBook::from_providers(PROVIDERS.clone()).version(), &version);
}
