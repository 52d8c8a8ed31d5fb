//! The keys of a file of budgets.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::error::Fault;
use super::value::{Day, Length, Parsed, Zone};
use crate::budget::Budget;
use crate::budgets::{Budgets, BudgetsBuilder};
use crate::error::BudgetError;
use crate::limit::Limit;
use crate::state::BudgetState;
use crate::unpriced_policy::UnpricedPolicy;
use crate::window::Window;

/// A file of budgets, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Schema {
    schema: Spanned<u32>,
    service: Option<String>,
    time_zone: Option<Parsed<Zone>>,
    week_start: Option<Parsed<Day>>,
    unpriced: Option<Parsed<UnpricedPolicy>>,
    state: Option<PathBuf>,
    state_interval: Option<Parsed<Length>>,
    expect: Option<Expect>,
    #[serde(default)]
    budget: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    input_tokens: u64,
    output_tokens: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    limit: Parsed<Limit>,
    window: Parsed<Window>,
    #[serde(default)]
    only: BTreeMap<String, String>,
    each: Option<String>,
    #[serde(default)]
    soft: bool,
    thresholds: Option<Vec<u16>>,
    unpriced: Option<Parsed<UnpricedPolicy>>,
    time_zone: Option<Parsed<Zone>>,
    week_start: Option<Parsed<Day>>,
    max_accounts: Option<usize>,
}

impl Schema {
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let schema: Self = toml::from_str(text)?;
        match *schema.schema.get_ref() {
            1 => Ok(schema),
            other => {
                let problem = format!("`schema = {other}` is not known; this reads `schema = 1`");
                Err(Fault::new(&schema.schema.span(), problem))
            }
        }
    }

    /// What it configures. Paths are beside the file.
    pub(super) fn builder(mut self, directory: Option<&Path>) -> Result<BudgetsBuilder, Fault> {
        let mut builder = Budgets::builder();
        let mut names = HashMap::new();
        for entry in std::mem::take(&mut self.budget) {
            let (span, entry) = (entry.span(), entry.into_inner());
            let name = entry.name.clone();
            let budget = self.budget(entry);
            budget.check().map_err(|error| Fault::new(&span, error.to_string()))?;
            if names.insert(budget.name.clone(), ()).is_some() {
                let error = BudgetError::Twice { budget: budget.name };
                return Err(Fault::new(&name.span(), error.to_string()));
            }
            builder = builder.budget(budget);
        }
        if let Some(service) = &self.service {
            builder = builder.service(service);
        }
        if let Some(Expect { input_tokens, output_tokens }) = self.expect {
            builder = builder.expect(input_tokens, output_tokens);
        }
        if let Some(path) = self.state {
            let path = directory.map_or(path.clone(), |directory| directory.join(path));
            let state = BudgetState::at(path);
            let interval = self.state_interval;
            builder = builder.state(match interval {
                Some(Parsed(Length(interval))) => state.interval(interval),
                None => state,
            });
        }
        Ok(builder)
    }

    fn budget(&self, entry: Entry) -> Budget {
        let Entry { name, limit, window, only, each, thresholds, .. } = entry;
        let mut budget = Budget::new(name.get_ref(), limit.0, window.0);
        for (dimension, value) in &only {
            budget = budget.only(&**dimension, value);
        }
        if let Some(each) = each {
            budget = budget.each(&*each);
        }
        if entry.soft {
            budget = budget.soft();
        }
        if let Some(thresholds) = thresholds {
            budget = budget.thresholds(thresholds);
        }
        if let Some(accounts) = entry.max_accounts {
            budget = budget.max_accounts(accounts);
        }
        if let Some(Parsed(zone)) = entry.time_zone.or_else(|| self.time_zone.clone()) {
            budget = budget.time_zone(zone.0);
        }
        if let Some(Parsed(day)) = entry.week_start.or_else(|| self.week_start.clone()) {
            budget = budget.week_start(day.0);
        }
        match entry.unpriced.as_ref().or(self.unpriced.as_ref()) {
            Some(Parsed(policy)) => budget.unpriced(*policy),
            None => budget,
        }
    }
}
