//! The energy that a ledger knows, in answers.

use tempfile::TempDir;

use crate::asking::asked;
use crate::support::ledger::{golden, ledger_of, line};

/// Four calls: with energy and carbon, with energy alone of which a part is not known, without, of another program.
fn ledger() -> (TempDir, String) {
    let calls = [
        r#""status":"success","provider":"openai","model":"gpt-4o","user_id":"u-1","input_tokens":1200,"output_tokens":300,"total_tokens":1500,"latency_ms":2000,"cost":0.006,"currency":"USD","cost_origin":"computed","energy_low_j":1555.2,"energy_high_j":2592.000001,"energy_method":"ecologits","energy_method_version":"0.11 acme-2","carbon_low_g":0.165888,"carbon_high_g":0.27648,"carbon_g_per_kwh":384"#,
        r#""status":"success","provider":"openai","model":"gpt-4o-mini","user_id":"u-2","input_tokens":10,"output_tokens":5,"total_tokens":15,"latency_ms":100,"cost":0.000001,"currency":"USD","cost_origin":"computed","energy_low_j":1.5,"energy_high_j":1.5,"energy_method":"rates","energy_method_version":"acme-2","energy_estimated":true,"energy_incomplete":true,"energy_unknown":"unknown_model""#,
        r#""status":"success","provider":"acme","model":"rocket","user_id":"u-2","input_tokens":10,"output_tokens":5,"total_tokens":15,"latency_ms":100,"cost":0,"currency":"USD","cost_origin":"caller","energy_unknown":"unknown_model""#,
        r#""status":"success","provider":"acme","model":"rocket","user_id":"u-2","latency_ms":100,"energy":{"joules":12.5}"#,
    ];
    let lines = calls.iter().zip(1..).map(|(members, seq)| {
        let writer = "00c0ffee00c0ffee";
        let moment = format!("2026-11-25T08:00:0{seq}.000000000Z");
        line(&format!(
            r#""v":1,"id":"{writer}-{seq}","writer":"{writer}","seq":{seq},"timestamp":"{moment}",{members}"#
        ))
    });
    ledger_of(&lines.collect::<Vec<_>>())
}

#[test]
fn a_summary_tells_both_bounds_and_what_is_not_known() {
    let (_folder, ledger) = ledger();
    let page = asked("summary LEDGER", &ledger).answer();
    let (_, page) = page.split_once("Cost\n").unwrap();
    assert_eq!(
        page,
        "  \
  USD  0.006001  0.00150025 a call

Energy
  joules         1,557 to 2,594  of 2 calls
  grams of CO2e  0.166 to 0.276  of 1 call
  unknown                     2  calls, in no sum or not with every part: `report --by model,energy_unknown` says which
  inexact                     1  energies are estimated or incomplete

Time
  latency          575 ms  p50 100 ms, p90 2.00 s, p99 2.00 s
  tokens a second   140.9  output through latency, of calls with output

Days 2026-11-25 to 2026-11-25
  calls          █  at most 4
  failed         ▁  at most 0
  tokens         █  at most 1,530
  cost           █  at most 0.006001 USD
  energy_high_j  █  at most 2,594

Models
model        calls  errors  tokens  cost USD     latency  energy_low_j  energy_high_j
gpt-4o           1   0.0 %   1,500     0.006      2.00 s         1,555          2,592
gpt-4o-mini      1   0.0 %      15     0.000001   100 ms           1.5            1.5
rocket           2   0.0 %      15     0          100 ms             -              -
total            4   0.0 %   1,530     0.006001   575 ms         1,557          2,594

Users
user   calls  errors  tokens  cost USD     latency  energy_low_j  energy_high_j
u-1        1   0.0 %   1,500     0.006      2.00 s         1,555          2,592
u-2        3   0.0 %      30     0.000001   100 ms           1.5            1.5
total      4   0.0 %   1,530     0.006001   575 ms         1,557          2,594
"
    );
}

