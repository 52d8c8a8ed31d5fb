//! The arithmetic of a cost, for people.

use std::fmt;

use genai_otel_core::{Cost, CostBasis, CostComponent, CostFactor, CostOrigin, Money};

use crate::price::Factor;
use crate::unit::Unit;

/// The arithmetic of a cost, in lines: what was counted at which rate, then the total, then where the prices come from.
///
/// ```
/// use genai_otel_pricing::{explain, llm_cost};
///
/// let text = explain(&llm_cost("openai", "gpt-4o", 1000, 100)?).to_string();
/// assert!(text.starts_with("input  1,000 x  2.5 USD / 1,000,000 = 0.0025 USD\n"), "{text}");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
#[must_use]
pub const fn explain(cost: &Cost) -> Explanation<'_> {
    Explanation(cost)
}

/// What [`explain`] returns; displayed it is lines without a line break at the end.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a>(&'a Cost);

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(cost) = self;
        let basis = cost.basis.as_deref();
        f.write_str(&arithmetic(cost).join("\n"))?;
        let mut notes = basis.map(origin).unwrap_or_default();
        let mut note = |text: &str| notes.push(("note", text.to_owned()));
        match cost.origin {
            CostOrigin::Computed => {}
            origin => note(&format!("the amount is from: {}", origin.as_str())),
        }
        if cost.estimated {
            note("some counts are estimates");
        }
        if cost.incomplete {
            note("some of what was used is not known: it cost at least this");
        }
        if !notes.is_empty() {
            f.write_str("\n")?;
        }
        notes.iter().try_for_each(|(key, text)| write!(f, "\n{key:8} {text}"))
    }
}

/// A line for each component and one for the total, what is alike below each other.
fn arithmetic(cost: &Cost) -> Vec<String> {
    let basis = cost.basis.as_deref();
    let rows: Vec<Row> = basis.map(rows).unwrap_or_default();
    let widest = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let labels = widest(|row| row.label.len()).max(TOTAL.len());
    let counts = widest(|row| row.count.len());
    let behind = widest(|row| row.behind.len());
    let rates = at_points(rows.iter().map(|row| row.rate));
    let amounts = at_points(rows.iter().map(|row| row.amount).chain([cost.amount]));
    let mut lines: Vec<String> = rows
        .iter()
        .zip(rates.iter().zip(&amounts))
        .map(|(Row { label, count, behind: per, amount, is_rounded, .. }, (rate, text))| {
            let rounded = if *is_rounded { " (rounded)" } else { "" };
            let currency = amount.currency();
            let rate = format!("{label:labels$} {count:>counts$} x {rate} {per:behind$}");
            format!("{rate} = {text} {currency}{rounded}")
        })
        .collect();
    let total = amounts.last().map(String::as_str).unwrap_or_default();
    let before = match (rates.first(), behind) {
        (Some(rate), behind) => labels + counts + rate.len() + behind + 8,
        (None, _) => labels + 1,
    };
    lines.push(format!("{TOTAL:before$}{total} {}", cost.amount.currency()));
    lines
}

/// The parts of a line.
struct Row {
    label: String,
    count: String,
    rate: Money,
    /// The currency of the rate, what the rate is for, and the factors.
    behind: String,
    amount: Money,
    is_rounded: bool,
}

fn rows(basis: &CostBasis) -> Vec<Row> {
    let factors: String =
        basis.factors.iter().map(|factor| format!(" x {}", factor.times)).collect();
    let row = |component: &CostComponent| {
        let CostComponent { unit, count, per, rate, amount, .. } = component;
        let unit: Option<Unit> = unit.parse().ok();
        let is_length = unit.is_some_and(is_length);
        let per = match (*per, is_length) {
            (1, false) | (NANOSECONDS, true) => String::new(),
            (HOUR, true) => " / 1 h".to_owned(),
            (per, true) => format!(" / {}", length(per)),
            (per, false) => format!(" / {}", grouped(per)),
        };
        Row {
            label: label(&component.unit),
            count: if is_length { length(*count) } else { grouped(*count) },
            rate: *rate,
            behind: format!("{}{per}{factors}", rate.currency()),
            amount: *amount,
            is_rounded: is_exact(component, &basis.factors) == Some(false),
        }
    };
    basis.components.iter().map(row).collect()
}

