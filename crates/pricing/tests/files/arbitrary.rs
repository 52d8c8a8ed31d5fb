//! Files that nobody checked.

use proptest::prelude::*;

use crate::fuzzed;

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_with_a_place(input: Vec<u8>) {
        fuzzed::price_file(&input);
        fuzzed::overlay(&input);
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place(notation in 0_u8..2, text: String) {
        let input = [&[notation], text.as_bytes()].concat();
        fuzzed::price_file(&input);
        fuzzed::overlay(&input);
    }

    #[test]
    fn damaged_files_are_read_or_refused_with_a_place(
        (notation, text) in proptest::sample::select(FILES.to_vec()),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..9, piece()), 1..4),
    ) {
        let mut bytes = text.as_bytes().to_vec();
        for (place, length, piece) in cuts {
            let start = place.index(bytes.len().max(1)).min(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, piece.bytes());
        }
        let input = [&[notation], bytes.as_slice()].concat();
        fuzzed::price_file(&input);
        fuzzed::overlay(&input);
    }
}

/// What makes a difference in such files.
fn piece() -> impl Strategy<Value = String> {
    let known = [
        "",
        "\"",
        "{}",
        "[]",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "=",
        "\n",
        "null",
        "-1",
        "1e999",
        "0",
        "0.0000000000001",
        "9999999999999999999",
        "\"input_tokens\"",
        "\"from\"",
        "é",
        "\u{feff}",
        "\\ud800",
        "\\",
        "#",
        "[[providers]]",
        "{\"not\":",
        "2026-02-30",
        "00:00",
        "'''",
    ];
    prop_oneof![proptest::sample::select(known.to_vec()).prop_map(str::to_owned), "[ -~é]{0,4}",]
}

const FILES: [(u8, &str); 4] = [
    (0, include_str!("../../src/file/example.json")),
    (1, include_str!("../../src/file/example.toml")),
    (0, include_str!("../../src/overlay/tests/own.json")),
    (1, include_str!("../../src/overlay/tests/own.toml")),
];
