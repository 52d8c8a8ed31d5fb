use genai_otel_ledger::{Logged, LoggedCall};

use crate::scene::{AMPLE, Scene};

#[test]
fn an_id_is_written_once() {
    let scene = Scene::new();
    let writer = scene.writer();
    let job = |id: &str| LoggedCall::llm("openai", "gpt-4o", 1, 2).id(id);
    assert_eq!(writer.log_call(job("7")), Logged::Taken);
    assert_eq!(writer.log_call(job("7")), Logged::Repeated);
    assert_eq!(writer.log_call(job("\"8\"")), Logged::Taken);
    assert_eq!(writer.log_call(job("")), Logged::Taken, "no id at all");
    assert_eq!(writer.log_call(job("")), Logged::Taken);
    let name = writer.status().writer;
    drop(writer);
    // The next process reads them from the file.
    let writer = scene.writer();
    for known in ["7", "\"8\""] {
        assert_eq!(writer.log_call(job(known)), Logged::Repeated);
    }
    assert_eq!(writer.log_call(job("9")), Logged::Taken);
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let ids: Vec<_> = scene.entries().into_iter().map(|entry| entry.id.unwrap()).collect();
    assert_eq!(ids, ["7", "\"8\"", &format!("{name}-3"), &format!("{name}-4"), "9"]);
}

#[test]
fn what_was_refused_may_be_logged_again() {
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.queue(1));
    let job = |id: &str| LoggedCall::llm("openai", "gpt-4o", 1, 2).id(id);
    scene.disk.shut();
    assert_eq!(writer.log_call(job("a")), Logged::Taken);
    scene.disk.wait_for_write();
    assert_eq!(writer.log_call(job("b")), Logged::Refused);
    scene.disk.open_gate();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(writer.log_call(job("b")), Logged::Taken);
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let ids: Vec<_> = scene.entries().into_iter().map(|entry| entry.id.unwrap()).collect();
    assert_eq!(ids, ["a", "b"]);
}
