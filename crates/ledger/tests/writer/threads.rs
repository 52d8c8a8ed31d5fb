use std::collections::BTreeMap;
use std::thread;

use genai_otel_ledger::LedgerWriter;

use crate::scene::{AMPLE, call};

const WRITERS: usize = 2;
const THREADS: usize = 16;
const CALLS: usize = 500;

#[test]
fn sixteen_threads_of_two_writers_leave_whole_lines_and_complete_sequences() {
    let folder = tempfile::tempdir().unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| LedgerWriter::builder(folder.path()).max_file_size(100_000).open().unwrap())
        .collect();
    thread::scope(|scope| {
        for number in 0..THREADS {
            let writer = &writers[number % WRITERS];
            scope.spawn(move || {
                for turn in 0..CALLS {
                    call(writer, &format!("{number}-{turn}"));
                }
            });
        }
    });
    for writer in &writers {
        assert_eq!(writer.shutdown(AMPLE), Ok(()));
        assert_eq!(writer.status().refused, 0);
    }
    let mut models = Vec::new();
    let mut sequences = BTreeMap::<String, Vec<u64>>::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'));
        for line in text.lines() {
            let entry = genai_otel_ledger::Entry::from_line(line.as_bytes()).unwrap();
            sequences.entry(entry.writer.unwrap()).or_default().push(entry.seq.unwrap());
            models.push(entry.model.unwrap());
        }
    }
    models.sort();
    let mut expected: Vec<_> = (0..THREADS)
        .flat_map(|number| (0..CALLS).map(move |turn| format!("{number}-{turn}")))
        .collect();
    expected.sort();
    assert_eq!(models, expected);
    assert_eq!(sequences.len(), WRITERS);
    for sequence in sequences.values_mut() {
        sequence.sort_unstable();
        let all: Vec<_> = (1..).take(THREADS / WRITERS * CALLS).collect();
        assert_eq!(*sequence, all);
    }
}
