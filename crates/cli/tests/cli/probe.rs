
use crate::support::cli;
#[test]
fn probe() {
    for line in [
        "prices search acme ROCKET",
        "prices search --mode ocr",
        "prices search e --limit 3",
        "prices search zzz",
        "prices search a --mode foo",
        "prices search a -p foo",
        "prices search small --json",
        "prices show rocket-2",
        "prices show acme/rocket-2 --at 2026-05-01",
        "prices show rocket-2 --at 2026-10-20",
        "prices show acme",
        "prices show listener -p acme",
        "prices show listener",
        "prices show night -p acme --at 2026-10-01T20:00:00Z",
        "prices show rocket-9",
        "prices show acme/rokcet",
        "prices show rocket-1 --json",
        "prices providers",
        "prices providers --json",
        "prices version",
        "prices diff 2026-05-01 embedded",
        "prices diff 2025-12-31 embedded",
        "prices diff embedded embedded",
        "prices diff embedded nofile.toml",
        "prices diff embedded tests/cli/support --json",
        "prices check nofile.toml tests/cli/support/book.json Cargo.toml",
        "price rocket-2 --input 5",
    ] {
        println!("$ {line}\n{:?}", cli(line));
    }
}
