//! A job takes documents in.

use genai_otel_core::{Attribution, Usage};

use super::super::fate::Fate;
use super::super::models::TALK;
use super::super::people::People;
use super::super::stage::Stage;
use super::super::talk::Talk;

/// A document: its pages are read, a summary is written, its parts become vectors.
pub(super) fn play(stage: &mut Stage) {
    let visit = People::job();
    let document = format!("doc-{:05}", stage.random.below(4_000));
    let builder = stage.instrumentation.track_workflow("ingest").source_id(&document);
    let workflow = builder.attribution(visit.attribution.clone()).start();
    workflow.run_sync_value(|| {
        let step = |name: &str| visit.attribution.clone().source_id(&document).step(name);
        let pages = stage.random.count(6.0, 0.9);
        step("read").in_scope(|| read(stage, pages));
        if let Some(model) = stage.random.pick(TALK) {
            let talk = Talk::new(model, 700 + pages * 550, 180.0);
            let _answered = step("summarise").in_scope(|| talk.hold(stage, &visit));
        }
        step("embed").in_scope(|| embed(stage, &Attribution::new(), pages * 600));
    });
}

fn read(stage: &mut Stage, pages: u64) {
    let call = stage.instrumentation.track_ocr("mistral", "mistral-ocr-latest").start();
    stage.pass_at("mistral", 350.0 + 210.0 * pages as f64);
    match stage.fate("mistral") {
        Fate::Fail(class) => call.fail_as(class),
        _ => {
            call.set_usage(&Usage::new().pages(pages));
            call.finish();
        }
    }
}

/// Turns a text into vectors.
pub(super) fn embed(stage: &mut Stage, who: &Attribution, tokens: u64) {
    let builder = stage.instrumentation.track_embedding("openai", "text-embedding-3-small");
    let call = builder.attribution(who.clone()).start();
    stage.pass_at("openai", 90.0 + tokens as f64 / 60.0);
    match stage.fate("openai") {
        Fate::Fail(class) => call.fail_as(class),
        _ => {
            call.set_usage(&Usage::input_tokens(tokens));
            call.finish();
        }
    }
}
