//! Files on a disk that cannot be read.

use std::io::ErrorKind;

use crate::file::{Format, PriceFileProblem, read_text};

#[test]
fn the_end_of_the_name_says_the_notation() {
    let folder = tempfile::tempdir().unwrap();
    for (name, format) in [("a.toml", Format::Toml), ("b.v2.JSON", Format::Json)] {
        let path = folder.path().join(name);
        std::fs::write(&path, "schema = 1").unwrap();
        assert_eq!(read_text(&path).unwrap(), ("schema = 1".to_owned(), format));
    }
    for name in ["a.yaml", "toml", ".toml"] {
        let path = folder.path().join(name);
        let error = read_text(&path).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{}: must be named `.toml` or `.json`", path.display())
        );
        assert_eq!(error.problem(), &PriceFileProblem::UnknownFormat);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zero.toml");
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    let message = format!("{}: cannot be read: it is no regular file", path.display());
    assert_eq!(read_text(&path).unwrap_err().to_string(), message);
}

#[test]
fn files_that_are_not_there_or_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.toml");
    let error = read_text(&missing).unwrap_err();
    let unreadable = error.problem();
    assert!(matches!(unreadable, PriceFileProblem::Unreadable { kind: ErrorKind::NotFound, .. }));
    assert!(error.to_string().starts_with(&format!("{}: cannot be read: ", missing.display())));
    assert_eq!((error.line(), error.column()), (None, None));

    let latin = folder.path().join("latin.toml");
    std::fs::write(&latin, b"schema = 1\n# \xc3\xa9 \xe9\n").unwrap();
    let error = read_text(&latin).unwrap_err();
    assert_eq!(error.to_string(), format!("{}:2:5: is no UTF-8 text from here", latin.display()));
}

#[test]
fn no_more_than_64_mib_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.json");
    std::fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let error = read_text(&path).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: is larger than 64 MiB", path.display()));
}
