//! Results that are known to the last digit.

use std::time::Duration;

use genai_otel_core::{Currency, Measured, ModelOperation, Money, Usage};

use super::models::{cost, cost_of, line, model, noon, whole, with};
use crate::calculation::{Quantities, Situation, calculate};
use crate::model::Model;
use crate::unit::Unit;

fn gpt_4o() -> Model {
    model(&["input_tokens 2.5", "cache_read_tokens 1.25", "output_tokens 10", "web_searches 10"])
        .variant(
            &["service_tier=priority"],
            Some("2026-10-12"),
            &["input_tokens 4.25", "cache_read_tokens 2.125", "output_tokens 17"],
        )
        .variant(
            &["processing=batch"],
            Some("2026-10-14"),
            &["input_tokens 1.25", "output_tokens 5"],
        )
        .multiplied("residency=eu", "1.1")
}

fn sonnet() -> Model {
    model(&[
        "input_tokens 3 >200000 6",
        "cache_read_tokens 0.3 >200000 0.6",
        "cache_write_tokens 3.75 >200000 7.5",
        "cache_write_1h_tokens 6 >200000 12",
        "output_tokens 15 >200000 22.5",
        "web_searches 10",
    ])
}

fn gemini() -> Model {
    model(&[
        "input_tokens 1.25 >200000 2.5",
        "cache_read_tokens 0.125 >200000 0.25",
        "output_tokens 10 >200000 15",
    ])
}

#[test]
fn known_calls_cost_what_their_providers_charge() {
    let gpt = gpt_4o();
    let written = |tokens| Usage::tokens(12_307, 550).cache_write(tokens);
    let for_an_hour = with(written(12_304), |it| it.cache_write_1h = Measured::Reported(12_304));
    let o3 = model(&["input_tokens 10", "output_tokens 40"])
        .since("2025-06-10", &["input_tokens 2", "output_tokens 8"]);
    let mini = model(&["input_tokens 0.15", "output_tokens 0.6"]);
    let embedding = model(&["input_tokens 0.02"]);
    for (model, usage, conditions, expected) in [
        (&gpt, Usage::tokens(2006, 300).cache_read(1920), &[][..], "0.005615 USD"),
        (&gpt, Usage::tokens(1000, 100), &["service_tier=priority"], "0.00595 USD"),
        (&gpt, Usage::tokens(1000, 100), &["processing=batch"], "0.00175 USD"),
        (&gpt, Usage::tokens(1000, 100), &["residency=eu"], "0.00385 USD"),
        (&o3, Usage::tokens(1000, 100), &[], "0.0028 USD"),
        (&o3, Usage::tokens(1000, 500).reasoning(400), &[], "0.006 USD"),
        (&mini, Usage::tokens(3, 7), &[], "0.00000465 USD"),
        (&embedding, Usage::input_tokens(8), &[], "0.00000016 USD"),
        (&sonnet(), written(12_304), &[], "0.054399 USD"),
        (&sonnet(), for_an_hour, &[], "0.082083 USD"),
        (&sonnet(), Usage::tokens(1000, 100).searches(2), &[], "0.0245 USD"),
        (&gemini(), Usage::tokens(200_000, 1000), &[], "0.26 USD"),
        (&gemini(), Usage::tokens(200_001, 1000), &[], "0.5150025 USD"),
        (&gemini(), Usage::tokens(262_960, 1744).cache_read(257_955), &[], "0.10316125 USD"),
    ] {
        let calculated = cost(model, &usage, conditions).unwrap();
        assert_eq!(calculated.amount.to_string(), expected, "{usage:?}");
        assert!(!calculated.incomplete);
    }
}

