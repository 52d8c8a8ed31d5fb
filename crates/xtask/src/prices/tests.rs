//! From what the packages say to a price file, with small inputs of our own.

use genai_otel_pricing::file::{Source, write_providers};

use super::*;

fn made(sources: &str, table: &str) -> anyhow::Result<(String, String)> {
    let sources: Sources = serde_json::from_str(sources)?;
    let (mut report, mut conflicts) = (Report::default(), Conflicts::default());
    let providers =
        make(&sources, &Table::parse(table)?, "2026-11-29", (&mut report, &mut conflicts))?;
    let file = write_providers(&providers, &[Source::new("example")], None);
    Ok((file, format!("{report}{conflicts}")))
}

fn make_quietly(sources: &Sources, table: &Table, date: &str) -> anyhow::Result<Vec<Provider>> {
    make(sources, table, date, (&mut Report::default(), &mut Conflicts::default()))
}

#[test]
fn both_sources_become_one_file_and_what_is_left_out_is_said() {
    let (file, report) = made(SOURCES, TABLE).unwrap();
    assert_eq!(file, include_str!("example/book.json"));
    assert_eq!(report, include_str!("example/report.txt"));
}

#[test]
fn what_is_not_understood_is_an_error_that_names_it() {
    for (from, to, message) in [
        (
            r"^roadrunner-2-\\d{8}$",
            r"^roadrunner-.*$",
            "no rule can be made of the expression `^roadrunner-.*$`",
        ),
        (
            r"https://api\\.acme\\.com",
            r"https://api\\.acme\\.org",
            "its `api_pattern` is now `https://api\\.acme\\.org`",
        ),
        ("input_mtok\": \"0.09", "input_btok\": \"0.09", "the price `input_btok` is not known"),
        (
            "\"litellm_provider\": \"home\"",
            "\"litellm_provider\": \"away\"",
            "LiteLLM has the provider `away`",
        ),
        (
            "\"input_cost_per_token\": \"3e-06\"",
            "\"input_cost_per_token\": \"-3\"",
            "`-3` is no price",
        ),
    ] {
        let changed = SOURCES.replace(from, to);
        assert_ne!(changed, SOURCES, "{from}");
        let error = format!("{:#}", made(&changed, TABLE).unwrap_err());
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn the_difference_between_books_names_each_price() {
    let sources: Sources = serde_json::from_str(SOURCES).unwrap();
    let table = Table::parse(TABLE).unwrap();
    let before = make_quietly(&sources, &table, "2026-11-29").unwrap();
    let changed = SOURCES
        .replace("\"price\": \"2.5\"", "\"price\": \"2.75\"")
        .replace("acme/order", "acme/sort");
    let sources: Sources = serde_json::from_str(&changed).unwrap();
    let now = make_quietly(&sources, &table, "2026-11-30").unwrap();
    assert_eq!(
        Difference::between(&before, &now).to_string(),
        "+ acme/sort\n- acme/order\n~ acme/roadrunner-2\n    \
         input_tokens over 200000: 2.5 -> 2.75\n1 models added, 1 removed, 1 changed\n"
    );
    let nothing = Difference::between(&now, &now).to_string();
    assert_eq!(nothing, "0 models added, 0 removed, 0 changed\n");
}

#[test]
fn the_table_of_the_workspace_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let table = Table::read(root).unwrap();
    assert!(table.providers.len() >= 100);
    for provider in generate::providers(&root.join("crates/pricing/book")).unwrap() {
        assert!(table.providers.iter().any(|row| row.id == provider.id), "{}", provider.id);
    }
}

#[test]
fn arguments_are_checked() {
    let wanted =
        Wanted::parse(&["--python", "/opt/python", "--date", "2026-11-29", "--check"]).unwrap();
    assert_eq!((wanted.python, wanted.date.as_str()), ("/opt/python".into(), "2026-11-29"));
    assert!(wanted.only_show && !wanted.grid);
    for arguments in [&["--python"][..], &["--date", "today"], &["--fast"], &["openai"]] {
        assert!(Wanted::parse(arguments).is_err(), "{arguments:?}");
    }
}

const SOURCES: &str = include_str!("example/sources.json");
const TABLE: &str = include_str!("example/table.toml");
