//! The future of an annotated function is hardly larger than one written with the guard.

use std::future::ready;
use std::mem::size_of_val;

use genai_otel::{Instrumentation, llm_instrumented};
use genai_otel_macros_tests::Failure;

type Data = [u8; 4096];

#[llm_instrumented(provider = "openai", instrumentation = genai)]
async fn annotated(genai: &Instrumentation, model: &str, data: Data) -> Result<u8, Failure> {
    ready(model).await;
    Ok(data[0])
}

async fn guarded(genai: &Instrumentation, model: &str, data: Data) -> Result<u8, Failure> {
    let call = genai.track_llm_call("openai", model).start();
    let work = async move {
        ready(model).await;
        Ok(data[0])
    };
    call.run(work).await
}

#[test]
fn arguments_are_kept_no_more_often_than_with_the_guard() {
    let genai = Instrumentation::builder().build();
    let annotated = size_of_val(&annotated(&genai, "m", [0; 4096]));
    let guarded = size_of_val(&guarded(&genai, "m", [0; 4096]));

    assert!(annotated < guarded + 256, "{annotated} bytes, {guarded} with the guard");
}