/// Whether nothing of a component was rounded; nothing where its numbers are too large to tell.
fn is_exact(component: &CostComponent, factors: &[CostFactor]) -> Option<bool> {
    let mut product = i128::from(component.count).checked_mul(component.rate.pico())?;
    let mut divisor = i128::from(component.per);
    for factor in factors {
        let factor: Factor = factor.times.parse().ok()?;
        product = product.checked_mul(i128::from(factor.nano()))?;
        divisor = divisor.checked_mul(i128::from(Factor::ONE.nano()))?;
    }
    Some(product.checked_rem(divisor)? == 0)
}

/// Amounts without their currencies, all as long as the longest, their decimal points below each other.
fn at_points(amounts: impl Iterator<Item = Money>) -> Vec<String> {
    let halves = |amount: Money| {
        let text = amount.to_string();
        let number = text.split(' ').next().unwrap_or_default();
        let point = number.find('.').unwrap_or(number.len());
        let (whole, fraction) = number.split_at(point);
        (whole.to_owned(), fraction.to_owned())
    };
    let all: Vec<_> = amounts.map(halves).collect();
    let before = all.iter().map(|(whole, _)| whole.len()).max().unwrap_or_default();
    let behind = all.iter().map(|(_, fraction)| fraction.len()).max().unwrap_or_default();
    all.iter().map(|(whole, fraction)| format!("{whole:>before$}{fraction:behind$}")).collect()
}

/// Where the prices come from and what they depend on.
fn origin(basis: &CostBasis) -> Vec<(&'static str, String)> {
    let mut lines =
        vec![("provider", basis.provider.to_string()), ("model", basis.model.to_string())];
    lines.extend(basis.steps.iter().map(|step| ("found", step.to_string())));
    if let Some(from) = &basis.price_from {
        lines.push(("since", from.to_string()));
    }
    if let Some(hours) = &basis.hours {
        lines.push(("time", hours.to_string()));
    }
    if let Some(over) = basis.context_tier {
        lines.push(("tier", format!("more than {} input tokens", grouped(over))));
    }
    lines.extend(basis.conditions.iter().map(|(key, value)| ("when", format!("{key} = {value}"))));
    let factors = basis.factors.iter();
    lines.extend(factors.map(|factor| ("factor", format!("{} ({})", factor.times, factor.reason))));
    lines.push(("book", format!("{} ({})", basis.book.version, basis.book.hash)));
    lines
}

fn label(unit: &str) -> String {
    match unit {
        "cache_read_tokens" => "cached input".to_owned(),
        "output_reasoning_tokens" => "reasoning".to_owned(),
        "output_citation_tokens" => "citations".to_owned(),
        "input_tool_tokens" => "tool input".to_owned(),
        _ => {
            let short = unit.strip_suffix("_tokens").or_else(|| unit.strip_suffix("_seconds"));
            short.unwrap_or(unit).replace('_', " ")
        }
    }
}

const fn is_length(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::AudioSeconds
            | Unit::InputAudioSeconds
            | Unit::OutputAudioSeconds
            | Unit::VideoSeconds
            | Unit::InputVideoSeconds
            | Unit::OutputVideoSeconds
    )
}

/// Nanoseconds as seconds.
fn length(nanoseconds: u64) -> String {
    let (seconds, rest) = (nanoseconds / NANOSECONDS, nanoseconds % NANOSECONDS);
    let fraction = format!("{rest:09}");
    match fraction.trim_end_matches('0') {
        "" => format!("{} s", grouped(seconds)),
        fraction => format!("{}.{fraction} s", grouped(seconds)),
    }
}

/// A number in groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const TOTAL: &str = "total";
const NANOSECONDS: u64 = 1_000_000_000;
const HOUR: u64 = 3600 * NANOSECONDS;

#[cfg(test)]
mod tests {
    use genai_otel_core::{Currency, Money};

    use super::*;
    use crate::calculation::{Calculated, Quantities};
    use crate::model::{Condition, Model, Multiplier, Rate, Rates, Tier};
    use crate::sample;

    fn model(rates: &[(Unit, &str)]) -> Model {
        let mut model = sample::model("model");
        let rates = rates
            .iter()
            .map(|(unit, text)| (*unit, Rate::from(text.parse::<crate::Price>().unwrap())));
        model.prices[0].rates = Rates::new(rates);
        model
    }

