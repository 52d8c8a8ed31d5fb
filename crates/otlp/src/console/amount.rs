//! Times and numbers as people read them.

use std::time::Duration;

/// Three digits or so: `412 µs`, `12.3 ms`, `1.24 s`, `2 m 05 s`.
pub(super) fn duration(duration: Duration) -> String {
    let (seconds, micros) = (duration.as_secs_f64(), duration.as_micros());
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..100_000 => format!("{:.1} ms", seconds * 1_000.0),
        // What would be rounded up to the next unit is told in it.
        100_000..999_500 => format!("{:.0} ms", seconds * 1_000.0),
        999_500..59_995_000 => format!("{seconds:.2} s"),
        _ => {
            let whole = duration.saturating_add(Duration::from_millis(500)).as_secs();
            format!("{} m {:02} s", whole / 60, whole % 60)
        }
    }
}

/// At most four decimals, or an exponent where those would not tell it.
pub(super) fn number(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        return number.to_string();
    }
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{number:.3e}");
    }
    trimmed(format!("{number:.4}"), 0)
}

/// US dollars: `$0.0042`. Nothing where it is no amount.
pub(super) fn dollars(amount: f64) -> Option<String> {
    let is_amount = amount.is_finite() && amount >= 0.0;
    is_amount.then(|| format!("${}", money(amount)))
}

/// An amount of money without its currency: cents at least, and six digits, however small it is.
pub(super) fn money(amount: f64) -> String {
    if !amount.is_finite() {
        return amount.to_string();
    }
    let size = amount.abs();
    let decimals = (6..MAX_DECIMALS).find(|decimals| {
        size == 0.0 || size * 10_f64.powi(i32::try_from(*decimals).unwrap_or_default()) >= 1e5
    });
    let decimals = decimals.unwrap_or(MAX_DECIMALS);
    trimmed(format!("{amount:.decimals$}"), 2)
}

/// Without zeros at the end, but with so many decimals.
fn trimmed(mut number: String, decimals: usize) -> String {
    let Some(point) = number.find('.') else { return number };
    let least = if decimals == 0 { point } else { point + 1 + decimals };
    let kept = number.trim_end_matches('0').trim_end_matches('.').len();
    number.truncate(kept.max(least));
    number
}

/// No price has more.
const MAX_DECIMALS: usize = 18;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_three_digits_or_so() {
        let shown = |micros| duration(Duration::from_micros(micros));
        for (micros, expected) in [
            (0, "0 µs"),
            (999, "999 µs"),
            (1_000, "1.0 ms"),
            (12_340, "12.3 ms"),
            (999_499, "999 ms"),
            (999_500, "1.00 s"),
            (1_239_000, "1.24 s"),
            (59_995_000, "1 m 00 s"),
            (125_000_000, "2 m 05 s"),
        ] {
            assert_eq!(shown(micros), expected);
        }
        assert_eq!(duration(Duration::MAX), "307445734561825860 m 15 s");
    }

    #[test]
    fn numbers_are_short() {
        for (value, expected) in [
            (0.0, "0"),
            (413.0, "413"),
            (0.1 + 0.2, "0.3"),
            (-1.5, "-1.5"),
            (1e-9, "1.000e-9"),
            (1e300, "1.000e300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn costs_are_dollars_or_nothing() {
        for (amount, expected) in [
            (0.0, Some("$0.00")),
            (0.004_2, Some("$0.0042")),
            (12.5, Some("$12.50")),
            (1.0, Some("$1.00")),
            (1_234.567_891_2, Some("$1234.567891")),
            (0.001_125, Some("$0.001125")),
            (0.1 + 0.2, Some("$0.30")),
            (1.6e-7, Some("$0.00000016")),
            (0.000_123_456_78, Some("$0.000123457")),
            (1e-9, Some("$0.000000001")),
            (1e-300, Some("$0.00")),
            (-1.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(dollars(amount).as_deref(), expected);
        }
    }
}
