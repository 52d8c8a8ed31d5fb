//! `reconcile`.

use std::fs;

use genai_otel_cli::Exit;
use tempfile::TempDir;

use crate::support::ledger::{golden, ledger_of, line};
use crate::support::{Ran, ran};

const USAGE: &str = "\
date,model,requests,in,out,cached,usd
2026-11-25,gpt-4o,1,2006,300,1920,0.005615
2026-11-25,claude-sonnet-4-5,1,1000,510,0,0.0107
2026-11-28,text-embedding-3-small,1,5000,,,0.0001
2026-11-29,gpt-4o,2,10,5,0,0.5
";
const MAP: &str = "date=time,model=model,requests=calls,in=input_tokens,out=output_tokens,cached=cache_read_tokens,usd=cost";

/// What is told of the money of the golden ledger.
const NOTES: &str = "\
note: the ledger has costs in EUR, which are not compared
note: calls without a price, which are in no cost: 1
";

/// Compares an export with the golden ledger. The directory is taken out of what is said.
fn reconciled(name: &str, export: &str, more: &[&str]) -> Ran {
    let (folder, ledger) = golden();
    compared(&folder, &ledger, name, export, more)
}

fn compared(folder: &TempDir, ledger: &str, name: &str, export: &str, more: &[&str]) -> Ran {
    let path = folder.path().join(name);
    fs::write(&path, export).unwrap();
    // As one file: the export lies in the directory.
    let calls = format!("{ledger}/calls.jsonl");
    let words = ["reconcile", path.to_str().unwrap(), &calls];
    let ran = ran(words.into_iter().chain(more.iter().copied()));
    let told = |text: &str| text.replace(&format!("{ledger}/"), "");
    Ran { exit: ran.exit, out: told(&ran.out), err: told(&ran.err) }
}