#[test]
fn the_day_of_the_request_decides() {
    let o3 = model(&["input_tokens 10", "output_tokens 40"])
        .since("2025-06-10", &["input_tokens 2", "output_tokens 8"]);
    let chat = ModelOperation::Chat;
    let usage = Usage::tokens(1000, 100);
    for (date, amount, from) in [
        ("2025-06-01", "0.014 USD", None),
        ("2025-06-09", "0.014 USD", None),
        ("2025-06-10", "0.0028 USD", Some("2025-06-10".parse().unwrap())),
    ] {
        let calculated = cost_of(&o3, (&usage, &chat), noon(date), &[]).unwrap();
        assert_eq!((calculated.amount.to_string().as_str(), calculated.price_from), (amount, from));
    }
    let batch =
        cost_of(&gpt_4o(), (&usage, &chat), noon("2026-10-01"), &["processing=batch"]).unwrap();
    assert_eq!(batch.amount.to_string(), "0.0035 USD");
    assert_eq!(batch.conditions, []);
}

#[test]
fn a_time_of_day_may_cross_midnight() {
    let night = (16 * 3600 + 1800, 1800);
    let deepseek = model(&["input_tokens 0.27"]).daily(night.0, night.1, &["input_tokens 0.135"]);
    let usage = Usage::tokens(1_000_000, 0);
    for (second, expected) in [
        (0, "0.135 USD"),
        (1799, "0.135 USD"),
        (1800, "0.27 USD"),
        (43_200, "0.27 USD"),
        (59_399, "0.27 USD"),
        (59_400, "0.135 USD"),
        (72_000, "0.135 USD"),
    ] {
        let at = noon("2026-11-21") - Duration::from_secs(43_200) + Duration::from_secs(second);
        let calculated = cost_of(&deepseek, (&usage, &ModelOperation::Chat), at, &[]);
        assert_eq!(calculated.map(|it| it.amount.to_string()), Ok(expected.into()), "{second}");
    }
}

#[test]
fn work_other_than_tokens_is_billed_by_its_own_unit() {
    use ModelOperation as Op;

    let seconds = |count| Usage::new().duration(Duration::from_secs(count));
    let groq = model(&["audio_seconds 0.111"]).minimum(Unit::AudioSeconds, 10_000_000_000);
    let directed =
        model(&["input_audio_seconds 0.111"]).minimum(Unit::AudioSeconds, 10_000_000_000);
    let dalle = model(&["output_images 0.04"]).variant(
        &["quality=hd", "size=1024x1792"],
        None,
        &["output_images 0.12"],
    );
    let video =
        model(&["video_seconds 0.1"]).variant(&["resolution=1080p"], None, &["video_seconds 0.5"]);
    let tokens_or_time = model(&["input_tokens 2.5", "input_audio_tokens 6", "output_tokens 10"]);
    let heard = with(Usage::tokens(1000, 10), |it| it.input_audio = Measured::Reported(900));
    let sonar = model(&["input_tokens 1", "output_tokens 1", "requests 5"]);
    let making_videos = Op::from("video_generation");
    for (model, usage, operation, conditions, expected) in [
        (&groq, seconds(3), Op::SpeechToText, &[][..], "0.000308333333 USD"),
        (&directed, seconds(3), Op::SpeechToText, &[], "0.000308333333 USD"),
        (&groq, seconds(36), Op::SpeechToText, &[], "0.00111 USD"),
        (&groq, seconds(0), Op::SpeechToText, &[], "0 USD"),
        (&model(&["audio_seconds 0.36"]), seconds(90), Op::SpeechToText, &[], "0.009 USD"),
        (&model(&["document_pages 4"]), Usage::new().pages(3), Op::Ocr, &[], "0.012 USD"),
        (&dalle, Usage::new().images(2), Op::ImageGeneration, &[], "0.08 USD"),
        (
            &dalle,
            Usage::tokens(50, 0).images(1),
            Op::ImageGeneration,
            &["quality=hd", "size=1024x1792"],
            "0.12 USD",
        ),
        (&dalle, Usage::new().images(1), Op::ImageGeneration, &["quality=hd"], "0.04 USD"),
        (&video, seconds(8), making_videos, &["resolution=1080p"], "4 USD"),
        (&tokens_or_time, heard, Op::SpeechToText, &[], "0.00575 USD"),
        (
            &model(&["input_characters 15"]),
            Usage::new().characters(1000).duration(Duration::from_secs(60)),
            Op::TextToSpeech,
            &[],
            "0.015 USD",
        ),
        (&model(&["rerank_searches 2"]), Usage::new().searches(3), Op::Rerank, &[], "0.006 USD"),
        (&model(&["input_tokens 0.05"]), Usage::input_tokens(100), Op::Rerank, &[], "0.000005 USD"),
        (&sonar, Usage::tokens(100, 100).searches(3), Op::Chat, &[], "0.0052 USD"),
        (&model(&["requests 5"]), Usage::new(), Op::Search, &[], "0.005 USD"),
        (
            &model(&["input_pixels 1"]),
            Usage::new().pixels(1_000_000),
            Op::Embeddings,
            &[],
            "0.001 USD",
        ),
    ] {
        let calculated = cost_of(model, (&usage, &operation), noon("2026-11-21"), conditions);
        let calculated = calculated.unwrap();
        assert_eq!(calculated.amount.to_string(), expected, "{operation:?} {usage:?}");
        assert!(!calculated.incomplete, "{operation:?} {usage:?}");
    }
}

