use std::thread;
use std::time::Duration;

use genai_otel_ledger::LedgerFlushError;

use crate::scene::{AMPLE, Scene, call};

#[test]
fn a_flush_says_what_is_not_written() {
    let scene = Scene::new();
    let writer = scene.writer();
    assert_eq!(writer.flush(Duration::ZERO), Ok(()));
    scene.disk.shut();
    call(&writer, "a");
    scene.disk.wait_for_write();
    call(&writer, "b");
    let after = Duration::from_millis(1);
    let late = LedgerFlushError::TimedOut { after, waiting: 2, last_error: None };
    assert_eq!(writer.flush(after), Err(late));
    scene.disk.open_gate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(scene.told(), ["1 a", "2 b"]);
}

#[test]
fn a_full_disk_keeps_calls_waiting_until_it_has_room_again() {
    let scene = Scene::new();
    let writer = scene.writer();
    call(&writer, "a");
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let full = u64::try_from(scene.text().len()).unwrap();
    scene.disk.disk.set_max_bytes(full + 10);
    for model in ["b", "c"] {
        call(&writer, model);
    }
    // Whatever else it says: what waits, and why.
    let said = loop {
        match writer.flush(Duration::ZERO) {
            Err(LedgerFlushError::TimedOut { waiting: 2, last_error: Some(said), .. }) => {
                break said;
            }
            // The disk has not refused yet.
            Err(LedgerFlushError::TimedOut { waiting: 2, last_error: None, .. }) => {
                thread::yield_now()
            }
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!(writer.status().last_error.as_deref(), Some(&*said));
    assert_eq!(scene.told(), ["1 a"], "what was written in part is cut");
    scene.disk.disk.set_max_bytes(u64::MAX);
    call(&writer, "d");
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(scene.told(), ["1 a", "2 b", "3 c", "4 d"]);
    let status = writer.status();
    assert_eq!((status.written, status.waiting, status.lost, status.refused), (4, 0, 0, 0));
}

#[test]
fn what_the_disk_does_not_take_until_the_end_is_lost_and_counted() {
    let scene = Scene::new();
    let writer = scene.writer();
    scene.disk.disk.set_read_only(true);
    call(&writer, "a");
    let error = writer.shutdown(Duration::from_millis(20)).unwrap_err();
    assert!(matches!(error, LedgerFlushError::TimedOut { waiting: 1, .. }), "{error:?}");
    // The thread was told to give up, and the next one to wait hears what that led to.
    let last_error = writer.status().last_error;
    assert_eq!(writer.shutdown(AMPLE), Err(LedgerFlushError::Lost { calls: 1, last_error }));
    assert_eq!(writer.status().lost, 1);
    assert_eq!(scene.told(), [""; 0]);
}

#[test]
fn calls_after_the_end_are_refused_and_the_end_is_the_same_for_all() {
    let scene = Scene::new();
    let writer = scene.writer();
    call(&writer, "a");
    assert_eq!(writer.shutdown(AMPLE), Ok(()));
    assert_eq!(writer.shutdown(Duration::ZERO), Ok(()));
    call(&writer, "late");
    assert_eq!((writer.status().written, writer.status().refused), (1, 1));
    assert_eq!(scene.told(), ["1 a"]);
    // Its file is free again.
    let next = scene.writer();
    call(&next, "b");
    drop(next);
    assert_eq!(scene.told(), ["1 a", "1 b"]);
}

#[test]
fn the_last_handle_writes_what_waits() {
    let scene = Scene::new();
    let writer = scene.writer();
    let other = writer.clone();
    call(&writer, "a");
    drop(writer);
    call(&other, "b");
    drop(other);
    assert_eq!(scene.told(), ["1 a", "2 b"]);
}
