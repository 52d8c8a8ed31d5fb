//! `genai-otel check`: whether calls keep within limits.

mod answer;

use std::io::Write;

use genai_otel_core::Money;
use genai_otel_ledger::limits::{Amount, Limit, Verdict};

use self::answer::{grid, json};
use crate::args_low::LimitArgs;
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::formats::{Format, write_json};
use crate::warnings;
use crate::world::World;

/// Checks all limits.
pub(super) fn run(
    typed: &LimitArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let limits = limits(typed);
    if limits.is_empty() {
        return Err(Failure::usage(NO_LIMIT));
    }
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    let query = asking.query().quantiles(Limit::need_quantiles(&limits));
    let query = Limit::keys(&limits).into_iter().fold(query, |query, key| query.by(key));
    let report = query.report()?;
    let verdicts: Vec<Verdict> = limits.iter().map(|limit| limit.check(&report)).collect();
    match typed.answer.format {
        Format::Json => write_json(&json(&verdicts, &report.scanned), out)?,
        format => grid(&verdicts, &asking.zone).write(format, world.shown(), out)?,
    }
    out.flush()?;
    let exit = warnings::write(&report.scanned, typed.answer.strict, err)?;
    let exit = exit.worse(warnings::unread(&report.scanned, err)?);
    let of_money = |limit: &Limit| matches!(limit.amount(), Amount::Money(_));
    if report.total.unpriced > 0 && limits.iter().any(of_money) {
        let unpriced = crate::digits::grouped(report.total.unpriced.into());
        writeln!(err, "note: calls without a price, which are in no cost: {unpriced}")?;
    }
    for cost in without_limit(&limits, &report.total.costs) {
        writeln!(
            err,
            "note: costs in a currency without a limit, which are in no comparison: {cost}"
        )?;
    }
    let is_broken = verdicts.iter().any(|verdict| !verdict.broken.is_empty());
    Ok(exit.worse(if is_broken { Exit::Nothing } else { Exit::Answered }))
}

/// The sums that no limit is for, where there are limits of money at all.
fn without_limit(limits: &[Limit], costs: &[Money]) -> Vec<Money> {
    let limited: Vec<_> = limits
        .iter()
        .filter_map(|limit| match limit.amount() {
            Amount::Money(money) => Some(money.currency()),
            _ => None,
        })
        .collect();
    let others = costs.iter().filter(|cost| !limited.contains(&cost.currency()));
    if limited.is_empty() { Vec::new() } else { others.copied().collect() }
}

fn limits(typed: &LimitArgs) -> Vec<Limit> {
    let single = [
        typed.max_tokens_per_day.map(Limit::TokensPerDay),
        typed.max_calls_per_day.map(Limit::CallsPerDay),
        typed.max_failed.map(Limit::Failed),
        typed.max_error_rate.map(Limit::ErrorRate),
        typed.max_avg_latency.map(Limit::AverageLatency),
        typed.max_p99.map(Limit::P99Latency),
        typed.max_unpriced.map(Limit::Unpriced),
    ];
    let per_day = typed.max_cost_per_day.iter().copied().map(Limit::CostPerDay);
    let per_month = typed.max_cost_per_month.iter().copied().map(Limit::CostPerMonth);
    let costs = per_day.chain(per_month);
    costs.chain(single.into_iter().flatten()).chain(typed.user_limits.iter().cloned()).collect()
}

const NO_LIMIT: &str = "\
no limit: say at least one of --max-tokens-per-day, --max-cost-per-day, --max-cost-per-month, \
--max-calls-per-day, --max-failed, --max-error-rate, --max-avg-latency, --max-p99, --max-unpriced, --user-limit";
