//! Numbers as people read them.

use genai_otel_core::Money;
use genai_otel_pricing::Unit;

/// A whole number with a comma between each three digits: `1,000,000`.
pub(crate) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count of things: `1 file`, `1,000 files`.
pub(crate) fn some(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(u128::from(count)), if count == 1 { one } else { many })
}

/// A count of a unit: `1,920`; `90 s` for durations, which are counted in nanoseconds.
pub(crate) fn counted(unit: &str, count: u64) -> String {
    if is_duration(unit) { format!("{} s", seconds(count)) } else { grouped(u128::from(count)) }
}

/// What stands behind a price: ` / 1,000,000`; ` / 1 h` for durations; ` each`.
pub(crate) fn per(unit: Unit) -> String {
    match unit.per() {
        1 => " each".to_owned(),
        HOUR if is_duration(unit.as_str()) => " / 1 h".to_owned(),
        per => format!(" / {}", counted(unit.as_str(), per)),
    }
}

/// Whether a unit is counted in nanoseconds.
pub(crate) fn is_duration(unit: &str) -> bool {
    unit.ends_with("_seconds")
}

/// Nanoseconds as seconds: `2.5`.
pub(crate) fn seconds(nanos: u64) -> String {
    let (whole, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let fraction = format!("{rest:09}");
    match fraction.trim_end_matches('0') {
        "" => grouped(u128::from(whole)),
        fraction => format!("{}.{fraction}", grouped(u128::from(whole))),
    }
}

/// A count of a unit as JSON: durations in seconds, whole ones as whole numbers.
pub(crate) fn json_count(unit: &str, count: u64) -> serde_json::Value {
    if !is_duration(unit) {
        return count.into();
    }
    match count % 1_000_000_000 {
        0 => (count / 1_000_000_000).into(),
        _ => (count as f64 / 1e9).into(),
    }
}

/// An amount without its currency.
pub(crate) fn bare(money: Money) -> String {
    let text = money.to_string();
    text.split_once(' ').map_or(text.clone(), |(amount, _)| amount.to_owned())
}

const HOUR: u64 = 3_600_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn durations_are_told_in_seconds() {
        assert_eq!(counted("audio_seconds", 90_000_000_000), "90 s");
        assert_eq!(counted("audio_seconds", 2_500_000_000), "2.5 s");
        assert_eq!(counted("images", 2), "2");
        assert_eq!(json_count("audio_seconds", 90_000_000_000).to_string(), "90");
        assert_eq!(json_count("audio_seconds", 2_500_000_001).to_string(), "2.500000001");
        assert_eq!(json_count("images", 2).to_string(), "2");
        assert_eq!(per(Unit::AudioSeconds), " / 1 h");
        assert_eq!(per(Unit::VideoSeconds), " / 1 s");
        assert_eq!(per(Unit::Images), " each");
        assert_eq!(per(Unit::InputTokens), " / 1,000,000");
    }
}
