//! Somebody searches.

use genai_otel_core::Usage;

use super::super::stage::Stage;
use super::ingest::embed;

/// A question becomes a vector; sometimes what is found is put in order.
pub(super) fn play(stage: &mut Stage) {
    let visit = stage.visit();
    let tokens = stage.random.count(14.0, 0.6);
    embed(stage, &visit.attribution, tokens);
    if stage.random.chance(0.3) {
        let builder = stage.instrumentation.track_rerank("cohere", "rerank-v3.5");
        let call = builder.attribution(visit.attribution).start();
        stage.pass_at("cohere", 140.0);
        call.set_usage(&Usage::new().searches(1));
        call.finish();
    }
}
