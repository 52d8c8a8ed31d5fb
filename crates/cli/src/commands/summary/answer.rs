//! A ledger as a whole, for programs.

use std::collections::BTreeMap;

use genai_otel_ledger::Group;
use serde::Serialize;

use crate::groups::{Groups, Numbers};
use crate::overview::Overview;
use crate::warnings::Read;

#[derive(Serialize)]
pub(super) struct Answer<'a> {
    total: Numbers<'a>,
    failures: Vec<Failure<'a>>,
    models: Vec<Named<'a>>,
    users: Vec<Named<'a>>,
    days: Vec<DayNumbers>,
    read: Read,
}

#[derive(Serialize)]
struct Failure<'a> {
    status: Option<&'a str>,
    error_type: Option<&'a str>,
    calls: u64,
}

#[derive(Serialize)]
struct Named<'a> {
    name: Option<&'a str>,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

#[derive(Serialize)]
struct DayNumbers {
    day: String,
    calls: u64,
    failed: u64,
    total_tokens: u128,
    costs: BTreeMap<String, String>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(overview: &'a Overview) -> Self {
        let failure = |group: &'a Group| Failure {
            status: value(group, 0),
            error_type: value(group, 1),
            calls: group.totals.calls,
        };
        let days = overview.days.iter().map(|day| {
            let totals = day.totals.as_ref();
            let costs = totals.into_iter().flat_map(|totals| &totals.costs);
            DayNumbers {
                day: day.date.to_string(),
                calls: totals.map_or(0, |totals| totals.calls),
                failed: totals.map_or(0, genai_otel_ledger::Totals::failed),
                total_tokens: totals.map_or(0, |totals| totals.total_tokens()),
                costs: costs.map(|cost| (cost.currency().to_string(), cost.decimal())).collect(),
            }
        });
        Self {
            total: Numbers(&overview.total),
            failures: overview.failures.iter().map(failure).collect(),
            models: named(&overview.models),
            users: named(&overview.users),
            days: days.collect(),
            read: Read::from(&overview.scanned),
        }
    }
}

fn named(groups: &Groups) -> Vec<Named<'_>> {
    let groups = groups.report.groups.iter();
    groups.map(|group| Named { name: value(group, 0), numbers: Numbers(&group.totals) }).collect()
}

fn value(group: &Group, at: usize) -> Option<&str> {
    group.values.get(at)?.as_deref()
}
