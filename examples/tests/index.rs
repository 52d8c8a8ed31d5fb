//! The list of examples in the guide is the list of examples.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn guide_lists_every_example_with_its_question() {
    let written = read("../docs/guide/examples.md");
    let table: Vec<_> = written.lines().filter(|line| line.starts_with("| [")).collect();
    let expected: Vec<_> = named().iter().map(|name| row(name)).collect();
    assert_eq!(
        table,
        expected,
        "put these rows into docs/guide/examples.md:\n{}",
        expected.join("\n")
    );
}

#[test]
fn every_file_is_an_example() {
    let files = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().filter_map(|entry| {
        Some(entry.unwrap().file_name().to_str()?.strip_suffix(".rs")?.to_owned())
    });
    assert_eq!(files.collect::<BTreeSet<_>>(), named().into_iter().collect());
}

#[test]
fn examples_other_than_the_quickstart_are_short() {
    for name in named().iter().filter(|name| *name != "quickstart") {
        let lines = read(&format!("{name}.rs")).lines().count();
        assert!(lines < 80, "{name}.rs has {lines} lines; it asks one question and needs less");
    }
}

/// The examples in the order of the manifest.
fn named() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let sections = manifest.split("[[example]]\n").skip(1);
    let name = |section: &str| {
        section.lines().next()?.strip_prefix("name = \"")?.strip_suffix('"').map(str::to_owned)
    };
    sections.map(|section| name(section).expect("the name comes first")).collect()
}

/// A row of the table: the example and the first paragraph of its documentation.
fn row(name: &str) -> String {
    let source = read(&format!("{name}.rs"));
    let lines = source.lines().map_while(|line| line.strip_prefix("//! "));
    format!("| [`{name}`](../../examples/{name}.rs) | {} |", lines.collect::<Vec<_>>().join(" "))
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