#[test]
fn parts_are_billed_once_and_stay_in_their_whole_without_a_rate() {
    let reported = Measured::Reported;
    let spoken = with(Usage::tokens(100, 20).cache_read(30).reasoning(3), |it| {
        it.input_audio = reported(40);
        it.input_text = reported(60);
        it.cache_read_audio = reported(10);
        it.output_audio = reported(5);
    });
    let calculated = |rates: &[&str]| line(&cost(&model(rates), &spoken, &[]).unwrap());
    assert_eq!(
        calculated(&["input_tokens 1", "output_tokens 2"]),
        "0.00014 USD | input_tokens 100 x 1 USD | output_tokens 20 x 2 USD"
    );
    assert_eq!(
        calculated(&[
            "input_tokens 1",
            "cache_read_tokens 0.1",
            "input_audio_tokens 10",
            "cache_audio_read_tokens 5",
            "output_tokens 2",
            "output_audio_tokens 20",
        ]),
        "0.000522 USD | input_tokens 40 x 1 USD | output_tokens 15 x 2 USD | \
         cache_read_tokens 20 x 0.1 USD | input_audio_tokens 30 x 10 USD | \
         output_audio_tokens 5 x 20 USD | cache_audio_read_tokens 10 x 5 USD"
    );
}

#[test]
fn a_count_that_the_others_leave_no_choice_about_is_not_missing() {
    let audio = model(&[
        "input_tokens 1",
        "cache_read_tokens 0.1",
        "input_audio_tokens 10",
        "cache_audio_read_tokens 5",
    ]);
    let spoken = |all, audio, cached| {
        with(Usage::tokens(all, 0).cache_read(cached), |it| {
            it.input_audio = Measured::Reported(audio);
        })
    };
    for (usage, expected) in [
        // All input is audio, so all that was cached is.
        (
            spoken(10, 10, 4),
            "0.00008 USD | input_audio_tokens 6 x 10 USD | cache_audio_read_tokens 4 x 5 USD",
        ),
        // All input was cached, so all audio was.
        (
            spoken(10, 4, 10),
            "0.0000206 USD | cache_read_tokens 6 x 0.1 USD | cache_audio_read_tokens 4 x 5 USD",
        ),
        (spoken(10, 4, 0), "0.000046 USD | input_tokens 6 x 1 USD | input_audio_tokens 4 x 10 USD"),
    ] {
        assert_eq!(line(&cost(&audio, &usage, &[]).unwrap()), expected);
    }
}

#[test]
fn the_first_variant_that_holds_wins_unit_by_unit() {
    let layered = model(&["input_tokens 10", "output_tokens 20"])
        .variant(&["service_tier=flex"], None, &["input_tokens 5"])
        .variant(&["service_tier=flex"], None, &["input_tokens 1", "output_tokens 2"]);
    let calculated = cost(&layered, &Usage::tokens(1_000_000, 1_000_000), &["service_tier=flex"]);
    assert_eq!(
        calculated.map(|it| line(&it)).unwrap(),
        "7 USD | input_tokens 1000000 x 5 USD | output_tokens 1000000 x 2 USD"
    );
}

