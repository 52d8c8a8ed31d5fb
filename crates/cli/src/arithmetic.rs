//! The arithmetic of a cost, so that a person can check it by hand.

use std::io::{self, Write};

use genai_otel_core::{Cost, CostBasis, CostComponent, CostFactor, Money};
use genai_otel_pricing::Factor;

use crate::digits::{bare, counted};
use crate::table::{Align, Table};

/// Writes a line for each component, then the total.
pub(crate) fn write(cost: &Cost, basis: &CostBasis, out: &mut dyn Write) -> io::Result<()> {
    let times = factors(&basis.factors);
    let mut table = Table::narrow(&[
        Align::Left,
        Align::Right,
        Align::Left,
        Align::Point,
        Align::Left,
        Align::Left,
        Align::Point,
        Align::Left,
    ]);
    for component in &basis.components {
        let rounded = is_exact(component, &basis.factors) == Some(false);
        table.row([
            component.unit,
            &counted(component.unit, component.count),
            "x",
            &rate(component.rate, component.amount),
            &format!("/ {}{times}", counted(component.unit, component.per)),
            "=",
            &bare(component.amount),
            if rounded { "(rounded)" } else { "" },
        ]);
    }
    let currency = cost.amount.currency();
    table.row(["total", "", "", "", "", "", &bare(cost.amount), currency.as_str()]);
    table.write("", out)
}

/// What each component is multiplied by: ` x 1.1 x 0.9`.
fn factors(factors: &[CostFactor]) -> String {
    factors.iter().map(|factor| format!(" x {}", factor.times)).collect()
}

/// A rate, with its currency where that is not the amount's.
fn rate(rate: Money, amount: Money) -> String {
    if rate.currency() == amount.currency() { bare(rate) } else { rate.to_string() }
}

/// Whether nothing of a component was rounded; nothing where its numbers are too large to tell.
fn is_exact(component: &CostComponent, factors: &[CostFactor]) -> Option<bool> {
    let mut product = i128::from(component.count).checked_mul(component.rate.pico())?;
    let mut divisor = i128::from(component.per);
    for factor in factors {
        let factor = factor.times.parse::<Factor>().ok()?;
        product = product.checked_mul(i128::from(factor.nano()))?;
        divisor = divisor.checked_mul(i128::from(Factor::ONE.nano()))?;
    }
    Some(product.checked_rem(divisor)? == 0)
}

#[cfg(test)]
mod tests {
    use genai_otel_core::CostSide::{Input, Output};
    use genai_otel_core::{Currency, Money};

    use super::*;

    fn component(
        unit: (&'static str, genai_otel_core::CostSide),
        counts: (u64, u64),
        rate: &str,
        amount: &str,
    ) -> CostComponent {
        CostComponent::new(unit, counts, rate.parse().unwrap(), amount.parse().unwrap())
    }

    fn written(factors: &[(&str, &str)], components: Vec<CostComponent>) -> String {
        let mut basis = CostBasis::default();
        for (reason, times) in factors {
            basis.factors.push(CostFactor::new((*reason).into(), (*times).into()));
        }
        let total = Money::from_pico(0, Currency::USD);
        let total =
            components.iter().fold(total, |sum, part| sum.checked_add(part.amount).unwrap());
        basis.components = components;
        let cost = Cost::computed(total, basis.clone());
        let mut text = Vec::new();
        write(&cost, &basis, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn each_component_can_be_checked_by_hand() {
        let components = vec![
            component(("input_tokens", Input), (86, 1_000_000), "2.5", "0.000215"),
            component(("cache_read_tokens", Input), (1920, 1_000_000), "1.25", "0.0024"),
            component(("output_tokens", Output), (300, 1_000_000), "10", "0.003"),
        ];
        assert_eq!(
            written(&[], components),
            "\
input_tokens         86 x  2.5  / 1,000,000 = 0.000215
cache_read_tokens 1,920 x  1.25 / 1,000,000 = 0.0024
output_tokens       300 x 10    / 1,000,000 = 0.003
total                                         0.005615 USD
"
        );
    }

    #[test]
    fn factors_stand_in_each_line_and_what_was_rounded_says_so() {
        let second = 1_000_000_000;
        let components = vec![
            component(
                ("audio_seconds", Input),
                (10 * second, 3600 * second),
                "0.111",
                "0.00033916666",
            ),
            component(("requests", Input), (1, 1000), "1", "0.0011"),
        ];
        assert_eq!(
            written(&[("residency=eu", "1.1")], components),
            "\
audio_seconds 10 s x 0.111 / 3,600 s x 1.1 = 0.00033916666 (rounded)
requests         1 x 1     / 1,000 x 1.1   = 0.0011
total                                        0.00143916666 USD
"
        );
    }
}
