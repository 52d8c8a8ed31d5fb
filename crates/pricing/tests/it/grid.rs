//! Thousands of usages, and what another implementation says that they cost: to the last pico-dollar.

use std::fs;
use std::path::Path;
use std::time::Duration;

use genai_otel_core::{Currency, Money, Unpriced};
use genai_otel_pricing::{PriceBook, Unit};

use super::question::at;

/// A line of the table.
struct Row<'a> {
    provider: &'a str,
    model: &'a str,
    counts: Vec<(Unit, u64)>,
    at: &'a str,
    conditions: Vec<(&'a str, &'a str)>,
    /// The cost in 10^-18 dollars; nothing where the usage is refused.
    cost: Option<i128>,
    /// How many parts of it are no whole number of pico-dollars, and are rounded by us alone.
    rounded: i128,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Self {
        let fields: Vec<&str> = line.split(',').collect();
        let [provider, model, counts, at, conditions, cost] = fields[..] else {
            panic!("{line}: not six fields");
        };
        let (cost, rounded) = cost.split_once('~').unwrap_or((cost, "0"));
        Self {
            provider,
            model,
            counts: counts
                .split(' ')
                .filter_map(|count| count.split_once(':'))
                .map(count)
                .collect(),
            at: if at.is_empty() { "2026-11-29T12:00:00" } else { at },
            conditions: conditions.split(' ').filter_map(|one| one.split_once('=')).collect(),
            cost: (cost != "error").then(|| atto(cost)),
            rounded: rounded.parse().unwrap(),
        }
    }

    /// What the shipped book says, in pico-dollars.
    fn answer(&self, book: &PriceBook) -> Result<i128, Unpriced> {
        let mut question = book.question(self.provider, self.model).at(at(self.at));
        for (unit, count) in &self.counts {
            question = question.unit(*unit, *count);
        }
        for (key, value) in &self.conditions {
            question = question.condition(key, value);
        }
        let amount = question.cost()?.amount;
        assert_eq!(amount.currency(), Currency::USD);
        Ok(amount.pico())
    }

    /// Whether the answer is the cost, each part of it rounded to the nearest pico-dollar; or whether both refuse.
    fn agrees(&self, answer: &Result<i128, Unpriced>) -> bool {
        match (self.cost, answer) {
            (Some(cost), Ok(pico)) => {
                2 * (cost - pico * 1_000_000).abs() <= self.rounded * 1_000_000
            }
            (cost, answer) => cost.is_none() && answer.is_err(),
        }
    }
}

fn atto(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<18}").parse().unwrap()
}

fn count((code, count): (&str, &str)) -> (Unit, u64) {
    let unit = match code {
        "i" => "input_tokens",
        "o" => "output_tokens",
        "cr" => "cache_read_tokens",
        "cw" => "cache_write_tokens",
        "w5" => "cache_write_5m_tokens",
        "w1" => "cache_write_1h_tokens",
        "ia" => "input_audio_tokens",
        "ii" => "input_image_tokens",
        "iv" => "input_video_tokens",
        "oa" => "output_audio_tokens",
        "oi" => "output_image_tokens",
        "ov" => "output_video_tokens",
        "or" => "output_reasoning_tokens",
        "oc" => "output_citation_tokens",
        "cra" => "cache_audio_read_tokens",
        "cri" => "cache_image_read_tokens",
        "ch" => "input_characters",
        "tm" => "input_text_messages",
        "as" => "audio_seconds",
        "ias" => "input_audio_seconds",
        "dp" => "document_pages",
        "adp" => "annotated_document_pages",
        "ws" => "web_searches",
        "ss" => "storage_searches",
        "rs" => "rerank_searches",
        "ce" => "code_executions",
        other => panic!("no unit `{other}`"),
    };
    let count: u64 = count.parse().unwrap();
    let nanoseconds = u64::try_from(Duration::from_secs(count).as_nanos()).unwrap();
    (unit.parse().unwrap(), if unit.ends_with("_seconds") { nanoseconds } else { count })
}

/// The rows of the page on disagreements: `provider | model | usage and conditions | there | here`.
fn disagreements() -> Vec<String> {
    let page = "../../docs/reference/price-disagreements.md";
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    rows.map(|row| row.replace('`', "")).collect()
}

#[test]
fn thousands_of_usages_cost_what_the_data_they_come_from_says_except_where_a_page_says_why() {
    let book = PriceBook::embedded();
    let lines = include_str!("grid.csv").lines().filter(|line| !line.starts_with('#'));
    let mut differences = Vec::new();
    let mut agreed = 0;
    for line in lines {
        let row = Row::of(line);
        let answer = row.answer(&book);
        if row.agrees(&answer) {
            agreed += 1;
            continue;
        }
        let here = match answer {
            Ok(pico) => Money::from_pico(pico, Currency::USD).to_string().replace(" USD", ""),
            Err(unpriced) => unpriced.to_string().replace('`', ""),
        };
        let fields: Vec<&str> = line.split(',').collect();
        let [provider, model, counts, _, conditions, there] = fields[..] else { panic!("{line}") };
        let usage = format!("{counts} {conditions}");
        differences.push(format!("{provider} | {model} | {} | {there} | {here}", usage.trim()));
    }
    let mut listed = disagreements();
    listed.sort();
    differences.sort();
    assert_eq!(differences.join("\n"), listed.join("\n"));
    assert!(agreed >= 8_000, "{agreed} agreed");
}
