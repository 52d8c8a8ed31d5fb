//! What a file says, and what is wrong with it.

use genai_otel_core::{Energy, EnergyModel, EnergyQuestion, ModelOperation, Provider, Usage};
use proptest::prelude::*;

use super::*;

fn took(energies: &Energies, provider: &str, model: &str) -> String {
    let (usage, provider) = (Usage::tokens(1_000, 1_000), Provider::from(provider));
    let mut question = EnergyQuestion::new(&ModelOperation::Chat, &usage);
    question.provider = Some(&provider);
    question.request_model = Some(model);
    let text = |energy: Energy| {
        let carbon = energy.carbon.map(|carbon| format!(", {} to {}", carbon.low, carbon.high));
        let (method, version) = (&energy.method, &energy.method_version);
        let carbon = carbon.unwrap_or_default();
        format!("{} to {}{carbon} by {method} {version}", energy.low, energy.high)
    };
    energies.energy(&question).map_or_else(|unknown| unknown.reason().to_owned(), text)
}

#[test]
fn a_file_says_the_method_of_each_model() {
    let text = r#"
version = "acme-2"
grid = 100

[[model]]
name = "free"
method = "rates"
input = 0
output = 0

[[model]]
provider = "OpenAI"
name = ["one", "one-*"]
method = "rates"
input = 1e-6
output = [0.0003, "0.0001"]
pue = [1.5, 2]
grid = "us"
"#
    .replace("\"0.0001\"", "0.0001");
    let energies = parse("f", &text).unwrap();
    assert_eq!(energies.len(), 3);
    assert_eq!(took(&energies, "any", "free"), "0 J to 0 J, 0 g to 0 g by rates acme-2");
    let one = "545.4 J to 2167.2 J, 0.058176 g to 0.231168 g by rates acme-2";
    assert_eq!(took(&energies, "openai", "one"), one);
    assert_eq!(took(&energies, "openai", "ONE-2"), one);
    assert_eq!(took(&energies, "azure", "one"), "unknown_model");
}

#[test]
fn a_file_says_the_sizes_that_a_published_method_needs() {
    let text = r#"
version = "1"
[[model]]
provider = "anthropic"
name = "dense"
method = "ecologits"
parameters = [8, 28]
[[model]]
name = "mixture"
method = "ecologits"
total = 440
active = [44, 132]
tokens_per_second = 69.1
time_to_first_token = 0.5
pue = 1.2
[[model]]
name = "open"
method = "ecologits"
parameters = "llama-3.1-8b"
pue = 1.2
"#;
    let energies = parse("f", text).unwrap();
    assert_eq!(
        took(&energies, "anthropic", "dense"),
        "291.512587 J to 387.878229 J by ecologits 0.11+1"
    );
    assert_eq!(
        took(&energies, "openai", "mixture"),
        "5206.792342 J to 8670.187864 J by ecologits 0.11+1"
    );
    assert_eq!(took(&energies, "x", "open"), "321.062331 J to 321.062331 J by ecologits 0.11+1");
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let model = |rest: &str| format!("version = \"1\"\n[[model]]\nname = \"a\"\n{rest}\n");
    let rates = |rest: &str| model(&format!("method = \"rates\"\n{rest}"));
    let size = |rest: &str| model(&format!("method = \"ecologits\"\npue = 1\n{rest}"));
    for (text, why) in [
        ("version = ", "f:1:11: string values must be quoted, expected literal string"),
        ("", "f:1:1: `version`: is missing: a name of your numbers, such as `\"2026-11\"`"),
        ("version = 1", "f:1:11: `version`: is no text in quotes"),
        ("version = \" 1\"", "f:1:11: `version`: ` 1` is no name"),
        (
            "version = \"1\"\nrates = 1",
            "f:2:1: `rates` is no key here: they are `version`, `grid`, `model`",
        ),
        (
            "version = \"1\"\ngrid = \"Mars\"",
            "f:2:8: `grid`: `Mars` is none of world, AU, CN, DE, FR, GB, IE, IN, JP, PL, SE, US: write the grams of CO2e for a kWh",
        ),
        (
            "version = \"1\"\ngrid = -1",
            "f:2:8: `grid`: `-1` is no decimal number of zero or more, such as 0.0003",
        ),
        ("version = \"1\"\nmodel = 1", "f:2:9: `model`: is no list of tables: write `[[model]]`"),
        (
            "version = \"1\"\nmodel = [1]",
            "f:2:10: `model`: is no list of tables: write `[[model]]`",
        ),
        ("version = \"1\"\n[[model]]", "f:2:1: `name`: is missing: a name, or a list of names"),
        ("version = \"1\"\n[[model]]\nname = []", "f:3:8: `name`: names nothing"),
        (&model(""), "f:2:1: `method`: is missing: `\"rates\"` or `\"ecologits\"`"),
        (
            &model("method = \"guess\""),
            "f:4:10: `method`: `guess` is neither `rates` nor `ecologits`",
        ),
        (&rates(""), "f:2:1: a model by rates needs `input`, `output` or both"),
        (&rates("input = true"), "f:5:9: `input`: is no number"),
        (
            &rates("input = nan"),
            "f:5:9: `input`: `nan` is no decimal number of zero or more, such as 0.0003",
        ),
        (&rates("input = 1e-13"), "f:5:9: `input`: `1e-13` has too many decimals"),
        (&rates("input = 1e7"), "f:5:9: `input`: `1e7` is too large; rates end at 1000000"),
        (
            &rates("output = [1, 2, 3]"),
            "f:5:10: `output`: is neither one number nor a list of two, the lowest and the highest",
        ),
        (&rates("output = [1, \"é\"]"), "f:5:14: `output`: is no number"),
        (&rates("input = 1\npue = 0.5"), "f:6:7: `pue`: `0.5` is no number from 1 to 10"),
        (
            &rates("input = 1\ntotal = 4"),
            "f:6:1: `total` is no key here: they are `name`, `provider`, `method`, `input`, `output`, `pue`, `grid`",
        ),
        (
            &(rates("input = 1") + "[[model]]\nname = \"A\"\nmethod = \"rates\"\ninput = 2"),
            "f:6:1: `A` stands twice",
        ),
        (
            &model("method = \"ecologits\"\nparameters = 8"),
            "f:2:1: `pue`: is missing: the method knows none of this provider; write yours, such as 1.2",
        ),
        (
            &size(""),
            "f:2:1: a model by ecologits needs its size: write either `parameters`, or `total` and `active`, in billions",
        ),
        (
            &size("parameters = 8\ntotal = 4"),
            "f:2:1: a model by ecologits needs its size: write either `parameters`, or `total` and `active`, in billions",
        ),
        (
            &size("parameters = 0"),
            "f:6:14: `parameters`: parameters are billions above 0 and up to 1000000, and 0 is none",
        ),
        (
            &size("total = 4\nactive = [1, 5]"),
            "f:2:1: a model of 4 billion parameters has no 5 billion active ones",
        ),
        (
            &size("parameters = 8\ntime_to_first_token = 1"),
            "f:2:1: `time_to_first_token` needs `tokens_per_second` beside it",
        ),
        (
            &size("parameters = 8\ntokens_per_second = 0"),
            "f:2:1: a speed is tokens in a second above 0, and seconds to the first token from 0 to 1000000",
        ),
    ] {
        assert_eq!(parse("f", text).unwrap_err().to_string(), why, "{text}");
    }
    let unknown = parse("f", &size("parameters = \"gpt-4o\"")).unwrap_err();
    assert_eq!((unknown.line(), unknown.column()), (Some(6), Some(14)));
    assert!(unknown.to_string().contains("`gpt-4o` is none of deepseek-v3, "), "{unknown}");
}