#[test]
fn each_figure_of_each_key_is_compared() {
    let ran = reconciled(
        "usage.csv",
        USAGE,
        &["--map", MAP, "--status", "success", "--where", "cache_hit != true"],
    );
    assert_eq!(ran.out, "\
day         model                   figure              ours         theirs         difference       unit  verdict
2026-11-25  claude-sonnet-4-5       calls                  1              1                  0             equal
2026-11-25  claude-sonnet-4-5       input_tokens       1,000          1,000                  0             equal
2026-11-25  claude-sonnet-4-5       output_tokens        500            510                -10             differs
2026-11-25  claude-sonnet-4-5       cache_read_tokens      0              0                  0             equal
2026-11-25  claude-sonnet-4-5       cost                   0.0105         0.0107            -0.0002  USD   differs
2026-11-25  gpt-4o                  calls                  1              1                  0             equal
2026-11-25  gpt-4o                  input_tokens       2,006          2,006                  0             equal
2026-11-25  gpt-4o                  output_tokens        300            300                  0             equal
2026-11-25  gpt-4o                  cache_read_tokens  1,920          1,920                  0             equal
2026-11-25  gpt-4o                  cost                   0.005615       0.005615           0       USD   equal
2026-11-26  mistral-large           calls                  1              0                 +1             only here
2026-11-26  mistral-large           input_tokens         400              0               +400             only here
2026-11-26  mistral-large           output_tokens        100              0               +100             only here
2026-11-26  mistral-large           cache_read_tokens      0              0                  0             equal
2026-11-26  mistral-large           cost                   0              0                  0       USD   equal
2026-11-26  rocket-9                calls                  1              0                 +1             only here
2026-11-26  rocket-9                input_tokens          50              0                +50             only here
2026-11-26  rocket-9                output_tokens         10              0                +10             only here
2026-11-26  rocket-9                cache_read_tokens      0              0                  0             equal
2026-11-26  rocket-9                cost                   0              0                  0       USD   equal
2026-11-28  text-embedding-3-small  calls                  1              1                  0             equal
2026-11-28  text-embedding-3-small  input_tokens       5,000          5,000                  0             equal
2026-11-28  text-embedding-3-small  output_tokens          0              0                  0             equal
2026-11-28  text-embedding-3-small  cache_read_tokens      0              0                  0             equal
2026-11-28  text-embedding-3-small  cost                   0.0001         0.0001             0       USD   equal
2026-11-29  gpt-4o                  calls                  0              2                 -2             only there
2026-11-29  gpt-4o                  input_tokens           0             10                -10             only there
2026-11-29  gpt-4o                  output_tokens          0              5                 -5             only there
2026-11-29  gpt-4o                  cache_read_tokens      0              0                  0             equal
2026-11-29  gpt-4o                  cost                   0              0.5               -0.5     USD   only there
total                               calls                  5              5                  0             equal
total                               input_tokens       8,456          8,016               +440             differs
total                               output_tokens        910            815                +95             differs
total                               cache_read_tokens  1,920          1,920                  0             equal
total                               cost                   0.016215       0.516415          -0.5002  USD   differs
6 groups: 2 equal, 1 differs, 2 only here, 1 only there
");
    assert_eq!((ran.exit, &*ran.err), (Exit::Nothing, NOTES));
}

#[test]
fn a_difference_within_the_tolerance_is_none_to_fail_for() {
    let ran = reconciled(
        "usage.csv",
        "day\tn\tcost\n2026-11-25\t3\t0.0162\n2026-11-26\t2\t\n2026-11-28\t3\t0.0001\n",
        &["--map", "day=time,n=calls,cost=cost", "--tolerance", "0.6"],
    );
    assert_eq!(
        ran.out,
        "\
day         figure  ours         theirs       difference         unit  verdict
2026-11-25  calls      3              3                0               equal
2026-11-25  cost       0.016115       0.0162          -0.000085  USD   within
2026-11-26  calls      2              2                0               equal
2026-11-26  cost       0              0                0         USD   equal
2026-11-28  calls      3              3                0               equal
2026-11-28  cost       0.0001         0.0001           0         USD   equal
total       calls      8              8                0               equal
total       cost       0.016215       0.0163          -0.000085  USD   within
3 groups: 2 equal, 1 within
"
    );
    assert_eq!((ran.exit, &*ran.err), (Exit::Answered, NOTES));
}

#[test]
fn programs_are_told_the_same() {
    let more = ["--map", MAP, "--by", "model", "--provider", "anthropic", "--differences"];
    let export =
        "date,model,requests,in,out,cached,usd\n2026-11-25,claude-sonnet-4-5,1,1000,510,,0.0107\n";
    let csv = reconciled("usage.csv", export, &[&more[..], &["--format", "csv"]].concat());
    assert_eq!(
        csv.out,
        "model,figure,ours,theirs,difference,unit,verdict\r\nclaude-sonnet-4-5,output_tokens,500,510,-10,,differs\r\nclaude-sonnet-4-5,cost,0.0105,0.0107,-0.0002,USD,differs\r\n"
    );
    let more = ["--map", "model=model,out=output_tokens,usd=cost", "--provider", "anthropic"];
    let json = reconciled("usage.csv", export, &[&more[..], &["--format", "json"]].concat());
    let (answer, _) = json.out.split_once("  \"scanned\"").unwrap();
    assert_eq!(
        answer,
        r#"{
  "holds": false,
  "keys": [
    "model"
  ],
  "currency": "USD",
  "groups": [
    {
      "values": [
        "claude-sonnet-4-5"
      ],
      "verdict": "differs",
      "figures": [
        {
          "figure": "output_tokens",
          "ours": 500,
          "theirs": 510,
          "difference": -10,
          "verdict": "differs"
        },
        {
          "figure": "cost",
          "ours": "0.0105",
          "theirs": "0.0107",
          "difference": "-0.0002",
          "verdict": "differs"
        }
      ]
    }
  ],
  "total": [
    {
      "figure": "output_tokens",
      "ours": 500,
      "theirs": 510,
      "difference": -10,
      "verdict": "differs"
    },
    {
      "figure": "cost",
      "ours": "0.0105",
      "theirs": "0.0107",
      "difference": "-0.0002",
      "verdict": "differs"
    }
  ],
"#
    );
    assert_eq!((csv.exit, json.exit), (Exit::Nothing, Exit::Nothing));
}

#[test]
fn pages_of_openai_are_understood() {
    let page = |more: bool, start: u64, results: &str| {
        format!(
            "{{\"object\":\"page\",\"data\":[{{\"object\":\"bucket\",\"start_time\":{start},\"results\":[{results}]}}],\n\"has_more\":{more},\"next_page\":null}}\n"
        )
    };
    let result = r#"{"object":"organization.usage.completions.result","input_tokens":2006,"output_tokens":300,"input_cached_tokens":1920,"num_model_requests":1,"model":"gpt-4o-2024-08-06","batch":null}"#;
    let pages = page(true, 1_795_564_800, result) + &page(false, 1_795_651_200, "");
    let more = ["--preset", "openai-usage", "--model", "gpt-4o", "--where", "input_tokens > 0"];
    assert_eq!(
        reconciled("usage.json", &pages, &more).answer(),
        "\
day         response_model     figure              ours  theirs  difference  unit  verdict
2026-11-25  gpt-4o-2024-08-06  calls                  1       1           0        equal
2026-11-25  gpt-4o-2024-08-06  input_tokens       2,006   2,006           0        equal
2026-11-25  gpt-4o-2024-08-06  output_tokens        300     300           0        equal
2026-11-25  gpt-4o-2024-08-06  cache_read_tokens  1,920   1,920           0        equal
total                          calls                  1       1           0        equal
total                          input_tokens       2,006   2,006           0        equal
total                          output_tokens        300     300           0        equal
total                          cache_read_tokens  1,920   1,920           0        equal
1 group: 1 equal
"
    );
    let first = page(true, 1_795_564_800, result);
    assert_eq!(
        reconciled("usage.json", &first, &more).refusal(Exit::Failed),
        "error: usage.json: the export cannot be compared:\n  line 2: column `has_more`: there are more pages of the export: put all of them into the file, one after the other\n"
    );
}

#[test]
fn costs_of_openai_are_understood_from_its_page_and_its_interface() {
    let more = ["--preset", "openai-costs", "--provider", "openai"];
    let csv = "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item\n\
               1795564800,1795651200,2026-11-25T00:00:00+00:00,2026-11-26T00:00:00+00:00,0.0056150000000000,usd,\n\
               1795651200,1795737600,2026-11-26T00:00:00+00:00,2026-11-27T00:00:00+00:00,,,\n\
               1795824000,1795910400,2026-11-28T00:00:00+00:00,2026-11-29T00:00:00+00:00,1e-4,usd,\n";
    let json = r#"{"data":[{"start_time":1795564800,"results":[{"amount":{"value":0.005615,"currency":"usd"},"line_item":null}]},
        {"start_time":1795824000,"results":[{"amount":{"value":1e-4,"currency":"usd"}}]}],"has_more":false}"#;
    let answer = reconciled("costs.csv", csv, &more).answer();
    assert_eq!(
        answer,
        "\
day         figure  ours         theirs         difference  unit  verdict
2026-11-25  cost       0.005615       0.005615           0  USD   equal
2026-11-28  cost       0.0001         0.0001             0  USD   equal
total       cost       0.005715       0.005715           0  USD   equal
2 groups: 2 equal
"
    );
    assert_eq!(reconciled("costs.json", json, &more).answer(), answer);
}

