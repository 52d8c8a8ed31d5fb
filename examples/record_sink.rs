//! Where can the application see its own calls, without OpenTelemetry?
//!
//! A sink gets one record per finished call: here it makes a bill per user. No provider is installed in
//! OpenTelemetry, and nothing leaves the process.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use genai_otel::{Attribute, CallRecord, Instrumentation, RecordSink};

/// Per user and model: calls, failed calls, tokens.
#[derive(Default)]
struct Bill(Mutex<BTreeMap<(String, String), [u64; 3]>>);

impl RecordSink for Bill {
    /// Runs on the thread that ended the call, and must not block: work goes to a queue.
    fn record(&self, record: &Arc<CallRecord>) {
        let user = record.attribution.as_ref().and_then(|who| who.get(Attribute::UserId));
        let model = record.response.model.as_deref().or(record.request.model.as_deref());
        let key = (user.unwrap_or("-").to_owned(), model.unwrap_or("-").to_owned());
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [calls, failed, tokens] = lines.entry(key).or_default();
        *calls += 1;
        *failed += u64::from(record.outcome.is_failure());
        // Unknown is not zero: a call that did not say has no total.
        *tokens += record.usage.total().unwrap_or_default();
    }
}

fn main() {
    let bill = Arc::new(Bill::default());
    let genai = Instrumentation::builder().sink(Arc::clone(&bill)).build();

    for (user, model, input, output) in
        [("ada", "gpt-4o", 900, 80), ("ada", "gpt-4o", 200, 20), ("bob", "o3", 50, 700)]
    {
        let call = genai.track_llm_call("openai", model).user_id(user).start();
        call.set_token_usage(input, output);
        call.set_response_model(&format!("{model}-2026-01-01"));
    }
    let failed: Result<(), _> =
        genai.track_llm_call("openai", "o3").user_id("bob").start().run_sync(|| {
            Err(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "the connection is gone"))
        });
    println!("the application still sees: {failed:?}\n");

    println!("{:<6}{:<20}{:>6}{:>8}{:>8}", "user", "model", "calls", "failed", "tokens");
    for ((user, model), [calls, failed, tokens]) in
        &*bill.0.lock().unwrap_or_else(PoisonError::into_inner)
    {
        println!("{user:<6}{model:<20}{calls:>6}{failed:>8}{tokens:>8}");
    }
}
