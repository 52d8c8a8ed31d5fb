//! Bits flip, files are cut, mixed up, and come twice.

use std::path::Path;

use genai_otel_journal::{FileSystem as _, What};
use proptest::prelude::*;

use crate::{
    fuzzed::{self, written},
    scene::{ROOT, drain, files, happened, open, options, segments},
};

proptest! {
    #[test]
    fn damage_is_told_and_nothing_wrong_is_accepted(input in prop::collection::vec(any::<u8>(), 0..64)) {
        fuzzed::damage(&input);
    }

    #[test]
    fn any_file_may_be_called_a_segment(input in prop::collection::vec(any::<u8>(), 0..600)) {
        fuzzed::segment(&input);
    }
}

#[test]
fn every_flipped_bit_costs_one_record_or_one_segment() {
    let (_, all) = written();
    let in_first = 10;
    let (disk, _) = written();
    let whole = disk.read(&segments(&disk)[0]).unwrap();
    let start = 40 + 24 + 4;
    for byte in 0..whole.len() {
        let (disk, _) = written();
        let path = segments(&disk).remove(0);
        // The writer's name, and with it every checksum, is another one each time.
        let mut bytes = disk.read(&path).unwrap();
        bytes[byte] ^= 1 << (byte % 8);
        disk.write(&path, &bytes).unwrap();
        let journal = open(&disk, options());
        let told = happened(&journal);
        let read = drain(&journal);
        let lost: Vec<_> = all.iter().filter(|record| !read.contains(record)).cloned().collect();
        if byte < start {
            assert_eq!(lost, all[..in_first], "byte {byte}");
            assert!(
                matches!(&told[..], [What::Unreadable { .. }, What::SetAside { .. }]),
                "{told:?}"
            );
        } else {
            assert_eq!(lost, [all[(byte - start) / 33].clone()], "byte {byte}");
            let counted = u64::from((byte - start) % 33 >= 24);
            assert_eq!(told, [What::Damaged { bytes: 33, records: counted }], "byte {byte}");
        }
        assert_eq!(files(&disk, &Path::new(ROOT).join("set-aside")).len(), 1, "byte {byte}");
    }
}

#[test]
fn what_is_damaged_is_set_aside_when_its_good_records_are_acknowledged() {
    let (disk, all) = written();
    let path = segments(&disk).remove(1);
    let mut bytes = disk.read(&path).unwrap();
    bytes[100] ^= 1;
    disk.write(&path, &bytes).unwrap();
    let journal = open(&disk, options());
    let [incident] = &journal.incidents()[..] else { panic!("one incident") };
    assert_eq!(
        incident.to_string(),
        format!("{}: 33 bytes (1 records or more) are damaged and skipped", path.display())
    );
    assert_eq!(drain(&journal).len(), all.len() - 1);
    let lane = path.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
    let to = Path::new(ROOT).join(format!("set-aside/{lane}-00000002.seg"));
    assert_eq!(happened(&journal), [What::SetAside { to: to.clone() }]);
    assert_eq!(disk.read(&to), Some(bytes));
    assert_eq!(
        disk.metadata(path.parent().unwrap()).unwrap_err().kind(),
        std::io::ErrorKind::NotFound
    );
}

#[test]
fn segment_of_a_later_format_is_set_aside_by_name() {
    let (disk, all) = written();
    let path = segments(&disk).remove(0);
    let mut bytes = disk.read(&path).unwrap();
    bytes[8] = 2;
    disk.write(&path, &bytes).unwrap();
    let journal = open(&disk, options());
    let reason = "its format is 2, and this version reads 1".to_owned();
    assert_eq!(happened(&journal)[0], What::Unreadable { reason });
    assert_eq!(drain(&journal), all[10..]);
}

#[test]
fn segment_that_may_not_be_opened_is_set_aside() {
    let (disk, all) = written();
    let path = segments(&disk).remove(0);
    disk.forbid(&path).unwrap();
    let journal = open(&disk, options());
    let lane = path.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
    let to = Path::new(ROOT).join(format!("set-aside/{lane}-00000001.seg"));
    let reason = "permission denied".to_owned();
    assert_eq!(
        happened(&journal),
        [What::Unreadable { reason }, What::SetAside { to: to.clone() }]
    );
    assert!(disk.metadata(&path).is_err() && disk.metadata(&to).is_ok());
    assert_eq!(drain(&journal), all[10..]);
}

#[test]
fn damage_in_the_lane_of_the_living_is_told_as_well() {
    let disk = genai_otel_journal::Simulated::new();
    let journal = open(&disk, options());
    for payload in ["a", "b", "c"] {
        crate::scene::append(&journal, payload);
    }
    let path = segments(&disk).remove(0);
    let mut bytes = disk.read(&path).unwrap();
    // Of the second record the payload.
    bytes[40 + 28 + 25 + 24] ^= 1;
    disk.write(&path, &bytes).unwrap();
    assert_eq!(drain(&journal), ["a", "c"]);
    assert_eq!(happened(&journal), [What::Damaged { bytes: 25, records: 1 }]);
    assert_eq!(journal.status().records, 0);
    // Of the rest nothing is left at all.
    crate::scene::append(&journal, "d");
    disk.write(&path, &bytes).unwrap();
    assert_eq!(drain(&journal), Vec::<String>::new());
    assert_eq!(happened(&journal), [What::Damaged { bytes: 0, records: 1 }]);
    crate::scene::append(&journal, "e");
    assert_eq!(drain(&journal), ["e"], "of what was appended behind the hole");
}
