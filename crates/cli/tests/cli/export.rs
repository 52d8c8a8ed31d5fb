//! `export`.

use std::fs;

use genai_otel_cli::Exit;
use serde_json::Value;

use crate::support::golden::{Golden, line};
use crate::support::ran;

const PRICED: &str = r#""timestamp":"2026-11-29T10:00:00.250000000Z","status":"success","service":"shop","provider":"acme","operation":"chat","model":"rocket-2","user_id":"u-1","session_id":"s-1","input_tokens":1000,"output_tokens":200,"total_tokens":1200,"latency_ms":1500,"tokens_per_second":133.333333,"cost":0.0042,"currency":"USD","team":"search","cost_origin":"computed","cost_input":0.002,"cost_output":0.0022,"cost_basis":{"provider":"acme","model":"rocket-2","book":{"version":"2026-11-29","hash":"abc"},"factors":[{"reason":"deal","times":"0.5"}],"components":[{"unit":"input_tokens","side":"input","count":1000,"per":1000000,"rate":4,"amount":0.002},{"unit":"output_tokens","side":"output","count":200,"per":1000000,"rate":22,"amount":0.0022}]},"metadata":{"release":"beta, \"2\""}"#;
const STATED: &str = r#""timestamp":"2026-11-30T23:59:59.999999999Z","status":"error","provider":"gamma","operation":"chat","model":"small","user_id":"u-2","cost":0.5,"currency":"EUR","error_type":"timeout","cost_origin":"caller""#;
const UNPRICED: &str = r#""timestamp":"2026-11-28T10:00:00.000000000Z","status":"success","model":"unheard","user_id":"u-1","input_tokens":7,"unpriced":"unknown_model""#;

fn golden() -> Golden {
    let lines = [line(1, 1, PRICED), line(1, 2, STATED), line(1, 3, UNPRICED)];
    Golden::new().file("calls.jsonl", lines)
}

/// What a line says beside its checksum.
fn object(seq: u64, fields: &str) -> String {
    format!("{{{}", &line(1, seq, fields)[23..])
}

fn exported(golden: &Golden, more: &[&str]) -> String {
    let dir = golden.dir();
    ran(["export", &dir].into_iter().chain(more.iter().copied())).answer()
}

#[test]
fn objects_are_the_lines_without_their_checksums() {
    let golden = golden();
    let objects = [object(1, PRICED), object(2, STATED), object(3, UNPRICED)];
    assert_eq!(exported(&golden, &[]), format!("{}\n", objects.join("\n")));
    let array = format!("[\n{}\n]\n", objects.join(",\n"));
    assert_eq!(exported(&golden, &["--format", "json"]), array);
    assert_eq!(exported(&golden, &["--format", "json", "--user", "nobody"]), "[]\n");
    let filtered = exported(&golden, &["--format", "jsonl", "--user", "u-2"]);
    assert_eq!(filtered, format!("{}\n", objects[1]));
}