    fn explained(model: &Model, counts: &[(Unit, u64)], conditions: &[(&str, &str)]) -> String {
        use genai_otel_core::{BookVersion, ModelOperation, Usage};

        let mut quantities = Quantities::of(&Usage::new(), &ModelOperation::Chat);
        counts.iter().for_each(|(unit, count)| quantities.set(*unit, *count));
        let conditions: Vec<_> =
            conditions.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        let mut situation = crate::calculation::Situation::at(std::time::UNIX_EPOCH);
        situation.conditions = &conditions;
        let calculated: Calculated =
            crate::calculation::calculate(model, &quantities, &situation).unwrap();
        let mut book = BookVersion::default();
        (book.version, book.hash) = ("2026-11-29".into(), "0123456789ab".into());
        let steps = vec!["regional prefix `us.` dropped".into()];
        explain(&calculated.into_cost(
            ("acme".into(), "model".into()),
            steps,
            book.into(),
            |date| date.to_string().into(),
        ))
        .to_string()
    }

    #[test]
    fn all_that_decided_is_in_the_lines() {
        let mut model = model(&[
            (Unit::InputTokens, "2.5"),
            (Unit::CacheReadTokens, "1.25"),
            (Unit::OutputTokens, "10"),
        ]);
        let mut rate = model.prices[0].rates.get(Unit::InputTokens).unwrap().clone();
        rate.tiers = vec![Tier { over: 2000, price: "5".parse().unwrap() }];
        let rest = model.prices[0].rates.iter().map(|(unit, rate)| (unit, rate.clone()));
        model.prices[0].rates = Rates::new(rest.chain([(Unit::InputTokens, rate)]));
        model.prices[0].from = "1970-01-01".parse().ok();
        let when = vec![Condition { key: "residency".into(), value: "eu".into() }];
        model.multipliers = vec![Multiplier { when, from: None, times: "1.1".parse().unwrap() }];
        let counts = [(Unit::InputTokens, 2006), (Unit::CacheReadTokens, 1920)];
        assert_eq!(
            explained(&model, &counts, &[("residency", "eu")]),
            "input           86 x 5    USD / 1,000,000 x 1.1 = 0.000473 USD\n\
             cached input 1,920 x 1.25 USD / 1,000,000 x 1.1 = 0.00264  USD\n\
             total                                             0.003113 USD\n\
             \n\
             provider acme\n\
             model    model\n\
             found    regional prefix `us.` dropped\n\
             since    1970-01-01\n\
             tier     more than 2,000 input tokens\n\
             when     residency = eu\n\
             factor   1.1 (residency=eu)\n\
             book     2026-11-29 (0123456789ab)\n\
             note     some of what was used is not known: it cost at least this"
        );
    }

    #[test]
    fn a_price_for_a_time_of_day_says_so() {
        let mut model = model(&[(Unit::Images, "0.04")]);
        let mut night = model.prices[0].clone();
        night.daily = Some(crate::model::Daily { from: 59_400, until: 1_800 });
        model.prices.push(night);
        let text = explained(&model, &[(Unit::Images, 1)], &[]);
        assert!(text.contains("\ntime     16:30 to 00:30 UTC\nbook "), "{text}");
    }

    #[test]
    fn durations_are_in_seconds_and_single_things_are_for_one() {
        let model = model(&[
            (Unit::AudioSeconds, "0.36"),
            (Unit::VideoSeconds, "0.5"),
            (Unit::Images, "0.04"),
        ]);
        let counts = [
            (Unit::AudioSeconds, 90_500_000_000),
            (Unit::VideoSeconds, 8_000_000_000),
            (Unit::Images, 1234),
        ];
        let text = explained(&model, &counts, &[]);
        let lines: Vec<&str> = text.lines().take(4).collect();
        assert_eq!(
            lines,
            [
                "audio  90.5 s x 0.36 USD / 1 h =  0.00905 USD",
                "video     8 s x 0.5  USD       =  4       USD",
                "images  1,234 x 0.04 USD       = 49.36    USD",
                "total                            53.36905 USD",
            ]
        );
    }

    #[test]
    fn what_had_to_be_rounded_says_so() {
        let model = model(&[(Unit::AudioSeconds, "0.111")]);
        let text = explained(&model, &[(Unit::AudioSeconds, 10_000_000_000)], &[]);
        let line = text.lines().next();
        assert_eq!(line, Some("audio 10 s x 0.111 USD / 1 h = 0.000308333333 USD (rounded)"));
    }

    #[test]
    fn what_others_say_has_no_arithmetic() {
        let cost = Cost::from_provider(Money::from_pico(5_000_000_000, Currency::USD));
        let expected = "total 0.005 USD\n\nnote     the amount is from: provider";
        assert_eq!(explain(&cost).to_string(), expected);
    }
}
