//! Where answers go.

use std::fs;

use genai_otel_cli::Exit;

use crate::support::golden::Golden;
use crate::support::ledger::{golden, golden_lines};
use crate::support::{Ran, ran};

fn ledger() -> Golden {
    Golden::new().file("calls.jsonl", golden_lines().iter().map(|line| line.trim_end()))
}

#[test]
fn no_answer_takes_the_place_of_a_file_of_the_ledger_or_becomes_one() {
    let ledger = ledger();
    let before = fs::read(ledger.path("calls.jsonl")).unwrap();
    let dir = ledger.dir();
    for (name, named) in
        [("calls.jsonl", &dir), ("calls.jsonl", &format!("{dir}/calls.jsonl")), ("new.jsonl", &dir)]
    {
        let file = ledger.path(name);
        let file = file.to_str().unwrap();
        for (command, flag) in [("export", "--output"), ("summary", "--html")] {
            let refused = ran([command, named, flag, file]).refusal(Exit::Failed);
            let wanted = format!(
                "error: {flag}: {name} is or would be a file of the ledger that is read: name another place\n"
            );
            assert_eq!(ledger.told(&refused), wanted);
        }
    }
    assert_eq!(fs::read(ledger.path("calls.jsonl")).unwrap(), before);
    let beside = ledger.path("calls.json");
    assert_eq!(ran(["export", &dir, "--output", beside.to_str().unwrap()]).answer(), "");
}

#[test]
fn a_page_does_not_go_where_the_answer_goes() {
    let (_folder, ledger) = golden();
    let refused = ran(["summary", &ledger, "--html", "-"]).refusal(Exit::Failed);
    assert_eq!(
        refused,
        "error: --html: standard output has the answer: name a file for the page\n"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_stays_as_private_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let ledger = ledger();
    let file = ledger.path("out.csv");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    ran(["export", &ledger.dir(), "--format", "csv", "--output", file.to_str().unwrap()]).answer();
    let written = fs::metadata(&file).unwrap();
    assert_eq!((written.permissions().mode() & 0o777, written.len() > 3), (0o600, true));
}

#[test]
fn with_strict_what_is_handed_on_is_a_failure_where_lines_were_left_out() {
    let ledger = Golden::new().file("calls.jsonl", [golden_lines()[0].trim_end(), "bad"]);
    for command in ["export", "reprice"] {
        let run = |flags: &[&str]| {
            let dir = ledger.dir();
            let words =
                [command, &dir].into_iter().chain(flags.iter().copied()).collect::<Vec<_>>();
            let Ran { exit, err, .. } = ran(words);
            (exit, ledger.told(&err))
        };
        let told = "warning: 1 line is not understood and in no number here:\n  calls.jsonl:2: expected value at column 1\n";
        assert_eq!(run(&[]), (Exit::Answered, told.to_owned()));
        assert_eq!(run(&["--strict"]), (Exit::Failed, told.to_owned()));
    }
}

#[test]
fn what_was_exported_can_be_asked() {
    let ledger = ledger();
    let exported = ran(["export", &ledger.dir()]).answer();
    let other = Golden::new().bytes("exported.jsonl", exported.as_bytes());
    let asked = |dir: &str| ran(["report", dir, "--by", "user,model", "--format", "csv"]).answer();
    assert_eq!(asked(&other.dir()), asked(&ledger.dir()));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let ledger = ledger();
    let file = ledger.path("calls.jsonl");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    // Who may do everything reads it all the same.
    if fs::read(&file).is_ok() {
        return;
    }
    let told = ran(["report", &ledger.dir()]).refusal(Exit::Failed);
    assert_eq!(
        ledger.told(&told),
        "error: may not read calls.jsonl: run this as a user who may, such as the one that the application runs as, or \
         name other files\n"
    );
}