#[test]
fn tokens_that_anthropic_counts_apart_are_added() {
    let call = line(
        r#""v":1,"timestamp":"2026-11-25T10:00:00.000000000Z","status":"success","provider":"anthropic","model":"claude","response_model":"claude-1","input_tokens":175,"output_tokens":9,"cache_read_tokens":50,"cache_write_tokens":25,"cost":1.2345,"currency":"USD""#,
    );
    let (folder, ledger) = ledger_of(&[call]);
    let usage = r#"{"data":[{"starting_at":"2026-11-25T00:00:00Z","results":[{"model":"claude-1","uncached_input_tokens":100,"cache_read_input_tokens":50,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":5},"output_tokens":9}]}],"has_more":false}"#;
    let usage = compared(&folder, &ledger, "usage.json", usage, &["--preset", "anthropic-usage"]);
    assert_eq!(
        usage.answer(),
        "\
day         response_model  figure              ours  theirs  difference  unit  verdict
2026-11-25  claude-1        input_tokens         175     175           0        equal
2026-11-25  claude-1        output_tokens          9       9           0        equal
2026-11-25  claude-1        cache_read_tokens     50      50           0        equal
2026-11-25  claude-1        cache_write_tokens    25      25           0        equal
total                       input_tokens         175     175           0        equal
total                       output_tokens          9       9           0        equal
total                       cache_read_tokens     50      50           0        equal
total                       cache_write_tokens    25      25           0        equal
1 group: 1 equal
"
    );
    let costs = r#"{"data":[{"starting_at":"2026-11-25T00:00:00Z","results":[{"amount":"123.45","currency":"USD"}]}]}"#;
    let costs = compared(&folder, &ledger, "costs.json", costs, &["--preset", "anthropic-costs"]);
    assert_eq!(
        costs.answer(),
        "\
day         figure  ours       theirs       difference  unit  verdict
2026-11-25  cost       1.2345       1.2345           0  USD   equal
total       cost       1.2345       1.2345           0  USD   equal
1 group: 1 equal
"
    );
}

