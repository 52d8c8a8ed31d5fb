//! How metrics and labels are called: the rules by which Prometheus names what it takes by OTLP, so that a question fits
//! both.

use std::borrow::Cow;

/// What a metric is, as far as its name depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only grows.
    Counter,
    /// A sum that grows and shrinks.
    Level,
    Gauge,
    Histogram,
    /// What the process says of itself: a gauge, to OpenMetrics an information.
    Process,
}

impl Kind {
    /// What both formats call it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Level | Self::Gauge | Self::Process => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// The name of a metric and the unit in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) name: String,
    /// Such as `seconds`; empty where the unit is only a note.
    pub(crate) unit: String,
}

impl Name {
    /// Nothing where no letter or digit is left.
    pub(crate) fn of(metric: &str, unit: &str, kind: Kind) -> Option<Self> {
        let mut words: Vec<&str> =
            metric.split(|c| !is_plain(c)).filter(|word| !word.is_empty()).collect();
        let (main, per) = units(unit);
        for unit in [main.as_str(), per.as_str()] {
            if !unit.is_empty() && !words.contains(&unit) {
                words.push(unit);
            }
        }
        if kind == Kind::Counter {
            words.retain(|word| *word != TOTAL);
            words.push(TOTAL);
        }
        if kind == Kind::Gauge && unit == "1" {
            words.retain(|word| *word != RATIO);
            words.push(RATIO);
        }
        let mut name = words.join("_");
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert(0, '_');
        }
        let named = name.contains(|c: char| c.is_ascii_alphanumeric());
        let unit = if main.is_empty() || per.is_empty() { main + &per } else { main + "_" + &per };
        named.then_some(Self { name, unit })
    }
}

/// The name of a label; nothing for an empty one.
///
/// Other than Prometheus does with OTLP, `__` does not stay in front: such names are its own (`__name__`), and a scrape
/// that has them says something else.
pub(crate) fn label(key: &str) -> Option<Cow<'_, str>> {
    let first = key.chars().next()?;
    let is_valid = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if first.is_ascii_alphabetic() && key.chars().all(is_valid) {
        return Some(Cow::Borrowed(key));
    }
    let valid: String = key.chars().map(|c| if is_valid(c) { c } else { '_' }).collect();
    Some(Cow::Owned(match first {
        _ if first.is_ascii_digit() => format!("key_{valid}"),
        _ if valid.starts_with('_') => format!("key{valid}"),
        _ => valid,
    }))
}

/// What a unit says, and what after the stroke.
fn units(unit: &str) -> (String, String) {
    let (main, per) = unit.split_once('/').unwrap_or((unit, ""));
    let word = |unit: &str, words: &[(&str, &str)]| {
        let unit = unit.trim();
        if unit.contains(['{', '}']) {
            return String::new();
        }
        let known = words.iter().find(|(code, _)| *code == unit);
        cleaned(known.map_or(unit, |(_, word)| word))
    };
    let (main, per) = (word(main, &UNITS), word(per, &PER));
    let per = if per.is_empty() { per } else { format!("per_{per}") };
    (main, per)
}

/// With one `_` for whatever is neither letter nor digit, and none at either end.
fn cleaned(unit: &str) -> String {
    let words: Vec<&str> = unit.split(|c| !is_plain(c)).filter(|word| !word.is_empty()).collect();
    words.join("_")
}

/// What stays in a name as it is, beside the `_` that parts words.
const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == ':'
}

const TOTAL: &str = "total";
const RATIO: &str = "ratio";

const UNITS: [(&str, &str); 26] = [
    ("d", "days"),
    ("h", "hours"),
    ("min", "minutes"),
    ("s", "seconds"),
    ("ms", "milliseconds"),
    ("us", "microseconds"),
    ("ns", "nanoseconds"),
    ("By", "bytes"),
    ("KiBy", "kibibytes"),
    ("MiBy", "mebibytes"),
    ("GiBy", "gibibytes"),
    ("TiBy", "tibibytes"),
    ("KBy", "kilobytes"),
    ("MBy", "megabytes"),
    ("GBy", "gigabytes"),
    ("TBy", "terabytes"),
    ("m", "meters"),
    ("V", "volts"),
    ("A", "amperes"),
    ("J", "joules"),
    ("W", "watts"),
    ("g", "grams"),
    ("Cel", "celsius"),
    ("Hz", "hertz"),
    ("1", ""),
    ("%", "percent"),
];

