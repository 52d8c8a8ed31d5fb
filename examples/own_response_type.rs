//! How is a response read that has the shape of no known provider?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::{Observation, Observe, OtlpPipeline, Usage, track_llm_call};
use genai_otel_testkit::FakeCollector;

/// What the application's own inference server answers.
struct Answer {
    engine: String,
    ticket: u64,
    text: String,
    stopped_by: &'static str,
    prompt_tokens: u64,
    of_them_cached: u64,
    generated_tokens: u64,
}

/// Says once what the fields mean; then `observe` works wherever an answer comes from.
impl Observe for Answer {
    fn observe(&self, into: &mut Observation) {
        into.model(&self.engine)
            .id(&self.ticket.to_string())
            .finish_reason(self.stopped_by)
            // Totals are inclusive: the cached tokens are a part of the prompt's.
            .usage(
                Usage::tokens(self.prompt_tokens, self.generated_tokens)
                    .cache_read(self.of_them_cached),
            );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;

    // A provider that we do not know keeps its own name. No runtime is needed either.
    let call = track_llm_call("our-own-server", "house-7b").max_tokens(64).start();
    let answer = call.run_sync(|| infer("Good morning!"))?;
    call.observe(&answer);
    call.finish();
    println!("{}", answer.text);

    telemetry.shutdown(Duration::from_secs(5))?;
    println!("\n{}", collector.render_trace());
    Ok(())
}

fn infer(prompt: &str) -> Result<Answer, std::io::Error> {
    Ok(Answer {
        engine: "house-7b-q4".to_owned(),
        ticket: 4711,
        text: format!("{prompt} And to you."),
        stopped_by: "stop",
        prompt_tokens: 32,
        of_them_cached: 24,
        generated_tokens: 5,
    })
}
