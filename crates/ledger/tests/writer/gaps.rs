use std::time::Duration;

use crate::scene::{AMPLE, Scene, call};

#[test]
fn a_full_queue_refuses_the_newest_and_the_ledger_says_so_where_they_are_missing() {
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.queue(3));
    scene.disk.shut();
    call(&writer, "a");
    scene.disk.wait_for_write();
    for model in ["b", "c"] {
        call(&writer, model);
    }
    scene.clock.advance(Duration::from_nanos(1_234_567_890));
    call(&writer, "refused");
    scene.clock.advance(Duration::from_secs(1));
    call(&writer, "refused");
    assert_eq!((writer.status().refused, writer.status().waiting), (2, 3));
    scene.disk.open_gate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    call(&writer, "d");
    assert_eq!(writer.shutdown(AMPLE), Ok(()));
    assert_eq!(
        scene.told(),
        ["1 a", "2 b", "3 c", "4 gap 2 since 2026-01-01T00:00:01.23456789Z", "5 d"]
    );
    // The gap, to the letter.
    let text = scene.text();
    let gap = text.lines().nth(3).unwrap();
    let (checksum, rest) = gap.split_at(r#"{"checksum":"1a2b3c4d","#.len());
    assert!(checksum.starts_with(r#"{"checksum":""#), "{gap}");
    let name = writer.status().writer;
    assert_eq!(
        rest,
        format!(
            "\"v\":1,\"writer\":\"{name}\",\"seq\":4,\"timestamp\":\"2026-01-01T00:00:02.234567890Z\",\
             \"gap\":{{\"refused\":2,\"since\":\"2026-01-01T00:00:01.234567890Z\"}}}}"
        )
    );
}

#[test]
fn a_gap_waits_for_no_call_after_it() {
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.queue(1));
    scene.disk.shut();
    call(&writer, "a");
    scene.disk.wait_for_write();
    call(&writer, "refused");
    scene.disk.open_gate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(scene.told(), ["1 a", "2 gap 1 since 2026-01-01T00:00:00Z"]);
}

#[test]
fn waiting_calls_are_bounded_in_bytes_and_one_alone_always_fits() {
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.queue_bytes(1));
    scene.disk.shut();
    call(&writer, "a");
    scene.disk.wait_for_write();
    call(&writer, "refused");
    scene.disk.open_gate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    call(&writer, "b");
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(scene.told(), ["1 a", "2 gap 1 since 2026-01-01T00:00:00Z", "3 b"]);
    let status = writer.status();
    assert_eq!((status.written, status.refused, status.waiting_bytes), (2, 1, 0));
    assert_eq!(status.bytes, u64::try_from(scene.text().len()).unwrap());
}