#[test]
fn all_that_is_wrong_with_an_export_is_told_by_line_and_column() {
    let csv = "day,n,cost,currency\r\n\r\n25.11.2026,1.5,1 EUR,USD\r\n2026-11-25,-3,0.5,EUR\r\n2026-11-26,many,0.5,dollars\r\n,1,0.5,USD\r\n";
    let more = ["--map", "day=time,n=calls,cost=cost,currency=currency"];
    assert_eq!(reconciled("usage.csv", csv, &more).refusal(Exit::Failed), "\
error: usage.csv: the export cannot be compared:
  line 3: column `n`: `1.5`: a count is a whole number
  line 3: column `cost`: `1 EUR` is no number
  line 3: column `day`: `25.11.2026` is neither a day such as `2026-11-25` nor a moment such as `2026-11-25T08:00:00Z` nor seconds since 1970 such as `1795939200`; others need a time format
  line 4: column `n`: `-3`: a count is not negative
  line 5: column `n`: `many` is no number
  line 5: column `currency`: `dollars` is no currency such as `USD`
  line 6: column `currency`: `USD`, and line 4 has `EUR`: compare each currency by itself
  line 6: column `day`: there is no time
");
    assert_eq!(
        reconciled("usage.csv", "dy,n\n1,2\n", &more[..]).refusal(Exit::Failed),
        "error: usage.csv: the export cannot be compared:\n  column `day`: the export has no such column: did you mean `dy`?\n  column `cost`: the export has no such column: it has dy, n\n  column `currency`: the export has no such column: it has dy, n\n"
    );
    let json = "[\n{\"day\":\"2026-11-25\",\"n\":1,\"n\":2},\n{\"day\":\"2026-11-25\",\"n\":[1]},\n7,\n{\"day\":\"2026-11-25\",\n\"n\":-1}]";
    let more = ["--map", "day=time,n=calls"];
    assert_eq!(
        reconciled("usage.json", json, &more).refusal(Exit::Failed),
        "\
error: usage.json: the export cannot be compared:
  line 2: `n` stands twice in an object
  line 3: column `n`: a list is no value
  line 4: a row is an object with columns
  line 6: column `n`: `-1`: a count is not negative
"
    );
    for (export, what) in [
        ("day,n\n2026-11-25,1\n2026-11-25\n", "line 3: number of cells: 1, in the head: 2"),
        (
            "{\"day\":\"2026-11-25\",\"n\":1}\n{\"day\"",
            "line 2: it is no JSON: EOF while parsing an object",
        ),
        ("day,n\n", "it has no rows"),
        ("", "it has no rows"),
        ("day,n,n\n2026-11-25,1,2\n", "line 1: column `n`: the head has it twice"),
    ] {
        assert_eq!(
            reconciled("usage", export, &more).refusal(Exit::Failed),
            format!("error: usage: the export cannot be compared:\n  {what}\n")
        );
    }
}

#[test]
fn a_map_without_a_meaning_is_refused() {
    for (words, what) in [
        ("--map n", "--map: `n` is no `COLUMN=FIELD`, such as `n_requests=calls` or `day=time`"),
        ("--map n=cals", "--map: `n=cals`: unknown field `cals`: did you mean `calls`?"),
        ("--map n=calls,n=calls", "--map: `n=calls`: `calls` is the column `n` already"),
        ("--map d=time,e=time", "--map: `e=time`: `time` is the column `d` already"),
        (
            "--map n=latency_ms",
            "--map: `n=latency_ms`: `latency_ms` is not compared: time, currency, cost_cents, calls, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost and texts are",
        ),
        (
            "--map d=time",
            "no column is a figure: name one of calls, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost",
        ),
        (
            "--map n=calls,m=model --by day",
            "`day` has no column: the map has `model`; add `COLUMN=time`, or group by something else",
        ),
        (
            "--preset openai-usage --by model",
            "`model` has no column: the map has `day`, `response_model`; add `COLUMN=model`, or group by something else",
        ),
        ("--map n=calls --by modle", "--by: unknown field `modle`: did you mean `model`?"),
    ] {
        let words: Vec<_> = words.split(' ').collect();
        assert_eq!(
            reconciled("usage.csv", USAGE, &words).refusal(Exit::Failed),
            format!("error: {what}\n")
        );
    }
}

#[test]
fn times_are_read_in_the_format_that_is_said() {
    let export = "Date,Cost\n11/26/2026 00:30,0.0014\n";
    let map = ["--map", "Date=time,Cost=cost", "--currency", "EUR", "--where", "currency = EUR"];
    let told = reconciled("costs.csv", export, &map);
    assert_eq!(told.exit, Exit::Failed);
    assert_eq!(told.err, "\
error: costs.csv: the export cannot be compared:
  line 2: column `Date`: `11/26/2026 00:30` is neither a day such as `2026-11-25` nor a moment such as `2026-11-25T08:00:00Z` \
nor seconds since 1970 such as `1795939200`; others need a time format
");
    let format = ["--time-format", "%m/%d/%Y %H:%M", "--tz", "Europe/Berlin"];
    let told = reconciled("costs.csv", export, &[&map[..], &format].concat());
    assert_eq!(
        (told.exit, &*told.out),
        (
            Exit::Answered,
            "\
day         figure  ours       theirs       difference  unit  verdict
2026-11-26  cost       0.0014       0.0014           0  EUR   equal
total       cost       0.0014       0.0014           0  EUR   equal
1 group: 1 equal
"
        )
    );
}
