//! Exports of providers: whatever their format, the same rows have the same sums; whatever they hold, nothing panics.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use genai_otel_ledger::Ledger;
use genai_otel_ledger::reconcile::{Comparison, ExportPlan, Mapping, Preset, Verdict};
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// A row: model, calls, cost in steps of 10^-6.
type Made = (Option<String>, u32, i64);

fn plan(texts: &[&str]) -> ExportPlan {
    let mut mapping = Mapping::default();
    texts.iter().for_each(|text| mapping.add(text).unwrap());
    mapping.plan(&mapping.keys(), TimeZone::UTC).unwrap()
}

/// The export beside an empty ledger.
fn compared(plan: &ExportPlan, export: &str) -> Comparison {
    let export = plan.read(export.as_bytes()).unwrap();
    let report = Ledger::from_reader("empty", &b""[..]).query().report().unwrap();
    export.compare(&report, 0)
}

fn money(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn csv(rows: &[Made], delimiter: char, end: &str) -> String {
    let lines = rows.iter().map(|(model, calls, micros)| {
        let model = model.as_deref().map(quoted).unwrap_or_default();
        [model, calls.to_string(), money(*micros)].join(&delimiter.to_string())
    });
    let head = ["model", "n", "usd"].join(&delimiter.to_string());
    std::iter::once(head).chain(lines).map(|line| line + end).collect()
}

fn objects(rows: &[Made]) -> Vec<String> {
    let object = |(model, calls, micros): &Made| {
        let model = serde_json::to_string(model).unwrap();
        format!("{{\"model\":{model},\"n\":{calls},\"usd\":{}}}", money(*micros))
    };
    rows.iter().map(object).collect()
}

proptest! {
    #[test]
    fn the_same_rows_have_the_same_sums_in_every_format(
        rows in prop::collection::vec(
            (prop::option::of("[a-z,\"é\t]{0,3}[a-z]"), 0_u32..1_000_000, -9_999_999_i64..9_999_999),
            1..20,
        ),
    ) {
        let rows: Vec<Made> = rows
            .into_iter()
            .map(|(model, calls, micros)| (model.map(|model| model.trim().to_owned()), calls, micros))
            .collect();
        let plan = plan(&["model=model", "n=calls", "usd=cost"]);
        let objects = objects(&rows);
        let list = objects.join(",\n");
        let texts = [
            csv(&rows, ',', "\r\n"),
            csv(&rows, '\t', "\n"),
            csv(&rows, ';', "\n"),
            format!("\u{feff}[{list}]"),
            objects.join("\n"),
            format!("{{\"data\":[{list}],\"has_more\":false}}"),
            format!("{{\"data\":[{{\"start\":1,\"results\":[{list}]}}, {{\"results\":[]}}]}}"),
        ];
        let first = compared(&plan, &texts[0]);
        let calls: i128 = rows.iter().map(|(_, calls, _)| i128::from(*calls)).sum();
        let pico: i128 = rows.iter().map(|(_, _, micros)| i128::from(*micros) * 1_000_000).sum();
        prop_assert_eq!(first.total.iter().map(|sum| sum.theirs).collect::<Vec<_>>(), [calls, pico]);
        for text in &texts[1..] {
            prop_assert_eq!(&compared(&plan, text), &first, "{}", text);
        }
    }

    #[test]
    fn any_text_has_sums_or_reasons(
        text in "[\\[\\]{}\":,.a-z0-9eE \\t\r\n-]{0,60}",
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let plans = [plan(&["a=calls"]), plan(&["a=time", "b=cost_cents", "a=currency"])];
        let around = format!("a,b\n{text}");
        let within = format!("{{\"data\":[{{\"a\":{text}}}]}}");
        for plan in &plans {
            for export in [text.as_bytes(), &bytes, around.as_bytes(), within.as_bytes()] {
                match plan.read(export) {
                    Ok(export) => prop_assert!(export.rows() < 60),
                    Err(error) => {
                        prop_assert!(error.count > 0 && !error.problems.is_empty());
                        let lines = error.problems.iter().filter_map(|problem| problem.line);
                        prop_assert!(lines.into_iter().all(|line| (1..100).contains(&line)), "{error}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let plan = plan(&["a=calls"]);
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"data\":[", "]}")] {
        let deep = format!("{}{{}}{}", open.repeat(500), close.repeat(500));
        let error = plan.read(deep.as_bytes()).unwrap_err();
        assert!(error.problems[0].what.contains("it is nested too deep"), "{error}");
    }
}

#[test]
fn the_first_problems_are_told_and_all_are_counted() {
    let lines: String = (0..50).map(|_| "-1\n").collect();
    let error = plan(&["n=calls"]).read(format!("n\n{lines}").as_bytes()).unwrap_err();
    assert_eq!((error.problems.len(), error.count), (20, 50));
    assert_eq!(
        error.problems[19].to_string(),
        "line 21: column `n`: `-1`: a count is not negative"
    );
    assert!(error.to_string().ends_with("\n  and 30 more"), "{error}");
}

#[test]
fn every_preset_can_be_planned_by_all_its_keys() {
    for preset in Preset::ALL {
        let mapping = Mapping::of_preset(preset);
        assert!(mapping.plan(&mapping.keys(), TimeZone::UTC).is_ok(), "{preset:?}");
    }
}

#[test]
fn cents_are_rounded_once_and_money_is_exact() {
    let plan = plan(&["c=cost_cents"]);
    let total = |text: &str| compared(&plan, &format!("c\n{text}\n")).total[0].theirs;
    assert_eq!(total("123.45"), 1_234_500_000_000);
    assert_eq!(total("1.5e-10"), 2);
    assert_eq!(total("-100"), -1_000_000_000_000);
    assert_eq!(compared(&plan, "c\n0\n").rows[0].verdict, Verdict::Equal);
}

#[test]
fn lists_of_azure_and_aws_are_rows() {
    let cost =
        plan(&["TimePeriod_Start=time", "Total_Cost_Amount=cost", "Total_Cost_Unit=currency"]);
    let costs = r#"{"GroupDefinitions":[],"ResultsByTime":[
        {"TimePeriod":{"Start":"2026-11-26"},"Total":{"Cost":{"Amount":"0.25","Unit":"USD"}},"Groups":[]},
        {"TimePeriod":{"Start":"2026-11-27"},"Total":{"Cost":{"Amount":"0.5","Unit":"USD"}},"Groups":[]}]}"#;
    assert_eq!(compared(&cost, costs).total[0].theirs.to_string(), "750000000000");
    let tokens = plan(&["Timestamp=time", "Sum=input_tokens"]);
    let metric = r#"{"Label":"InputTokenCount","Datapoints":[{"Timestamp":"2026-11-26T12:00:00Z","Sum":700.0}]}"#;
    assert_eq!(compared(&tokens, metric).total[0].theirs.to_string(), "700");
    let tokens = plan(&["timeStamp=time", "total=input_tokens"]);
    let metric = r#"{"cost":0,"interval":"P1D","value":[{"name":{"value":"ProcessedPromptTokens"},"timeseries":[
        {"metadatavalues":[],"data":[{"timeStamp":"2026-11-26T00:00:00Z","total":500.0},{"timeStamp":"2026-11-27T00:00:00Z"}]}]}]}"#;
    assert_eq!(compared(&tokens, metric).total[0].theirs.to_string(), "500");
}
