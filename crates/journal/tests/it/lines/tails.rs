use genai_otel_journal::{Simulated, What};
use proptest::prelude::*;

use super::{append, happened, in_root, open, options, text};

/// Whatever length of the file is left when a process dies, whole lines stay and what is behind them goes.
#[test]
fn a_torn_line_of_any_length_is_cut_and_told() {
    let whole = "one\ntwo\nthree\n";
    for length in 0..=whole.len() {
        let disk = Simulated::new();
        drop(open(&disk, options()));
        disk.write(&in_root("calls.jsonl"), &whole.as_bytes()[..length]).expect("written");
        let mut lines = open(&disk, options());
        let kept = whole[..length].rfind('\n').map_or(0, |newline| newline + 1);
        let told = match length - kept {
            0 => vec![],
            torn => vec![What::TornLine { bytes: torn as u64 }],
        };
        assert_eq!(happened(&lines), told, "{length}");
        append(&mut lines, "four");
        assert_eq!(text(&disk, "calls.jsonl"), format!("{}four\n", &whole[..kept]), "{length}");
    }
}

proptest! {
    #[test]
    fn the_last_newline_is_found_wherever_it_is(
        whole in prop::collection::vec(prop_oneof![3 => Just(b'x'), 1 => Just(b'\n')], 0..40),
        torn in 0_usize..200_000,
    ) {
        let mut bytes = whole.clone();
        bytes.resize(whole.len() + torn, b'y');
        let kept = whole.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let disk = Simulated::new();
        drop(open(&disk, options()));
        disk.write(&in_root("calls.jsonl"), &bytes).expect("written");
        drop(open(&disk, options()));
        prop_assert_eq!(text(&disk, "calls.jsonl").into_bytes(), bytes[..kept].to_vec());
    }
}
