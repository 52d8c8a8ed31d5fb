//! What holds for any damage, for property tests and for the targets of `fuzz`.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use genai_otel_journal::{Journal, Options, Simulated, Sync, What};

use crate::scene::{ROOT, at, drain, files, open, records, segments};

/// No panic, no record that was not written, each at most once, what is accepted and damaged is all that there was, and
/// what was damaged is set aside.
///
/// Every four bytes change something in the segments of a dead writer.
pub(crate) fn damage(input: &[u8]) {
    let (disk, written) = written();
    let (mut changed, mut cut_between) = (false, false);
    for change in input.chunks_exact(4).take(16) {
        let how = apply(&disk, change);
        changed |= how != Change::Nothing;
        cut_between |= how == Change::CutBetween;
    }
    let journal = open(&disk, Options::default().sync(Sync::Never));
    let waiting = journal.status().records;
    let read = drain(&journal);
    assert_eq!(read.len() as u64, waiting, "as many as were counted");
    let distinct: BTreeSet<_> = read.iter().collect();
    assert_eq!(distinct.len(), read.len(), "none twice");
    let known: BTreeSet<_> = written.iter().collect();
    assert!(distinct.is_subset(&known), "none that was not written");

    let incidents = journal.incidents();
    if !changed {
        assert_eq!((read, incidents), (written, vec![]));
        return;
    }
    let damaged = incidents.iter().any(|incident| matches!(incident.what, What::Damaged { .. }));
    let aside = files(&disk, &Path::new(ROOT).join("set-aside"));
    assert!(!damaged || !aside.is_empty(), "{incidents:?}");
    if read.len() < written.len() && !cut_between {
        assert!(!incidents.is_empty(), "{} of {} and not a word", read.len(), written.len());
    }
    assert_eq!(segments(&disk), Vec::<std::path::PathBuf>::new(), "nothing blocks");
    append_and_read(&journal);
}

/// No panic and no wrong record, whatever is in a file that is called a segment. The first byte says whether it has
/// the header of one.
pub(crate) fn segment(input: &[u8]) {
    let [begins, rest @ ..] = input else { return };
    let (disk, _) = written();
    let path = segments(&disk).remove(0);
    let bytes = disk.read(&path).expect("a segment");
    let kept = usize::from(*begins).min(bytes.len());
    disk.write(&path, &[&bytes[..kept], rest].concat()).expect("written");
    let journal = open(&disk, Options::default().sync(Sync::Never));
    let waiting = journal.status().records;
    assert_eq!(drain(&journal).len() as u64, waiting);
    append_and_read(&journal);
}

fn append_and_read(journal: &Journal) {
    journal.append(&records(&["fresh"]), at(9)).expect("room");
    assert_eq!(drain(journal), ["fresh"]);
}

/// A dead writer's journal of several segments, and what was written.
pub(crate) fn written() -> (Simulated, Vec<String>) {
    let disk = Simulated::new();
    let options =
        Options::default().preamble(b"shop".to_vec()).sync(Sync::Never).segment_bytes(400);
    let journal = Journal::open_on(Arc::new(disk.clone()), ROOT, options).expect("a journal");
    let mut written = Vec::new();
    for number in 0..24 {
        let payload = format!("record {number:02}");
        journal.append(&records(&[&payload]), at(number)).expect("room");
        written.push(payload);
    }
    disk.kill();
    drop(journal);
    (disk, written)
}

#[derive(Debug, PartialEq, Eq)]
enum Change {
    Nothing,
    Something,
    /// A file is empty or ends behind a whole record, as if no more had been written. Nobody can tell.
    CutBetween,
}

fn apply(disk: &Simulated, change: &[u8]) -> Change {
    use genai_otel_journal::FileSystem as _;

    let paths = segments(disk);
    let (kind, which, place, how) = (change[0], change[1], change[2], change[3]);
    let Some(path) = paths.get(usize::from(which) % paths.len().max(1)) else {
        return Change::Nothing;
    };
    let before = disk.read(path).expect("a segment");
    if before.is_empty() {
        return Change::Nothing;
    }
    let at = (usize::from(place) << 1 | usize::from(how & 1)) % before.len();
    let other = paths[usize::from(place) % paths.len()].clone();
    let mut bytes = before.clone();
    match kind % 7 {
        0 => bytes[at] ^= 1 << (how % 8),
        1 => bytes.truncate(at),
        2 => bytes[at..].fill(how),
        // Frames of the same length change places.
        3 if before.len() > 400 - 40 => {
            let (a, b) = (40 + 28, 40 + 28 + 33);
            let first = bytes[a..b].to_vec();
            bytes.copy_within(b..b + 33, a);
            bytes[b..b + 33].copy_from_slice(&first);
        }
        // A frame comes twice.
        4 if before.len() > 400 - 40 => {
            let frame = bytes[40 + 28..40 + 28 + 33].to_vec();
            bytes.extend(frame);
        }
        // One segment takes the place of another, or is there twice.
        5 if other != *path => {
            disk.write(&other, &before).expect("written");
            return Change::Something;
        }
        6 => {
            let name = format!("{:08}.seg", 100 + u32::from(how));
            let to = path.with_file_name(name);
            if paths.contains(&to) {
                return Change::Nothing;
            }
            if how & 1 == 0 {
                disk.write(&to, &before).expect("written");
            } else {
                disk.rename(path, &to).expect("renamed");
            }
            return Change::Something;
        }
        _ => return Change::Nothing,
    }
    disk.write(path, &bytes).expect("written");
    let is_between =
        bytes.is_empty() || (bytes.len() >= 68 && (bytes.len() - 68).is_multiple_of(33));
    match bytes == before {
        true => Change::Nothing,
        false if bytes.len() < before.len() && is_between => Change::CutBetween,
        false => Change::Something,
    }
}