#[test]
fn rows_have_every_key_that_is_no_object() {
    let text = exported(&golden(), &["--format", "csv", "--user", "u-1"]);
    let mut rows = text.split("\r\n");
    let head: Vec<_> = rows.next().unwrap().split(',').collect();
    assert_eq!(head[..7], ["v", "id", "writer", "seq", "timestamp", "status", "service"]);
    assert_eq!(head[head.len() - 2..], ["carbon_g_per_kwh", "metadata"]);
    let first = rows.next().unwrap();
    let begin = "1,0000000000000001-1,0000000000000001,1,2026-11-29T10:00:00.250000000Z,success,shop,acme,,chat,\
                 rocket-2,,u-1,s-1,1000,200,";
    assert!(first.starts_with(begin), "{first}");
    assert!(first.ends_with(r#","{""release"":""beta, \""2\""""}""#), "{first}");
    let columns = |row: &str| row.split(',').count();
    assert_eq!(columns(rows.next().unwrap()), head.len());
    assert_eq!((rows.next(), rows.next()), (Some(""), None));
}

#[test]
fn focus_has_a_row_for_each_part_of_a_cost_and_none_without_one() {
    let golden = golden();
    let ran = ran(["export", &golden.dir(), "--profile", "focus"]);
    let wanted = "\
BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,\
ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,ConsumedQuantity,ConsumedUnit,\
ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingCurrency,PricingQuantity,\
PricingUnit,ProviderName,PublisherName,RegionId,ResourceId,ResourceName,ResourceType,ServiceCategory,ServiceName,\
ServiceSubcategory,SkuId,SkuMeter,SkuPriceId,SubAccountId,Tags,x_CallId,x_CostOrigin,x_CostEstimated,x_CostIncomplete,\
x_TraceId\r
0.002,,,USD,2026-12-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,,chat rocket-2: input_tokens,Usage-Based,\
2026-11-29T10:00:02Z,2026-11-29T10:00:00Z,1000,Tokens,0.002,0.002,acme,0.004,4,Standard,USD,0.001,1000000 Tokens,acme,\
acme,,rocket-2,rocket-2,Model,AI and Machine Learning,acme chat,Generative AI,acme/rocket-2,input_tokens,\
acme/rocket-2/input_tokens,search,TAGS,0000000000000001-1,computed,false,false,\r
0.0022,,,USD,2026-12-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,,chat rocket-2: output_tokens,Usage-Based,\
2026-11-29T10:00:02Z,2026-11-29T10:00:00Z,200,Tokens,0.0022,0.0022,acme,0.0044,22,Standard,USD,0.0002,1000000 Tokens,\
acme,acme,,rocket-2,rocket-2,Model,AI and Machine Learning,acme chat,Generative AI,acme/rocket-2,output_tokens,\
acme/rocket-2/output_tokens,search,TAGS,0000000000000001-1,computed,false,false,\r
0.5,,,EUR,2026-12-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,,chat small,Usage-Based,2026-12-01T00:00:00Z,\
2026-11-30T23:59:59Z,,,0.5,0.5,gamma,0.5,,Standard,EUR,,,gamma,gamma,,small,small,Model,AI and Machine Learning,\
gamma chat,Generative AI,gamma/small,,,,\"{\"\"status\"\":\"\"error\"\",\"\"user_id\"\":\"\"u-2\"\"}\",\
0000000000000001-2,caller,false,false,\r
";
    let tags = "\"{\"\"release\"\":\"\"beta, \\\"\"2\\\"\"\"\",\"\"service\"\":\"\"shop\"\",\"\"session_id\"\":\"\"s-1\"\",\
                \"\"status\"\":\"\"success\"\",\"\"team\"\":\"\"search\"\",\"\"user_id\"\":\"\"u-1\"\"}\"";
    let warning = "warning: 1 call has no cost and no row: see `reprice`\n";
    assert_eq!((ran.exit, &*ran.err), (Exit::Answered, warning));
    assert_eq!(ran.out, wanted.replace("TAGS", tags));
}

#[test]
fn a_report_about_a_user_has_sums_by_model_operation_day_and_session() {
    let golden = golden();
    let file = golden.path("report.txt");
    let told = exported(&golden, &["--user", "u-1", "--output", file.to_str().unwrap()]);
    assert_eq!(told, "");
    let report: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(report["user"], "u-1");
    assert_eq!(report["generated"], "2026-11-29T12:00:00Z");
    let sums = |value: &Value| {
        let sums = [&value["calls"], &value["input_tokens"], &value["costs"], &value["unpriced"]];
        sums.map(Value::to_string).join(" ")
    };
    assert_eq!(sums(&report["overall"]), r#"2 1007 {"USD":"0.0042"} 1"#);
    let named = |list: &str, key: &str| {
        let list = report[list].as_array().unwrap().iter();
        list.map(|group| format!("{} {}", group[key], sums(group))).collect::<Vec<_>>()
    };
    let models = [r#""rocket-2" 1 1000 {"USD":"0.0042"} 0"#, r#""unheard" 1 7 {} 1"#];
    assert_eq!(named("by_model", "model"), models);
    let operations = [r#"null 1 7 {} 1"#, r#""chat" 1 1000 {"USD":"0.0042"} 0"#];
    assert_eq!(named("by_operation", "operation"), operations);
    let sessions = [r#"null 1 7 {} 1"#, r#""s-1" 1 1000 {"USD":"0.0042"} 0"#];
    assert_eq!(named("sessions", "session_id"), sessions);
    let days = named("last_30_days", "date");
    assert_eq!(days.len(), 30);
    assert_eq!(days[0], r#""2026-10-31" 0 0 {} 0"#);
    let last = [r#""2026-11-28" 1 7 {} 1"#, r#""2026-11-29" 1 1000 {"USD":"0.0042"} 0"#];
    assert_eq!(days[28..], last);
    assert_eq!(report["read"]["lines"], 3);
}

#[test]
fn a_file_is_replaced_when_the_new_one_is_whole_and_never_by_a_failure() {
    let golden = golden();
    let file = golden.path("out.txt");
    fs::write(&file, "old").unwrap();
    let to = file.to_str().unwrap();
    let failed = ran(["export", &golden.dir(), "--where", "cost > lots", "--output", to]);
    assert_eq!((failed.exit, fs::read_to_string(&file).unwrap()), (Exit::Failed, "old".to_owned()));
    exported(&golden, &["--format", "json", "--output", to]);
    assert!(fs::read_to_string(&file).unwrap().ends_with("\n]\n"));
    let names = fs::read_dir(golden.dir()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["calls.jsonl", "out.txt"]);

    let nowhere = golden.path("nowhere/out.txt");
    let ran = ran(["export", &golden.dir(), "--output", nowhere.to_str().unwrap()]);
    assert_eq!(ran.exit, Exit::Failed);
    let told = golden.told(&ran.err);
    assert!(told.starts_with("error: cannot write nowhere/out.txt: "), "{told}");
}

/// A tool costs nothing that anybody could tell, and a refused call used nothing.
#[test]
fn focus_counts_what_used_something_as_left_out() {
    let moment = r#""timestamp":"2026-11-28T10:00:00.000000000Z""#;
    let tool = line(1, 1, &format!(r#"{moment},"status":"success","operation":"execute_tool""#));
    let failed = line(1, 2, &format!(r#"{moment},"status":"error","model":"rocket-2""#));
    let golden = Golden::new().file("calls.jsonl", [tool, failed]);
    let dir = golden.dir();
    let answer = ran(["export", &dir, "--profile", "focus"]).answer();
    assert_eq!(answer.lines().count(), 1, "the head alone");
}