const PER: [(&str, &str); 7] = [
    ("s", "second"),
    ("m", "minute"),
    ("h", "hour"),
    ("d", "day"),
    ("w", "week"),
    ("mo", "month"),
    ("y", "year"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn named(metric: &str, unit: &str, kind: Kind) -> String {
        Name::of(metric, unit, kind)
            .map(|name| format!("{} {}", name.name, name.unit))
            .unwrap_or_default()
    }

    #[test]
    fn names_are_those_that_prometheus_gives_by_otlp() {
        let cases = [
            (
                "gen_ai.client.operation.duration",
                "s",
                Kind::Histogram,
                "gen_ai_client_operation_duration_seconds seconds",
            ),
            ("gen_ai.client.token.usage", "{token}", Kind::Histogram, "gen_ai_client_token_usage "),
            ("gen_ai.usage.cost", "USD", Kind::Histogram, "gen_ai_usage_cost_USD USD"),
            ("genai_otel.cost", "{currency}", Kind::Counter, "genai_otel_cost_total "),
            ("genai_otel.active_calls", "{call}", Kind::Level, "genai_otel_active_calls "),
            (
                "genai_otel.export.spooled",
                "By",
                Kind::Gauge,
                "genai_otel_export_spooled_bytes bytes",
            ),
            ("requests_total", "", Kind::Counter, "requests_total "),
            ("total.requests", "", Kind::Counter, "requests_total "),
            ("requests.total", "", Kind::Gauge, "requests_total "),
            ("cpu_usage", "1", Kind::Gauge, "cpu_usage_ratio "),
            ("cpu_ratio_usage", "1", Kind::Gauge, "cpu_usage_ratio "),
            ("cpu_usage", "1", Kind::Level, "cpu_usage "),
            ("items", "1", Kind::Counter, "items_total "),
            ("requests", "1/s", Kind::Gauge, "requests_per_second per_second"),
            (
                "throughput",
                "By/s",
                Kind::Counter,
                "throughput_bytes_per_second_total bytes_per_second",
            ),
            ("throughput", "By/{custom}", Kind::Gauge, "throughput_bytes bytes"),
            (
                "custom",
                "unit@with#special/chars",
                Kind::Gauge,
                "custom_unit_with_special_per_chars unit_with_special_per_chars",
            ),
            ("a__b..c", "x__y", Kind::Gauge, "a_b_c_x_y x_y"),
            ("response_time_seconds", "s", Kind::Gauge, "response_time_seconds seconds"),
            ("seconds.of.work", "s", Kind::Gauge, "seconds_of_work seconds"),
            ("4xx", "", Kind::Counter, "_4xx_total "),
            ("a:b", "", Kind::Gauge, "a:b "),
            ("größe", "", Kind::Gauge, "gr_e "),
            ("@#$%", "", Kind::Gauge, ""),
            ("", "", Kind::Gauge, ""),
            (":", "", Kind::Gauge, ""),
        ];
        for (metric, unit, kind, expected) in cases {
            assert_eq!(named(metric, unit, kind), expected, "{metric} {unit} {kind:?}");
        }
    }

    #[test]
    fn labels_are_letters_digits_and_underscores() {
        let cases = [
            ("gen_ai.request.model", Some("gen_ai_request_model")),
            ("model", Some("model")),
            ("4xx", Some("key_4xx")),
            ("_private", Some("key_private")),
            ("__name__", Some("key__name__")),
            (".", Some("key_")),
            ("a:b", Some("a_b")),
            ("größe", Some("gr__e")),
            ("a\n\"", Some("a__")),
            ("", None),
        ];
        for (key, expected) in cases {
            assert_eq!(label(key).as_deref(), expected, "{key:?}");
        }
    }
}
