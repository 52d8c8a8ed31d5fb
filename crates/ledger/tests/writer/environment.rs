use genai_otel_ledger::LedgerOptions;

fn shown(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    match LedgerOptions::from_pairs(pairs) {
        Ok(Some(options)) => format!("{options:?}"),
        Ok(None) => "none".to_owned(),
        Err(error) => error.to_string(),
    }
}

const DIR: (&str, &str) = ("GENAI_OTEL_LEDGER_DIR", "/ledger");

#[test]
fn a_directory_switches_the_ledger_on() {
    assert_eq!(shown(&[]), "none");
    assert_eq!(shown(&[("GENAI_OTEL_LEDGER_DIR", ""), ("GENAI_OTEL_LEDGER_QUEUE", "5")]), "none");
    assert_eq!(
        shown(&[DIR]),
        "LedgerOptions { directory: \"/ledger\", file_name: \"calls.jsonl\", service: None, \
         queue: (8192, 33554432), sync: Interval(1s), rotate: (None, 67108864), compress: None, keep: (None, None), archive: None, .. }"
    );
}

#[test]
fn every_variable_is_read() {
    assert_eq!(
        shown(&[
            DIR,
            ("GENAI_OTEL_LEDGER_FILE", "shop.jsonl"),
            ("GENAI_OTEL_LEDGER_SYNC", "Always"),
            ("GENAI_OTEL_LEDGER_ROTATE", "month"),
            ("GENAI_OTEL_LEDGER_TIME_ZONE", "UTC"),
            ("GENAI_OTEL_LEDGER_MAX_FILE_SIZE", " 4096 "),
            ("GENAI_OTEL_LEDGER_COMPRESS", "zstd"),
            ("GENAI_OTEL_LEDGER_MAX_AGE", "90d"),
            ("GENAI_OTEL_LEDGER_MAX_TOTAL_SIZE", "1000"),
            ("GENAI_OTEL_LEDGER_ARCHIVE_DIR", "/archive"),
            ("GENAI_OTEL_LEDGER_QUEUE", "5"),
        ]),
        "LedgerOptions { directory: \"/ledger\", file_name: \"shop.jsonl\", service: None, \
         queue: (5, 33554432), sync: Always, rotate: (Month(TimeZone(UTC)), 4096), \
         compress: Some(Zstd), keep: (Some(7776000s), Some(1000)), archive: Some(\"/archive\"), .. }"
    );
}

#[test]
fn what_a_variable_cannot_say_is_an_error_that_tells_what_it_can() {
    let cases = [
        ("GENAI_OTEL_LEDGER_DIR", " ", "a directory, by an absolute path at best"),
        (
            "GENAI_OTEL_LEDGER_FILE",
            "a/b.jsonl",
            "a file name of letters, digits, `-` and `_` that ends in `.jsonl`, without a directory",
        ),
        ("GENAI_OTEL_LEDGER_SYNC", "often", "`never`, `interval` or `always`"),
        ("GENAI_OTEL_LEDGER_ROTATE", "weekly", "`never`, `day` or `month`"),
        (
            "GENAI_OTEL_LEDGER_TIME_ZONE",
            "Nowhere/At_All",
            "a time zone such as `UTC` or `Europe/Berlin`",
        ),
        ("GENAI_OTEL_LEDGER_MAX_FILE_SIZE", "4095", "a whole number of bytes, at least 4096"),
        ("GENAI_OTEL_LEDGER_COMPRESS", "brotli", "`none`, `gzip` or `zstd`"),
        ("GENAI_OTEL_LEDGER_MAX_AGE", "90", "a number of days or hours such as `90d` or `36h`"),
        ("GENAI_OTEL_LEDGER_MAX_TOTAL_SIZE", "1GB", "a whole number of bytes, at least 1"),
        ("GENAI_OTEL_LEDGER_ARCHIVE_DIR", "\t", "a directory, by an absolute path at best"),
        ("GENAI_OTEL_LEDGER_QUEUE", "0", "a whole number of calls, at least 1"),
    ];
    for (name, value, expected) in cases {
        let said = format!("{name} is `{}`, expected {expected}", value.escape_debug());
        assert_eq!(shown(&[(name, value), DIR]), said);
        assert_eq!(shown(&[(name, value)]), said, "without a directory");
    }
}

#[test]
fn the_guide_lists_every_variable() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/ledger.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("## Variables\n").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `GENAI_OTEL_LEDGER_"));
    let names: Vec<_> = rows.map(|row| row.split('`').next().unwrap()).collect();
    assert_eq!(
        names,
        [
            "DIR",
            "FILE",
            "SYNC",
            "MAX_FILE_SIZE",
            "ROTATE",
            "TIME_ZONE",
            "COMPRESS",
            "MAX_AGE",
            "MAX_TOTAL_SIZE",
            "ARCHIVE_DIR",
            "QUEUE"
        ]
    );
    // A value that none of them can have is an error of each but the directories: each is read.
    for name in names.iter().filter(|name| !name.ends_with("DIR")) {
        let variable = format!("GENAI_OTEL_LEDGER_{name}");
        let said = shown(&[(&variable, "?")]);
        assert!(said.starts_with(&format!("{variable} is `?`, expected ")), "{said}");
    }
}