#[test]
fn a_cost_says_which_tier_conditions_and_factors_decided() {
    let conditions = ["residency=eu", "service_tier=priority", "speed=fast"];
    let calculated = cost(&gpt_4o(), &Usage::tokens(1000, 100), &conditions).unwrap();
    let cost = whole(calculated);
    let basis = cost.basis.as_ref().unwrap();
    let expected: Vec<(std::sync::Arc<str>, std::sync::Arc<str>)> =
        vec![("residency".into(), "eu".into()), ("service_tier".into(), "priority".into())];
    assert_eq!(basis.conditions, expected);
    assert_eq!(&*basis.factors[0].reason, "residency=eu");
    assert_eq!(&*basis.factors[0].times, "1.1");
    assert_eq!(basis.price_from.as_deref(), Some("2026-10-12"));
    assert_eq!(cost.amount.to_string(), "0.006545 USD");
    assert_eq!(cost.input.unwrap().to_string(), "0.004675 USD");
    assert_eq!(cost.output.unwrap().to_string(), "0.00187 USD");

    let tier =
        |input| super::models::cost(&gemini(), &Usage::tokens(input, 1), &[]).unwrap().context_tier;
    assert_eq!((tier(200_000), tier(200_001)), (None, Some(200_000)));
}

#[test]
fn discounts_and_exchange_are_factors_of_every_component() {
    let mut euros = model(&["input_tokens 2", "output_tokens 4"]);
    euros.currency = Currency::new("EUR").unwrap();
    let quantities = Quantities::of(&Usage::tokens(1_000_000, 1_000_000), &ModelOperation::Chat);
    let factors = [("discount".into(), "0.9".parse().unwrap())];
    let mut situation = Situation { factors: &factors, ..Situation::at(noon("2026-11-21")) };
    let in_euros = calculate(&euros, &quantities, &situation).unwrap();
    assert_eq!(in_euros.amount.to_string(), "5.4 EUR");
    situation.exchange = Some("1.16".parse().unwrap());
    let in_dollars = calculate(&euros, &quantities, &situation).unwrap();
    assert_eq!(in_dollars.amount.to_string(), "6.264 USD");
    assert_eq!(in_dollars.components[0].rate.to_string(), "2 EUR");
    let reasons: Vec<_> = in_dollars.factors.iter().map(|it| (&*it.reason, &*it.times)).collect();
    assert_eq!(reasons, [("discount", "0.9"), ("exchange EUR", "1.16")]);
    let dollars =
        calculate(&model(&["input_tokens 2", "output_tokens 4"]), &quantities, &situation);
    assert_eq!(dollars.unwrap().amount.to_string(), "5.4 USD");
}

#[test]
fn free_is_zero_and_shows_what_was_free() {
    let free = model(&["input_tokens 0", "output_tokens 0"]);
    let calculated = cost(&free, &Usage::tokens(5, 7), &[]).unwrap();
    assert_eq!(line(&calculated), "0 USD | input_tokens 5 x 0 USD | output_tokens 7 x 0 USD");
    assert!(!cost(&free, &Usage::input_tokens(5), &[]).unwrap().incomplete);
}

#[test]
fn what_lacks_the_output_is_incomplete_and_what_was_guessed_is_estimated() {
    let gpt = gpt_4o();
    let cut = cost(&gpt, &Usage::input_tokens(1000), &[]).unwrap();
    assert_eq!(
        (cut.amount, cut.incomplete),
        (Money::from_pico(2_500_000_000, Currency::USD), true)
    );
    let embeddings = cost_of(
        &gpt,
        (&Usage::input_tokens(1000), &ModelOperation::Embeddings),
        noon("2026-11-21"),
        &[],
    );
    assert!(!embeddings.unwrap().incomplete);
    assert!(cost(&gpt, &Usage::estimated(1, 1), &[]).unwrap().estimated);
    let guessed = with(Usage::tokens(1, 1), |it| it.reasoning = Measured::Estimated(1));
    assert!(!cost(&gpt, &guessed, &[]).unwrap().estimated, "reasoning has no rate of its own");
}
