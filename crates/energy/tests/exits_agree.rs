//! Span, metrics, record and ledger tell the same energy of the same calls.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use genai_otel_energy::Energies;
use genai_otel_ledger::{Entry, LedgerWriter};
use genai_otel_testkit::{AttributeValue, PointValue, TestTelemetry};

const FILE: &str = r#"
version = "7"
grid = "DE"
[[model]]
name = "rated"
method = "rates"
input = [1e-7, 2e-7]
output = 3.3e-6
[[model]]
provider = "openai"
name = "sized*"
method = "ecologits"
total = 440
active = [44, 132]
"#;

/// The names on the wire, and those on a line of the ledger.
const NUMBERS: [(&str, &str); 4] = [
    ("genai_otel.energy.low", "energy_low_j"),
    ("genai_otel.energy.high", "energy_high_j"),
    ("genai_otel.energy.carbon.low", "carbon_low_g"),
    ("genai_otel.energy.carbon.high", "carbon_high_g"),
];

#[test]
fn every_exit_tells_the_same_energy() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = LedgerWriter::open(directory.path()).unwrap();
    let energies = Energies::from_toml("energy.toml", FILE).unwrap();
    let telemetry = TestTelemetry::builder()
        .sink(ledger.clone())
        .configure(|builder| builder.energy(energies))
        .build();
    let start = |model: &str| telemetry.instrumentation().track_llm_call("openai", model).start();
    let rated = start("rated");
    rated.set_token_usage(1_234_567, 89);
    rated.finish();
    let mixed = start("sized-1");
    for (model, seconds) in [("sized-1", 2), ("rated", 3), ("unknown", 4)] {
        let attempt = mixed.attempt_on("openai", model);
        attempt.set_token_usage(1_001, 77);
        telemetry.clock().advance(Duration::from_secs(seconds));
        attempt.finish();
    }
    mixed.set_token_usage(0, 5);
    mixed.finish();
    start("unknown").set_token_usage(1, 1);
    ledger.shutdown(Duration::from_secs(60)).unwrap();

    let text = std::fs::read_to_string(directory.path().join("calls.jsonl")).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let entries = lines.iter().map(|line| Entry::from_line(line.as_bytes()).unwrap());
    let records = telemetry.records();
    for (entry, record) in entries.zip(&records) {
        assert_eq!(entry.energy.as_ref(), record.energy.as_deref());
        let unknown = record.energy_unknown.map(|unknown| unknown.reason());
        assert_eq!(entry.energy_unknown.as_deref(), unknown);
    }
    for (on_wire, in_line) in NUMBERS {
        let spans = telemetry.spans();
        let on_spans = spans.iter().map(|span| match span.attributes.get(on_wire) {
            Some(AttributeValue::Double(number)) => Some(*number),
            _ => None,
        });
        let in_lines = lines.iter().map(|line| number(line, in_line));
        let known: Vec<_> = on_spans.collect();
        assert_eq!(known, in_lines.collect::<Vec<_>>(), "{on_wire}");
        // Attempts of another model are points of their own; the sums are the same to the last digit of a float.
        let sum: f64 = known.iter().flatten().sum();
        assert!((points(&telemetry, on_wire) - sum).abs() < 1e-9 * sum, "{on_wire} {sum}");
    }
    let [first, second, third] = &lines[..] else { unreachable!("{text}") };
    assert!(first.contains(r#""energy_method":"rates","energy_method_version":"7""#), "{first}");
    assert!(second.contains(r#""energy_method":"mixed","energy_method_version":"mixed","energy_incomplete":true,"energy_unknown":"unknown_model""#), "{second}");
    assert!(third.contains(r#""energy_unknown":"unknown_model""#), "{third}");
    assert_eq!(points(&telemetry, "genai_otel.energy.unknown"), 2.0);
}

/// The first number under a key, which stands before the list of attempts.
fn number(line: &str, key: &str) -> Option<f64> {
    let line = line.split("\"attempt_list\"").next()?;
    let (_, rest) = line.split_once(&format!("\"{key}\":"))?;
    rest.split([',', '}']).next()?.parse().ok()
}

/// The sum of all points of a counter.
fn points(telemetry: &TestTelemetry, name: &str) -> f64 {
    let metrics = telemetry.metrics();
    let points = metrics.iter().filter(|metric| metric.name == name).flat_map(|it| &it.points);
    let number = |value: &PointValue| match value {
        PointValue::Double(number) => *number,
        PointValue::Int(number) => *number as f64,
        _ => f64::NAN,
    };
    points.map(|point| number(&point.value)).sum()
}
