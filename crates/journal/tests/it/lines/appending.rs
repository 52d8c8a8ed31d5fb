use std::io::ErrorKind;

use genai_otel_journal::{OpenError, Simulated, What};

use super::{ROOT, append, happened, in_root, names, open, options, text, try_open};
use crate::scene::at;

#[test]
fn lines_stand_in_the_file_as_they_were_appended() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    assert_eq!(lines.path(), Some(&*in_root("calls.jsonl")));
    append(&mut lines, "a");
    append(&mut lines, "b\nc");
    lines.append(b"", at(0)).expect("nothing");
    assert_eq!(text(&disk, "calls.jsonl"), "a\nb\nc\n");
    drop(lines);
    append(&mut open(&disk, options()), "d");
    assert_eq!(text(&disk, "calls.jsonl"), "a\nb\nc\nd\n");
    assert_eq!(names(&disk), ["calls.jsonl"]);
}

#[test]
fn a_line_without_end_is_refused() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    let refused = lines.append(b"a\nb", at(0)).map_err(|error| error.kind());
    assert_eq!(refused, Err(ErrorKind::InvalidInput));
    assert_eq!(text(&disk, "calls.jsonl"), "");
}

#[test]
fn each_living_writer_has_a_file_of_its_own() {
    let disk = Simulated::new();
    let mut one = open(&disk, options());
    let mut two = open(&disk, options());
    let mut three = open(&disk, options());
    append(&mut one, "1");
    append(&mut two, "2");
    append(&mut three, "3");
    drop(two);
    append(&mut open(&disk, options()), "2 again");
    assert_eq!(names(&disk), ["calls.2.jsonl", "calls.3.jsonl", "calls.jsonl"]);
    let texts = ["calls.jsonl", "calls.2.jsonl", "calls.3.jsonl"].map(|name| text(&disk, name));
    assert_eq!(texts, ["1\n", "2\n2 again\n", "3\n"]);
}

#[test]
fn what_is_no_file_of_ours_is_passed_over_and_told() {
    let disk = Simulated::new();
    drop(open(&disk, options()));
    disk.forbid(&in_root("calls.jsonl")).expect("a file");
    let lines = open(&disk, options());
    assert_eq!(lines.path(), Some(&*in_root("calls.2.jsonl")));
    let told = happened(&lines);
    assert!(matches!(&told[..], [What::Unreadable { .. }]), "{told:?}");
}

#[test]
fn a_disk_that_cannot_be_written_is_an_error_of_opening() {
    let disk = Simulated::new();
    drop(open(&disk, options()));
    disk.set_read_only(true);
    let refused = try_open(&disk, options()).map(drop);
    let Err(OpenError::NotWritable { path, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(path.to_str(), Some(ROOT));
}

#[test]
fn a_name_that_cannot_be_used_is_an_error_of_opening() {
    let disk = Simulated::new();
    let options = genai_otel_journal::LinesOptions::new("calls.txt", 1);
    let refused = try_open(&disk, options).map(drop).expect_err("no name");
    assert_eq!(
        refused.to_string(),
        "`calls.txt` cannot name a file of lines; give a plain file name that ends in `.jsonl`, such as `calls.jsonl`"
    );
}
