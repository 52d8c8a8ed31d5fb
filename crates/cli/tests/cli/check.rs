//! `prices check`.

use std::fs;

use genai_otel_cli::Exit;

use crate::support::{BOOK, own_file, ran};

#[test]
fn a_file_that_is_right_says_so() {
    let (folder, file) = own_file();
    let book = folder.path().join("book.json");
    fs::write(&book, BOOK).unwrap();
    let book = book.to_str().unwrap();
    assert_eq!(ran(["prices", "check", &file, book]).answer(), format!("{file}: ok\n{book}: ok\n"));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let text = "schema = 1\n\n[[adjust]]\nprovider = \"acme\"\ntimes = \"-1\"\n";
    fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let ran = ran(["prices", "check", file]);
    assert_eq!((ran.exit, &*ran.err), (Exit::Nothing, ""));
    assert!(ran.out.starts_with(&format!("{file}:5:9: ")), "{ran:?}");
    assert!(ran.out.contains("is negative"), "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
}

#[test]
fn a_deployment_of_a_model_that_is_not_there_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    fs::write(&file, "schema = 1\n[deployments]\n\"acme/chat\" = \"acme/rocket-9\"\n").unwrap();
    let file = file.to_str().unwrap();
    let ran = ran(["prices", "check", file]);
    assert_eq!((ran.exit, &*ran.err), (Exit::Nothing, ""));
    assert!(ran.out.starts_with(&format!("{file}:3:15: ")), "{ran:?}");
    assert!(ran.out.contains("`rocket-9`"), "{ran:?}");
}

#[test]
fn a_file_that_cannot_be_read_weighs_more_than_one_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("wrong.json");
    fs::write(&wrong, "{").unwrap();
    let missing = folder.path().join("missing.json");
    let ran = ran(["prices", "check", missing.to_str().unwrap(), wrong.to_str().unwrap()]);
    assert_eq!((ran.exit, &*ran.err, ran.out.lines().count()), (Exit::Failed, "", 2), "{ran:?}");
}

#[test]
fn what_is_probably_a_slip_is_a_warning_and_only_wrong_for_those_who_are_strict() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    fs::write(&file, "schema = 1\n\n[[adjust]]\nprovider = \"amce\"\ntimes = \"0.9\"\n").unwrap();
    let file = file.to_str().unwrap();
    let warning =
        format!("{file}:4:12: warning: `adjust[0].provider`: nobody knows a provider `amce`\n");
    assert_eq!(ran(["prices", "check", file]).answer(), format!("{warning}{file}: ok\n"));
    let strict = ran(["prices", "check", file, "--strict"]);
    assert_eq!((strict.exit, strict.out, &*strict.err), (Exit::Nothing, warning, ""));
}
