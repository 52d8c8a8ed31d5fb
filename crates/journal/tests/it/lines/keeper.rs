use std::{path::Path, time::Duration};

use genai_otel_journal::{
    Compression, FileSystem as _, Lines, LinesOptions, Simulated, Sync, What,
};

use super::{DAY, all_lines, append_at, happened, in_root, names, open, options, text};
use crate::scene::at;

/// Files of one line each, one for each hour, which are closed; the last one is not.
fn hours(disk: &Simulated, options: LinesOptions) -> Lines {
    let mut lines = open(disk, options);
    for hour in 0..4 {
        append_at(&mut lines, &format!("hour {hour}"), hour * 3_600);
        if hour < 3 {
            lines.rotate(at(hour * 3_600)).expect("rotated");
        }
    }
    lines
}

fn closed(hour: u64, suffix: &str) -> String {
    format!("calls-20270115T{:02}0000Z-00000000000000ab-{:06}.jsonl{suffix}", 8 + hour, hour + 1)
}

#[test]
fn closed_files_are_compressed() {
    for (compression, suffix) in [(Compression::Gzip, ".gz"), (Compression::Zstd, ".zst")] {
        let disk = Simulated::new();
        let lines = hours(&disk, options().compression(compression));
        lines.keep(at(DAY));
        let expected = [0, 1, 2].map(|hour| closed(hour, suffix));
        assert_eq!(names(&disk), [&expected[..], &["calls.jsonl".to_owned()]].concat());
        assert_eq!(all_lines(&disk), ["hour 0", "hour 1", "hour 2", "hour 3"]);
        assert_eq!((lines.status().closed, lines.status().compressed), (3, 3));
        assert_eq!(happened(&lines), []);
    }
}

#[test]
fn death_at_any_step_of_compressing_loses_and_doubles_nothing() {
    let whole = ["hour 0", "hour 1", "hour 2", "hour 3"];
    let prepare = || {
        let disk = Simulated::new();
        let keeping = options().sync(Sync::Always).compression(Compression::Gzip);
        let lines = hours(&disk, keeping);
        (disk, lines)
    };
    let (disk, lines) = prepare();
    let before = disk.operations();
    lines.keep(at(DAY));
    let operations = disk.operations() - before;
    for step in 0..operations {
        let (disk, lines) = prepare();
        disk.fail(step..u64::MAX);
        lines.keep(at(DAY));
        disk.crash_halfway(step);
        drop(lines);
        disk.fail(0..0);
        assert_eq!(all_lines(&disk), whole, "{step}");
        let lines = open(&disk, options().compression(Compression::Gzip));
        lines.keep(at(DAY));
        assert_eq!(all_lines(&disk), whole, "{step}");
        let expected = [0, 1, 2].map(|hour| closed(hour, ".gz"));
        assert_eq!(names(&disk)[..3], expected, "{step}");
        assert_eq!(names(&disk).len(), 4, "{step}");
    }
}

#[test]
fn the_oldest_are_deleted_by_age() {
    let disk = Simulated::new();
    let lines = hours(&disk, options().max_age(Duration::from_secs(3_600)));
    lines.keep(at(2 * 3_600 + 1));
    assert_eq!(names(&disk), [closed(1, ""), closed(2, ""), "calls.jsonl".to_owned()]);
    assert_eq!(happened(&lines), [What::Deleted { bytes: 7 }]);
    assert_eq!((lines.status().deleted, lines.status().deleted_bytes), (1, 7));
    // The file that is written stays, however old it is.
    lines.keep(at(100 * DAY));
    assert_eq!(names(&disk), ["calls.jsonl"]);
}

#[test]
fn the_oldest_are_deleted_by_size() {
    let disk = Simulated::new();
    let lines = hours(&disk, options().max_closed_bytes(15));
    lines.keep(at(DAY));
    assert_eq!(names(&disk), [closed(1, ""), closed(2, ""), "calls.jsonl".to_owned()]);
}

#[test]
fn files_that_are_not_ours_are_left_alone() {
    let disk = Simulated::new();
    drop(open(&disk, options()));
    let others = [
        "calls2-20270115T080000Z-00000000000000ab-000001.jsonl",
        "calls-20270115T080000Z-00000000000000ab-000001.jsonl.bak",
        "calls-20270115T080000Z-00000000000000ab-000001.json",
        "calls-old.jsonl",
        "other.jsonl",
        "other.jsonl.tmp",
    ];
    for name in others {
        disk.write(&in_root(name), b"theirs\n").expect("written");
    }
    let keeping = options().max_age(Duration::ZERO).max_closed_bytes(0);
    let lines = hours(&disk, keeping.compression(Compression::Gzip));
    lines.keep(at(100 * DAY));
    let mut expected: Vec<_> = others.iter().map(|name| (*name).to_owned()).collect();
    expected.push("calls.jsonl".to_owned());
    expected.sort();
    assert_eq!(names(&disk), expected);
}

