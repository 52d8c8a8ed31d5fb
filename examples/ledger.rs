//! Where do all calls stand on disk, to be counted later, without a server?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::{error::Error, fs, path::Path, time::Duration};

use genai_otel::ledger::{LedgerWriter, Logged, LoggedCall};
use genai_otel::{Instrumentation, PriceBook};
use genai_otel_examples::{ChatRequest, OpenAi};

async fn write(directory: &Path, provider: &str) -> Result<LedgerWriter, Box<dyn Error>> {
    let prices = PriceBook::embedded();
    let options = LedgerWriter::builder(directory).service("shop").pricing(prices.clone());
    let ledger = options.open()?;

    // Calls of an instrumentation: the ledger is one of its sinks.
    let genai = Instrumentation::builder().pricing(prices).sink(ledger.clone()).build();
    let call = genai.track_llm_call("openai", "gpt-4o").user_id("u-1").start();
    let question = ChatRequest::new("gpt-4o", "Name three rivers.");
    let response = call.run(OpenAi::new(provider).chat(&question)).await?;
    call.record_response(&response);
    call.finish();

    // Calls that were made elsewhere. The same job is written once, however often it is logged.
    let job = LoggedCall::ocr("mistral", "mistral-ocr-latest", 3).id("invoices/7");
    ledger.log_call(job.clone().latency(Duration::from_secs(2)));
    assert_eq!(ledger.log_call(job), Logged::Repeated);

    ledger.flush(Duration::from_secs(5))?; // from here on the lines survive the process
    Ok(ledger)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    use genai_otel_testkit::{FakeProvider, Reply, TokenCounts};

    let rivers = Reply::text("Rhine, Rhône, Po.").usage(TokenCounts::new(11, 7));
    let provider = FakeProvider::builder().reply(rivers).start()?;
    let directory = std::env::temp_dir().join(format!("ledger-{}", std::process::id()));

    let ledger = write(&directory, &provider.url()).await?;
    let file = ledger.status().file;
    println!("{} lines in {}, the first of them:\n", ledger.status().written, file.display());
    println!("{}", fs::read_to_string(&file)?.lines().next().unwrap_or_default());
    ledger.shutdown(Duration::from_secs(5))?;
    fs::remove_dir_all(directory)?;
    Ok(())
}
