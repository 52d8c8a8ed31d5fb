//! A number, a time or a text, for people and for programs.

use std::time::Duration;

use genai_otel_core::{Joules, Money};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use crate::digits::grouped;
use crate::safe::safe;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Not known.
    Nothing,
    /// Nothing to be known.
    Blank,
    /// How many.
    Count(u128),
    /// A part of one.
    Part(f64),
    /// How long.
    Time(Duration),
    /// How many in a second.
    Speed(f64),
    /// An amount of energy or of greenhouse gases, in millionths. Its unit stands elsewhere.
    Millionths(u64),
    /// An amount. Its currency stands elsewhere.
    Money(Money),
    /// How many more, or less.
    Change(i128),
    /// An amount more, or less.
    MoneyChange(Money),
    /// When.
    Moment(Timestamp),
    /// A name.
    Text(String),
}

impl Value {
    /// A text, or nothing.
    pub(crate) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.into()))
    }

    /// For people, who live in this time zone.
    pub(crate) fn shown(&self, zone: &TimeZone) -> String {
        match self {
            Self::Nothing => "-".to_owned(),
            Self::Blank => String::new(),
            Self::Count(count) => grouped(*count),
            Self::Part(part) => format!("{:.1} %", part * 100.0),
            Self::Time(time) => time_shown(*time),
            Self::Speed(speed) => format!("{speed:.1}"),
            Self::Millionths(micro) => millionths_shown(*micro),
            Self::Money(money) => money.decimal(),
            Self::Change(change) => {
                let digits = grouped(change.unsigned_abs());
                format!("{}{digits}", if *change < 0 { "-" } else { plus(*change) })
            }
            Self::MoneyChange(money) => format!("{}{}", plus(money.pico()), money.decimal()),
            Self::Moment(moment) => {
                zone.to_datetime(*moment).strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            Self::Text(text) if text.is_empty() => "\"\"".to_owned(),
            Self::Text(text) => safe(text),
        }
    }

    /// For programs that read text: nothing rounded, times in milliseconds, moments in UTC.
    pub(crate) fn exact(&self) -> String {
        match self {
            Self::Nothing | Self::Blank => String::new(),
            Self::Count(count) => count.to_string(),
            Self::Part(number) | Self::Speed(number) => number.to_string(),
            Self::Time(time) => millis(*time),
            Self::Millionths(micro) => Joules::from_micro(*micro).decimal(),
            Self::Money(money) | Self::MoneyChange(money) => money.decimal(),
            Self::Change(change) => change.to_string(),
            Self::Moment(moment) => moment.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// As a number to draw.
    pub(crate) fn drawn(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Part(number) | Self::Speed(number) => Some(*number),
            Self::Time(time) => Some(time.as_secs_f64()),
            Self::Millionths(micro) => Some(Joules::from_micro(*micro).to_f64()),
            Self::Change(change) => Some(*change as f64),
            Self::Money(money) | Self::MoneyChange(money) => Some(money.to_f64()),
            Self::Nothing | Self::Blank | Self::Moment(_) | Self::Text(_) => None,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing | Self::Blank => serializer.serialize_none(),
            Self::Count(count) => serializer.serialize_u128(*count),
            Self::Part(number) | Self::Speed(number) => serializer.serialize_f64(*number),
            Self::Time(time) => serializer.serialize_f64(time.as_nanos() as f64 / 1e6),
            Self::Millionths(micro) => {
                serializer.serialize_f64(Joules::from_micro(*micro).to_f64())
            }
            Self::Change(change) => serializer.serialize_i128(*change),
            Self::Money(_) | Self::MoneyChange(_) | Self::Moment(_) | Self::Text(_) => {
                serializer.serialize_str(&self.exact())
            }
        }
    }
}

/// The sign of what is more.
fn plus(number: i128) -> &'static str {
    if number > 0 { "+" } else { "" }
}

/// A length of time with three digits or so: `812 ms`, `1.24 s`, `12 min 5 s`.
pub(crate) fn time_shown(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1e3;
    match time.as_secs() {
        _ if millis < 9.995 => format!("{millis:.2} ms"),
        _ if millis < 999.5 => format!("{millis:.0} ms"),
        0..60 => format!("{:.2} s", millis / 1e3),
        seconds => format!("{} min {} s", grouped(u128::from(seconds / 60)), seconds % 60),
    }
}

/// An amount with at most three digits behind the point, and four that matter: `1,234`, `12.35`, `0.0002`.
fn millionths_shown(micro: u64) -> String {
    let round = |unit: u64| micro / unit + u64::from(micro % unit >= unit / 2);
    match micro {
        1_000_000_000.. => grouped(round(1_000_000).into()),
        10_000_000.. => fixed(round(10_000), 2),
        100_000.. => fixed(round(1_000), 3),
        _ => fixed(micro, 6),
    }
}

/// A number with a point before its last `decimals` digits, without zeros at its end.
fn fixed(number: u64, decimals: u32) -> String {
    Joules::from_micro(number.saturating_mul(10_u64.pow(6 - decimals))).decimal()
}

/// Milliseconds with at most six decimals: `812.5`.
fn millis(time: Duration) -> String {
    let nanos = time.as_nanos();
    let (whole, rest) = (nanos / 1_000_000, nanos % 1_000_000);
    match format!("{rest:06}").trim_end_matches('0') {
        "" => whole.to_string(),
        rest => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_digits_that_matter() {
        for (micros, shown) in [
            (0, "0.00 ms"),
            (1_500, "1.50 ms"),
            (9_994, "9.99 ms"),
            (9_996, "10 ms"),
            (812_400, "812 ms"),
            (999_600, "1.00 s"),
            (1_240_000, "1.24 s"),
            (725_000_000, "12 min 5 s"),
        ] {
            assert_eq!(time_shown(Duration::from_micros(micros)), shown);
        }
    }

    #[test]
    fn amounts_have_the_digits_that_matter() {
        for (micro, shown) in [
            (0, "0"),
            (133, "0.000133"),
            (99_999, "0.099999"),
            (1_234_567, "1.235"),
            (12_345_678, "12.35"),
            (999_999_999, "1000"),
            (1_234_567_890_123, "1,234,568"),
            (u64::MAX, "18,446,744,073,710"),
        ] {
            assert_eq!(Value::Millionths(micro).shown(&TimeZone::UTC), shown);
        }
        assert_eq!(Value::Millionths(1_234_567).exact(), "1.234567");
    }

    #[test]
    fn programs_get_all_digits() {
        let money = "0.000000000001".parse().map(Value::Money).unwrap_or(Value::Nothing);
        assert_eq!(money.exact(), "0.000000000001");
        assert_eq!(Value::Time(Duration::from_nanos(812_500_001)).exact(), "812.500001");
        assert_eq!(serde_json::to_string(&Value::Count(u128::MAX)).unwrap(), u128::MAX.to_string());
    }
}
