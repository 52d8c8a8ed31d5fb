//! On whose behalf is a call made that runs in another task or thread?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::context::{Context, FutureExt};
use genai_otel::{Attribution, OtlpPipeline, track_llm_call};
use genai_otel_testkit::{FakeCollector, TraceTree};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;

    let who = Attribution::new().user_id("u-1").session_id("s-9").team("search");
    who.key("plan", "gold").scope(serve()).await?;

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    let shown = ["gen_ai.request.model", "user.id", "session.id", "genai_otel.team.id", "plan"];
    println!("{}", TraceTree::new().only_attributes(shown).render(&collector.spans()));
    Ok(())
}

/// Serves a request of somebody. Nothing in here names him.
async fn serve() -> Result<(), Box<dyn Error>> {
    ask("awaited").await; // inherits everything

    // A task of its own: the context goes along when it is told to ...
    tokio::spawn(ask("spawned").with_current_context()).await?;
    // ... and stays behind when it is not. This call is nobody's.
    tokio::spawn(ask("spawned-without")).await?;

    // A thread: take the context along and attach it there.
    let context = Context::current();
    let thread = std::thread::spawn(move || {
        let _attached = context.attach();
        track_llm_call("openai", "in-a-thread").start().finish();
    });
    thread.join().map_err(|_| "the thread panicked")?;

    // Inside, more can be said, and what is said inside wins.
    Attribution::new().user_id("u-2").scope(ask("for-another-user")).await;
    Ok(())
}

async fn ask(model: &str) {
    let call = track_llm_call("openai", model).start();
    call.run_value(async { "your client's future" }).await;
}