#[test]
fn a_report_has_columns_of_energy_where_a_line_says_something_of_it() {
    let (_folder, ledger) = ledger();
    assert_eq!(
        asked("report LEDGER --columns calls,energy_low_j,energy_high_j,carbon_low_g,carbon_high_g,energy_unknown", &ledger).answer(),
        "\
model        calls  energy_low_j  energy_high_j  carbon_low_g  carbon_high_g  energy_unknown
gpt-4o           1         1,555          2,592         0.166          0.276               0
gpt-4o-mini      1           1.5            1.5             -              -               1
rocket           2             -              -             -              -               1
total            4         1,557          2,594         0.166          0.276               2
"
    );
    let usual = asked("report LEDGER --where provider=openai --format csv", &ledger).answer();
    assert_eq!(
        usual.lines().next(),
        Some(
            "model,calls,failed,input_tokens,output_tokens,cost_USD,unpriced,latency_mean_ms,latency_p50_ms,\
             latency_p99_ms,energy_low_j,energy_high_j,carbon_low_g,carbon_high_g,energy_unknown"
        )
    );
    let (_folder, without) = golden();
    for command in ["report LEDGER --columns all --format csv", "report LEDGER --format json"] {
        let answer = asked(command, &without).answer();
        assert!(!answer.contains("energy") && !answer.contains("carbon"), "{answer}");
    }
}

#[test]
fn programs_get_every_digit_and_people_choose_groups_and_order() {
    let (_folder, ledger) = ledger();
    let columns = "calls,energy_low_j,energy_high_j,carbon_high_g,energy_unknown";
    let by_user = format!("report LEDGER --by user --columns {columns} --sort energy --format csv");
    assert_eq!(
        asked(&by_user, &ledger).answer(),
        "user,calls,energy_low_j,energy_high_j,carbon_high_g,energy_unknown\r\n\
         u-1,1,1555.2,2592.000001,0.27648,0\r\n\
         u-2,3,1.5,1.5,,2\r\n"
    );
    let by_method = "report LEDGER --by energy_method,energy_method_version --columns calls,energy_high_j \
                     --sort energy --format markdown";
    assert_eq!(
        asked(by_method, &ledger).answer(),
        "\
| energy_method | energy_method_version | calls | energy_high_j |
| --- | --- | ---: | ---: |
| ecologits | 0.11 acme-2 | 1 | 2,592 |
| rates | acme-2 | 1 | 1.5 |
| - | - | 2 | - |
| total |  | 4 | 2,594 |
"
    );
    let json = asked("report LEDGER --by user --format json", &ledger).answer();
    let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let numbers = json["groups"][1].as_object_mut().unwrap();
    numbers.retain(|key, _| key.starts_with("energy") || key.starts_with("carbon"));
    assert_eq!(
        json["groups"][1],
        serde_json::json!({
            "energy_low_j": 1.5, "energy_high_j": 1.5, "carbon_low_g": null, "carbon_high_g": null, "energy_unknown": 2
        })
    );
}

#[test]
fn an_export_has_a_column_for_each_key_of_energy() {
    let (_folder, ledger) = ledger();
    let rows = asked("export LEDGER --format csv", &ledger).answer();
    let mut rows = rows.lines().map(|row| row.trim_end().split(',').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let first = head.iter().position(|name| *name == "energy_low_j").unwrap();
    let last = head.iter().position(|name| *name == "carbon_g_per_kwh").unwrap();
    let told: Vec<_> = rows.map(|row| row[first..=last].join(",")).collect();
    assert_eq!(
        head[first..=last].join(","),
        "energy_low_j,energy_high_j,energy_method,energy_method_version,energy_estimated,energy_incomplete,\
         energy_unknown,carbon_low_g,carbon_high_g,carbon_g_per_kwh"
    );
    assert_eq!(
        told,
        [
            "1555.2,2592.000001,ecologits,0.11 acme-2,,,,0.165888,0.27648,384",
            "1.5,1.5,rates,acme-2,true,true,unknown_model,,,",
            ",,,,,,unknown_model,,,",
            ",,,,,,,,,",
        ]
    );
}

#[test]
fn a_call_is_shown_with_its_energy() {
    let (_folder, ledger) = ledger();
    let shown = asked("show 00c0ffee00c0ffee-1 LEDGER", &ledger).answer();
    let (_, energy) = shown.split_once("\nEnergy\n").unwrap();
    assert_eq!(
        energy,
        "  \
  energy_low_j           1555.2
  energy_high_j          2592.000001
  energy_method          ecologits
  energy_method_version  0.11 acme-2
  carbon_low_g           0.165888
  carbon_high_g          0.27648
  carbon_g_per_kwh       384
"
    );
    let other = asked("show 00c0ffee00c0ffee-4 LEDGER", &ledger).answer();
    assert!(other.ends_with("\nEnergy\n  energy.joules  12.5\n"), "{other}");
}
