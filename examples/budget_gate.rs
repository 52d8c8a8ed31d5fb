//! How is a call refused before it costs anything?
//!
//! A gate decides, a sink counts. Here one type is both: a budget of tokens for each team.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use genai_otel::{
    Admission, Attribute, Attribution, CallRecord, Gate, Instrumentation, RecordSink, Refusal,
};

/// Tokens that each team has used, and how many it may.
struct TeamBudget {
    limit: u64,
    used: Mutex<HashMap<String, u64>>,
}

impl TeamBudget {
    fn add(&self, team: &str, tokens: u64) -> u64 {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let used = used.entry(team.to_owned()).or_default();
        *used = used.saturating_add(tokens);
        *used
    }
}

/// Asked before a call starts, by those who ask. It must not block.
impl Gate for TeamBudget {
    fn name(&self) -> &str {
        "team_budget"
    }

    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        let team = admission.attribution.get(Attribute::TeamId).unwrap_or("nobody");
        let used = self.add(team, 0);
        if used < self.limit {
            return Ok(());
        }
        let reason = format!("team {team} has used {used} of {} tokens", self.limit);
        Err(Refusal::new(self.name(), &reason))
    }
}

/// Told of every call that ended, whatever way. Sampling has no influence.
impl RecordSink for TeamBudget {
    fn record(&self, record: &Arc<CallRecord>) {
        let team = record.attribution.as_ref().and_then(|who| who.get(Attribute::TeamId));
        let used = self.add(team.unwrap_or("nobody"), record.usage.total().unwrap_or(0));
        let refused = record.refused_by.as_deref().unwrap_or("nobody");
        println!("{} ended: {used} tokens used, refused by {refused}", record.operation);
    }
}

fn main() {
    let budget = Arc::new(TeamBudget { limit: 1_000, used: Mutex::default() });
    let genai = Instrumentation::builder().gate(Arc::clone(&budget)).sink(budget).build();
    let prepare = || genai.track_llm_call("openai", "gpt-4o");

    Attribution::new().team("search").in_scope(|| {
        for _ in 0..3 {
            // `admit` asks the gates. A refused call does not start: no span, no record, no cost.
            match prepare().admit() {
                Ok(call) => call.set_token_usage(500, 100),
                Err(refusal) => println!("{refusal}"),
            }
        }
        // `start` never refuses. It notes that a gate would have.
        prepare().start().set_token_usage(10, 10);
    });
}
