//! What energy does a call take, by which method, and how much does that mean?
//!
//! The same answer, asked about by three methods, and a model that nobody knows. All offline.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use genai_otel::{CallRecord, Energies, Instrumentation, RecordSink};
use genai_otel_testkit::FakeClock;

/// A file of one's own, as `GENAI_OTEL_ENERGY` names it.
pub(crate) const OWN: &str = r#"
version = "acme-2026-11"    # of these numbers: stands on every record
grid = "US"                 # or grams of CO2e for a kilowatt-hour: grid = 384
[[model]]                   # the method of EcoLogits: what is assumed of the size decides
provider = "openai"
name = ["gpt-4o", "gpt-4o-2*"]
method = "ecologits"
total = 440                 # billions of parameters; nobody outside knows them
active = [44, 132]
tokens_per_second = 69
[[model]]                   # kWh for 1,000 tokens: a tenth of that for what is read
provider = "azure"
name = "gpt-4o*"
method = "rates"
input = 0.00006
output = 0.0006
[[model]]                   # a server of one's own, whose size and data centre are known
provider = "ollama"
name = "llama3.1:8b"
method = "ecologits"
parameters = "llama-3.1-8b"
pue = 1.3
grid = 41
"#;

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", told(Energies::from_toml("energy.toml", OWN)?));
    Ok(())
}

/// Makes some calls, and says what each of them took.
pub(crate) fn told(energies: Energies) -> String {
    let meter = Arc::new(Meter::default());
    let clock = FakeClock::new(); // nobody waits for these answers
    let genai = Instrumentation::builder().energy(energies).sink(Arc::clone(&meter));
    let genai = genai.clock(clock.clone()).build();
    for (provider, model) in
        [("openai", "gpt-4o"), ("azure", "gpt-4o"), ("ollama", "llama3.1:8b"), ("openai", "o9")]
    {
        let call = genai.track_llm_call(provider, model).start();
        call.set_token_usage(1_200, 800);
        clock.advance(Duration::from_secs(12));
    }
    meter.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[derive(Default)]
struct Meter(Mutex<String>);

impl RecordSink for Meter {
    fn record(&self, record: &Arc<CallRecord>) {
        let mut text = format!("== {}\n", record.request.model.as_deref().unwrap_or("-"));
        if let Some(energy) = &record.energy {
            text += &format!("energy {} to {}\n", energy.low, energy.high);
            text += &format!("method {}, {}\n", energy.method, energy.method_version);
            if let Some(carbon) = energy.carbon {
                text += &format!("CO2e   {} to {}\n", carbon.low, carbon.high);
            }
        }
        if let Some(unknown) = record.energy_unknown {
            text += &format!("energy unknown: {unknown} ({})\n", unknown.reason());
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += &format!("{text}\n");
    }
}
