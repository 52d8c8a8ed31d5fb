//! Why usage has no cost.

use std::time::Duration;

use genai_otel_core::{Contradiction, Measured, ModelOperation as Op, Unpriced, Usage};

use super::models::{cost, cost_of, model, noon, with};
use crate::calculation::{Quantities, Situation, calculate};
use crate::date::Date;
use crate::model::{Daily, Model};
use crate::unit::Unit;

fn no_rate(unit: &'static str) -> Unpriced {
    Unpriced::NoRate { unit }
}

fn missing(unit: &'static str) -> Unpriced {
    Unpriced::MissingCount { unit }
}

#[test]
fn nothing_known_is_no_usage() {
    let chat = model(&["input_tokens 1", "output_tokens 1", "requests 5"]);
    assert_eq!(cost(&chat, &Usage::new(), &[]), Err(Unpriced::NoUsage));
}

#[test]
fn before_the_first_day_and_at_uncovered_hours_there_is_no_price() {
    let mut chat = model(&["input_tokens 1", "output_tokens 1"]);
    let day: Date = "2026-11-21".parse().unwrap();
    let quantities = Quantities::of(&Usage::tokens(10, 1), &Op::Chat);
    let priced = |model: &Model, at| {
        calculate(model, &quantities, &Situation::at(noon(at))).map(|it| it.amount.pico())
    };
    chat.prices[0].from = Some(day);
    assert_eq!(priced(&chat, "2026-11-20"), Err(Unpriced::NotInForce));
    assert_eq!(priced(&chat, "2026-11-21"), Ok(11_000_000));
    chat.prices[0].daily = Some(Daily { from: 0, until: 43_200 });
    assert_eq!(priced(&chat, "2026-11-21"), Err(Unpriced::NotInForce));
}

#[test]
fn usage_that_contradicts_itself_is_never_clamped() {
    let chat = model(&["input_tokens 1", "output_tokens 1", "cache_read_tokens 0.1"]);
    let usage = Usage::tokens(10, 1).cache_read(11);
    let contradiction = Contradiction::CacheExceedsInput;
    assert_eq!(cost(&chat, &usage, &[]), Err(Unpriced::Contradictory(contradiction)));

    // What core does not know of: tools beside the cache.
    let tools = model(&["input_tokens 1", "cache_read_tokens 0.1", "input_tool_tokens 2"]);
    let mut quantities = Quantities::of(&Usage::input_tokens(10).cache_read(6), &Op::Chat);
    quantities.set(Unit::InputToolTokens, 5);
    let calculated = calculate(&tools, &quantities, &Situation::at(noon("2026-11-21")));
    assert_eq!(calculated, Err(Unpriced::PartsExceed { unit: "input_tokens" }));
}

#[test]
fn what_was_used_needs_a_rate_of_its_side() {
    let seconds = Usage::new().duration(Duration::from_secs(5));
    for (rates, usage, operation, expected) in [
        (&["input_tokens 1"][..], Usage::tokens(5, 5), Op::Chat, no_rate("output_tokens")),
        (&["output_tokens 1"], Usage::tokens(5, 5), Op::Chat, no_rate("input_tokens")),
        (&[], Usage::tokens(5, 5), Op::Chat, no_rate("input_tokens")),
        (&["input_tokens 1"], Usage::new().pages(1), Op::Ocr, no_rate("document_pages")),
        (&["input_tokens 1"], seconds.clone(), Op::SpeechToText, no_rate("input_audio_seconds")),
        (&["input_tokens 1"], seconds, Op::Chat, no_rate("audio_seconds")),
        (
            &["input_tokens 1"],
            Usage::new().images(1),
            Op::ImageGeneration,
            no_rate("output_images"),
        ),
        (&["input_tokens 1"], Usage::new().searches(1), Op::Rerank, no_rate("rerank_searches")),
        (
            &["input_tokens 1", "output_tokens 1"],
            Usage::tokens(5, 5).searches(1),
            Op::Chat,
            no_rate("web_searches"),
        ),
        (&["web_searches 1"], Usage::tokens(5, 5).searches(1), Op::Chat, no_rate("input_tokens")),
    ] {
        let calculated = cost_of(&model(rates), (&usage, &operation), noon("2026-11-21"), &[]);
        assert_eq!(calculated, Err(expected), "{rates:?} {usage:?}");
    }
}

#[test]
fn tools_need_rates_of_their_own() {
    let chat = model(&["input_tokens 1", "output_tokens 1", "requests 1"]);
    let mut quantities = Quantities::of(&Usage::tokens(1, 1).searches(1), &Op::Chat);
    let now = Situation::at(noon("2026-11-21"));
    assert!(calculate(&chat, &quantities, &now).is_ok(), "the request covers its web searches");
    quantities.set(Unit::CodeExecutions, 1);
    assert_eq!(calculate(&chat, &quantities, &now), Err(no_rate("code_executions")));
}

#[test]
fn a_count_on_which_the_price_depends_must_be_known() {
    let reported = Measured::Reported;
    let audio = [
        "input_tokens 1",
        "cache_read_tokens 0.1",
        "input_audio_tokens 10",
        "cache_audio_read_tokens 5",
    ];
    let spoken = with(Usage::input_tokens(20).cache_read(4), |it| it.input_audio = reported(5));
    let without_join = &audio[..3];
    let cached = with(spoken.clone(), |it| it.cache_read_audio = reported(1));
    let lifetimes = ["input_tokens 1", "cache_write_5m_tokens 2", "cache_write_1h_tokens 3"];
    let chat = ["input_tokens 1", "output_tokens 1", "cache_read_tokens 0.1"];
    let part = Usage::new().cache_read(5);
    for (rates, usage, expected) in [
        (&audio[..], spoken.clone(), missing("cache_audio_read_tokens")),
        (without_join, spoken, missing("cache_audio_read_tokens")),
        (without_join, cached, no_rate("cache_audio_read_tokens")),
        (&lifetimes, Usage::input_tokens(9).cache_write(9), missing("cache_write_5m_tokens")),
        (&chat, part, missing("input_tokens")),
        (&chat, Usage::input_tokens(5).reasoning(3), missing("output_tokens")),
    ] {
        assert_eq!(cost(&model(rates), &usage, &[]), Err(expected), "{usage:?}");
    }
}

#[test]
fn amounts_beyond_reason_are_too_large() {
    let dear = model(&["input_tokens 1000000", "output_tokens 1000000"]);
    assert_eq!(cost(&dear, &Usage::tokens(u64::MAX, 1), &[]), Err(Unpriced::TooLarge));
    // Each is within 64 bits, the sum is not.
    let half = Usage::tokens(5_000_000_000_000, 5_000_000_000_000);
    let cheap = model(&["input_tokens 1", "output_tokens 1"]);
    assert_eq!(cost(&cheap, &half, &[]), Err(Unpriced::TooLarge));
}