#[test]
fn the_archive_takes_them_in_place_of_deletion() {
    let disk = Simulated::new();
    let keeping = options().max_closed_bytes(0).archive("/archive/calls");
    let lines = hours(&disk, keeping.compression(Compression::Zstd));
    lines.keep(at(DAY));
    assert_eq!(names(&disk), ["calls.jsonl"]);
    let archived: Vec<_> = disk
        .entries(Path::new("/archive/calls"))
        .expect("the archive")
        .into_iter()
        .filter_map(|entry| entry.name.into_string().ok())
        .collect();
    assert_eq!(archived, [0, 1, 2].map(|hour| closed(hour, ".zst")));
    assert_eq!((lines.status().archived, lines.status().deleted), (3, 0));
}

#[test]
fn nothing_in_the_archive_is_overwritten() {
    let disk = Simulated::new();
    let keeping = options().max_closed_bytes(0).archive("/archive");
    disk.create_dir(Path::new("/archive")).expect("made");
    disk.write(&Path::new("/archive").join(closed(0, "")), b"theirs").expect("written");
    // A copy of ours, whose original could not be removed.
    disk.write(&Path::new("/archive").join(closed(1, "")), b"hour 1\n").expect("written");
    let lines = hours(&disk, keeping);
    lines.keep(at(DAY));
    assert_eq!(names(&disk), [closed(0, ""), "calls.jsonl".to_owned()]);
    let read = |hour| disk.read(&Path::new("/archive").join(closed(hour, "")));
    assert_eq!(read(0).as_deref(), Some(&b"theirs"[..]));
    assert_eq!(read(1).as_deref(), Some(&b"hour 1\n"[..]));
    let told = happened(&lines);
    assert!(told.iter().any(|what| matches!(what, What::Failed { .. })), "{told:?}");
}

#[test]
fn an_archive_that_becomes_the_directory_itself_harms_nothing() {
    let disk = Simulated::new();
    let lines = hours(&disk, options().max_closed_bytes(0).archive("/archive"));
    disk.rename(Path::new(super::ROOT), Path::new("/archive")).expect("moved");
    lines.keep(at(DAY));
    disk.rename(Path::new("/archive"), Path::new(super::ROOT)).expect("moved");
    assert_eq!(all_lines(&disk), ["hour 0", "hour 1", "hour 2", "hour 3"]);
}

#[test]
fn an_archive_that_cannot_be_one_is_refused() {
    let disk = Simulated::new();
    disk.create_dir(Path::new(super::ROOT)).expect("made");
    disk.write(Path::new("/file"), b"theirs").expect("written");
    let opened = |archive: &str| {
        let options = options().archive(archive);
        super::try_open(&disk, options).map(drop).map_err(|error| error.to_string())
    };
    let root = super::ROOT;
    let own =
        format!("`{root}` cannot be its own archive; name another directory, which may be in it");
    assert_eq!(opened(root), Err(own));
    let other = "`/file` is not a directory; name another one, or move what is there";
    assert_eq!(opened("/file"), Err(other.to_owned()));
    assert_eq!(opened(&format!("{root}/archive")), Ok(()), "made when it is needed");
}

#[test]
fn a_closed_name_that_somebody_still_writes_is_left_alone() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options().compression(Compression::Gzip).max_closed_bytes(0));
    append_at(&mut lines, "a", 0);
    disk.rename(&in_root("calls.jsonl"), &in_root(&closed(0, ""))).expect("moved");
    lines.keep(at(DAY));
    append_at(&mut lines, "b", 0);
    assert_eq!(text(&disk, &closed(0, "")), "a\nb\n");
}

#[test]
fn one_process_at_a_time_keeps_them() {
    let disk = Simulated::new();
    let lines = hours(&disk, options().compression(Compression::Gzip));
    let lock = disk.create(&in_root("calls.keeper")).expect("a lock");
    assert!(lock.try_lock().expect("locked"));
    lines.keep(at(DAY));
    assert_eq!(names(&disk).len(), 4);
    assert_eq!(lines.status().compressed, 0);
    drop(lock);
    lines.keep(at(DAY));
    assert_eq!(lines.status().compressed, 3);
}

#[test]
fn what_the_dead_wrote_beside_others_is_closed_after_an_hour() {
    let disk = Simulated::new();
    disk.set_time(at(0));
    let mut one = open(&disk, options());
    let mut two = open(&disk, options());
    append_at(&mut one, "1", 0);
    append_at(&mut two, "2", 0);
    disk.write(&in_root("calls.2.jsonl"), b"2\ntorn").expect("written");
    drop(two);
    one.keep(at(3_599));
    assert_eq!(names(&disk), ["calls.2.jsonl", "calls.jsonl"]);
    one.keep(at(3_600));
    let name = "calls-20270115T080000Z-00000000000000ab-1000000000.jsonl";
    assert_eq!(names(&disk), [name, "calls.jsonl"]);
    assert_eq!(text(&disk, name), "2\n");
    assert_eq!(happened(&one), [What::TornLine { bytes: 4 }]);
}