#[test]
fn a_file_that_is_too_large_or_too_deep_or_no_file_is_refused() {
    let large = format!("version = \"1\"\n#{}", "x".repeat(MAX_BYTES));
    assert_eq!(parse("f", &large).unwrap_err().to_string(), "f: the file is larger than 1 MiB");
    let deep = format!("version = \"1\"\nmodel = {}", "[".repeat(500_000));
    assert!(parse("f", &deep).is_err());
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display().to_string();
    let error = Energies::from_file(folder.path()).unwrap_err();
    assert_eq!(error.to_string(), format!("{name}: cannot be read: it is no regular file"));
    let file = folder.path().join("f.toml");
    std::fs::write(&file, [0xff, 0xfe]).unwrap();
    let error = Energies::from_file(&file).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: the file is not UTF-8", file.display()));
    std::fs::write(&file, vec![b' '; MAX_BYTES + 10]).unwrap();
    assert_eq!(Energies::from_file(&file).unwrap_err().line(), None);
    std::fs::write(&file, "\u{feff}version = \"1\"\nx = 1").unwrap();
    assert_eq!(Energies::from_file(&file).unwrap_err().line(), Some(2));
}

/// Lines that make a good file, and lines that do not.
const LINES: &[&str] = &[
    "version = \"1\"",
    "grid = \"FR\"",
    "grid = 1e3",
    "[[model]]",
    "[model]",
    "name = \"a\"",
    "name = [\"b\", \"c*\"]",
    "method = \"rates\"",
    "method = \"ecologits\"",
    "input = 0.1",
    "input = [1e-6, 2]",
    "output = \"x\"",
    "parameters = 8",
    "parameters = \"mistral-7b\"",
    "total = 1e300",
    "active = [1, 2]",
    "tokens_per_second = 1e-300",
    "pue = 1.2",
    "provider = \"openai\"",
    "provider = {}",
    "é = \"",
    "model = [[[[]]]]",
];

proptest! {
    #[test]
    fn any_lines_are_a_file_or_refused_with_a_line_that_is_there(
        lines in prop::collection::vec(prop::sample::select(LINES), 0..10),
    ) {
        let text = lines.join("\n");
        match parse("f", &text) {
            Ok(energies) => prop_assert!(!took(&energies, "openai", "a").is_empty()),
            Err(error) => prop_assert!(error.line().is_some_and(|line| line <= lines.len().max(1)), "{}", error),
        }
    }

    #[test]
    fn any_text_is_a_file_or_refused(text in "[\\[\\]{}\"=.,#a-c0-9eE+ \n\u{e9}-]{0,60}|\\PC{0,30}") {
        let _read = parse("f", &text);
    }
}
