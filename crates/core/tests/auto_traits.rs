//! What must cross threads does, and generic callers stay `Send`.

use std::future::Future;
use std::io;

use genai_otel_core::kind::{Llm, Tool};
use genai_otel_core::wire::{ResponseHeaders, Route, Routes};
use genai_otel_core::{
    Attempt, Attribution, Call, CallBuilder, CallHandle, CallRecord, CallStream, EveryItem,
    Instrumentation, InstrumentationBuilder, Refusal, Results,
};

fn is_send_and_sync<T: Send + Sync>() {}
fn is_send<T: Send>() {}
fn is_send_value<T: Send>(value: T) -> T {
    value
}

#[test]
fn calls_handles_and_records_cross_threads() {
    is_send_and_sync::<Instrumentation>();
    is_send_and_sync::<CallBuilder<Llm>>();
    is_send_and_sync::<Call<Tool>>();
    is_send_and_sync::<CallHandle>();
    is_send_and_sync::<CallRecord>();
    is_send_and_sync::<Attempt<'_>>();
    is_send_and_sync::<Attribution>();
    is_send_and_sync::<Refusal>();
    is_send_and_sync::<Routes>();
    is_send_and_sync::<Route<'_>>();
    is_send_and_sync::<ResponseHeaders>();
    is_send::<InstrumentationBuilder>();
    is_send::<CallStream<std::vec::IntoIter<u8>, Results<EveryItem>>>();
}

#[test]
fn futures_that_run_inside_a_call_stay_send() {
    async fn generic<F, Fut, T>(instrumentation: Instrumentation, work: F) -> Result<T, io::Error>
    where
        F: FnOnce(CallHandle) -> Fut + Send,
        Fut: Future<Output = Result<T, io::Error>> + Send,
        T: Send,
    {
        instrumentation.track_llm_call("openai", "gpt-4o").scope(work).await
    }

    async fn guarded(instrumentation: Instrumentation) -> Result<u8, io::Error> {
        let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
        let attempt = call.attempt();
        attempt.run(async { Ok(7) }).await
    }

    let instrumentation = Instrumentation::builder().build();
    let future = is_send_value(generic(instrumentation.clone(), |_| async { Ok(7) }));
    drop(future);
    drop(is_send_value(guarded(instrumentation.clone())));
    drop(is_send_value(Attribution::new().user_id("u-1").scope(guarded(instrumentation))));
}
