//! Whatever is typed: an answer, or a reason, and never a panic.

use genai_otel_cli::Exit;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{hand_made, ran_in};

const WORDS: &[&str] = &[
    "price",
    "prices",
    "search",
    "show",
    "providers",
    "version",
    "diff",
    "embedded",
    "2026-06-01",
    "acme",
    "gamma",
    "rocket-2",
    "acme/rocket-2",
    "listener",
    "gamma/small",
    "/",
    "-",
    "--",
    "",
    "--provider",
    "-p",
    "--host",
    "api.acme.test",
    "--input",
    "-i",
    "--output",
    "-o",
    "--cached",
    "--cache-write",
    "--cache-write-1h",
    "--reasoning",
    "--images",
    "--pages",
    "--annotated-pages",
    "--seconds",
    "--characters",
    "--searches",
    "--unit",
    "web_searches=2",
    "requests=1",
    "video_seconds=1h",
    "--tier",
    "priority",
    "--batch",
    "--condition",
    "residency=eu",
    "--at",
    "2026-10-20T20:00:00Z",
    "-9999-01-01T00:00:00Z",
    "9999-12-30",
    "--json",
    "--limit",
    "0",
    "5",
    "1_000",
    "1.5M",
    "18446744073709551615",
    "-5",
    "90",
    "1m30s",
    "--mode",
    "chat",
    "--alone",
    "--exit-code",
    "--help",
];

proptest! {
    #[test]
    fn any_command_line_has_an_answer_or_a_reason(
        command in select(vec!["price", "prices search", "prices show", "prices diff", ""]),
        words in proptest::collection::vec(select(WORDS.to_vec()), 0..9),
    ) {
        let line: Vec<_> = command.split_whitespace().chain(words).collect();
        let ran = ran_in(&hand_made(), line.iter().copied());
        match ran.exit {
            Exit::Answered => prop_assert!(!ran.out.is_empty(), "{line:?} {ran:?}"),
            // A difference is no answer for `--exit-code`, and no mistake.
            Exit::Nothing => prop_assert!(ran.err.len() + ran.out.len() > 0, "{line:?}"),
            Exit::Failed => prop_assert!(!ran.err.is_empty(), "{line:?} {ran:?}"),
        }
    }

    #[test]
    fn any_counts_are_priced_or_refused(
        counts in proptest::collection::vec(
            (select(genai_otel_pricing::Unit::ALL.to_vec()), prop_oneof![0..9_u64, any::<u64>()]),
            1..6,
        ),
        model in select(vec!["acme/rocket-2", "acme/reader", "acme/listener", "gamma/small"]),
    ) {
        let counts: Vec<_> = counts
            .iter()
            .map(|(unit, count)| {
                // Durations are typed in seconds, which fit as far as they are nanoseconds.
                let count = if unit.as_str().ends_with("_seconds") { count % 1_000_000 } else { *count };
                format!("--unit={unit}={count}")
            })
            .collect();
        let line = ["price", model].into_iter().chain(counts.iter().map(String::as_str));
        let ran = ran_in(&hand_made(), line);
        let twice = ran.err.contains(" is given twice\n");
        prop_assert!(ran.exit != Exit::Failed || twice, "{counts:?} {ran:?}");
        let has_total = ran.out.lines().any(|line| line.starts_with("total "));
        prop_assert_eq!(ran.exit == Exit::Answered, has_total, "{:?}", ran);
    }
}
