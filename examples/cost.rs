//! What does a call cost, and why?
//!
//! The same calls twice: priced by the book inside this crate, and with a file of one's own over it. All offline.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use genai_otel::pricing::{Overlay, explain, file::Format, llm_cost, ocr_cost};
use genai_otel::{CallRecord, Instrumentation, Money, PriceBook, RecordSink, track_llm_call};
use serde_json::json;

/// A file of one's own: a discount, a name that says nothing by itself, models that cost nothing.
pub(crate) const OWN: &str = r#"
schema = 1

[[adjust]]
name = "volume discount"
provider = "openai"
times = "0.85"

[deployments]
"azure/our-chat" = "openai/gpt-4o"

[[free]]
provider = "ollama"
"#;

fn main() -> Result<(), Box<dyn Error>> {
    print!("By the embedded book:\n\n{}", told(PriceBook::embedded()));
    let own = Overlay::from_text(OWN, Format::Toml, "acme.toml")?;
    print!("With a file of one's own:\n\n{}", told(PriceBook::embedded().with_overlay(own)));

    println!("1,000 tokens in, 100 out:  {}", llm_cost("openai", "gpt-4o", 1000, 100)?.amount);
    println!("three pages read:          {}", ocr_cost("mistral", "mistral-ocr-latest", 3)?.amount);
    let book = PriceBook::embedded();
    let batch = book.question("openai", "gpt-4o").input(1000).output(100);
    println!(
        "1,000 and 100 in a batch:  {}",
        batch.condition("processing", "batch").cost()?.amount
    );
    let call = track_llm_call("openai", "gpt-4o").start(); // by a contract, for example
    call.set_cost("0.0125".parse::<Money>()?); // US dollars, or "0.0125 EUR"; wins over all else
    Ok(())
}

/// Makes some calls, and says what each of them cost.
pub(crate) fn told(book: PriceBook) -> String {
    let bill = Arc::new(Bill::default());
    let genai = Instrumentation::builder().pricing(book).sink(Arc::clone(&bill)).build();
    for (provider, model) in [("openai", "gpt-4o"), ("azure", "our-chat"), ("ollama", "llama3.3")] {
        let call = genai.track_llm_call(provider, model).start();
        call.record_response(&json!({"usage": { // as the client returns it
            "prompt_tokens": 2006, "prompt_tokens_details": {"cached_tokens": 1920},
            "completion_tokens": 300, "total_tokens": 2306,
        }}));
    }
    let mut text = bill.0.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut *text)
}

/// A text for every call.
#[derive(Default)]
struct Bill(Mutex<String>);

impl RecordSink for Bill {
    fn record(&self, record: &Arc<CallRecord>) {
        let model = record.request.model.as_deref().unwrap_or("-");
        let text = match (&record.cost, &record.unpriced) {
            (Some(cost), _) => explain(cost).to_string(),
            (None, Some(reason)) => format!("no cost: {reason} ({})", reason.reason()),
            (None, None) => "no cost: nobody was asked".to_owned(),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *all += &format!("== {model}\n{text}\n\n");
    }
}
