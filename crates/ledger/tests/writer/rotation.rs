use std::path::Path;

use genai_otel_journal::FileSystem as _;

use crate::scene::{AMPLE, Scene, call};

/// The closed files and what is in them, the first that was closed first.
fn closed(scene: &Scene) -> Vec<String> {
    let files = scene.disk.entries(Path::new("/ledger")).unwrap();
    let mut paths: Vec<_> =
        files.into_iter().map(|file| Path::new("/ledger").join(file.name)).collect();
    paths.retain(|path| path.to_string_lossy().contains("calls-"));
    paths.sort();
    let text = |path| String::from_utf8(scene.disk.disk.read(path).unwrap()).unwrap();
    paths.iter().map(|path| text(path)).collect()
}

#[test]
fn a_file_is_closed_when_somebody_asks_for_it() {
    let scene = Scene::new();
    let writer = scene.writer();
    scene.disk.shut();
    call(&writer, "a");
    scene.disk.wait_for_write();
    call(&writer, "b");
    writer.rotate();
    scene.disk.open_gate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let first = closed(&scene);
    assert_eq!(first.len(), 1);
    let seqs: Vec<_> = first[0].lines().map(|line| line.contains(r#""seq":"#)).collect();
    assert_eq!(seqs, [true, true], "both ended before: {first:?}");
    assert_eq!((scene.text(), writer.status().closed.closed), (String::new(), 1));

    call(&writer, "c");
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(scene.told(), ["3 c"], "the numbers go on");
    writer.rotate();
    writer.rotate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!((closed(&scene).len(), writer.status().closed.closed), (2, 2));
}

#[test]
fn a_file_without_lines_is_not_closed() {
    let scene = Scene::new();
    let writer = scene.writer();
    writer.rotate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!((closed(&scene), writer.status().closed.closed), (Vec::new(), 0));
}

#[test]
fn a_file_that_cannot_be_closed_is_told_and_written_on() {
    let scene = Scene::new();
    let writer = scene.writer();
    call(&writer, "a");
    assert_eq!(writer.flush(AMPLE), Ok(()));
    scene.disk.disk.set_read_only(true);
    writer.rotate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert!(writer.status().last_error.is_some());
    scene.disk.disk.set_read_only(false);
    call(&writer, "b");
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!((scene.told(), closed(&scene)), (vec!["1 a".into(), "2 b".into()], Vec::new()));
}

#[test]
fn nothing_is_closed_by_a_writer_that_is_shut_down() {
    let scene = Scene::new();
    let writer = scene.writer();
    call(&writer, "a");
    assert_eq!(writer.shutdown(AMPLE), Ok(()));
    writer.rotate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!((scene.told(), closed(&scene)), (vec!["1 a".into()], Vec::new()));
}
