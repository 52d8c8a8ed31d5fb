//! The formula gives the figures that are published for it.

use std::time::Duration;

use genai_otel_core::{ModelOperation, Usage};

use super::*;

const CHAT: ModelOperation = ModelOperation::Chat;

fn method() -> MethodName {
    MethodName::ecologits("t")
}

fn pue(one: &str, other: &str) -> Pue {
    let [one, other] = [one, other].map(|text| text.parse().unwrap());
    Pue::between(one, other)
}

fn watt_hours(energy: &Energy) -> [f64; 2] {
    [energy.low, energy.high].map(|joules| joules.to_f64() / 3_600.0)
}

fn thousand(model: &EcoLogits) -> [f64; 2] {
    let usage = Usage::tokens(0, 1_000);
    let energy = model.energy(&EnergyQuestion::new(&CHAT, &usage), &method(), None).unwrap();
    watt_hours(&energy)
}

/// EcoLogits gives Wh for 1,000 output tokens. The sizes of gpt-4o-mini, gpt-4o and gpt-5 are those that EcoLogits assumes;
/// those of the other four are the ones that fit both figures, because their makers tell none. Speeds change from one
/// version of its data to the next, and those of these figures are not told: each speed here is the one that gives the
/// low figure. The high figure then follows from the formula, and is the proof.
#[test]
fn worked_figures_of_closed_models_follow_with_the_speed_that_their_low_one_implies() {
    let (openai, anthropic, google) = (pue("1.2", "1.2"), pue("1.09", "1.14"), pue("1.09", "1.09"));
    let dense = |low, high| Parameters::dense([low, high]).unwrap();
    let mixture = |total, low, high| Parameters::mixture(total, [low, high]).unwrap();
    for (name, parameters, pue, speed, digits, figures) in [
        ("gpt-4o-mini", dense(8.0, 28.0), openai, 78.9, 3, ["0.064", "0.078"]),
        ("gpt-4o", mixture(440.0, 44.0, 132.0), openai, 69.1, 2, ["1.44", "2.40"]),
        ("gpt-5", mixture(300.0, 30.0, 90.0), openai, 45.6, 2, ["1.38", "2.04"]),
        ("claude-sonnet-4-5", mixture(440.0, 44.0, 132.0), anthropic, 39.7, 2, ["1.43", "2.41"]),
        ("claude-opus-4-5", mixture(670.0, 67.0, 200.0), anthropic, 26.5, 2, ["3.60", "6.53"]),
        ("gpt-4", mixture(1_760.0, 176.0, 528.0), openai, 45.8, 1, ["11.9", "27.3"]),
        ("gemini-2.5-pro", mixture(2_000.0, 200.0, 600.0), google, 72.3, 1, ["11.4", "27.3"]),
    ] {
        let model = EcoLogits::new(parameters, pue).speed(speed, 0.0).unwrap();
        assert_eq!(thousand(&model).map(|figure| format!("{figure:.digits$}")), figures, "{name}");
    }
}

/// Without a speed, these two models need nothing but their size: 8B gives 0.09 Wh for 1,000 tokens, 70B 0.66.
#[test]
fn worked_figures_of_open_models_follow_from_their_size_alone() {
    let of = |name: &str| {
        let parameters = Published::named(name).unwrap().parameters;
        thousand(&EcoLogits::new(parameters, pue("1.2", "1.2")))
            .map(|figure| format!("{figure:.2}"))
    };
    assert_eq!(of("llama-3.1-8b"), ["0.09", "0.09"]);
    assert_eq!(of("llama-3.1-70b"), ["0.66", "0.66"]);
}

/// Where the speed is not known, the formula is far above what is published for closed models: they answer faster than
/// their size says.
#[test]
fn without_a_speed_the_formula_does_not_give_the_published_range() {
    let parameters = Parameters::mixture(440.0, [44.0, 132.0]).unwrap();
    let model = EcoLogits::new(parameters, pue("1.2", "1.2"));
    assert_eq!(thousand(&model).map(|figure| format!("{figure:.2}")), ["2.13", "3.83"]);
}

#[test]
fn the_constant_is_the_exponential() {
    assert!((FALLING - (-0.011_206_f64 * BATCH).exp()).abs() < 1e-15);
}

#[test]
fn gpus_come_in_powers_of_two() {
    assert_eq!([1.0, 33.3, 34.0, 70.6, 440.0, 1_760.0].map(gpus), [1.0, 1.0, 2.0, 4.0, 16.0, 64.0]);
}

#[test]
fn a_call_computed_for_no_longer_than_it_took() {
    let parameters = Published::named("llama-3.1-8b").unwrap().parameters;
    let model = EcoLogits::new(parameters, Pue::default());
    let usage = Usage::tokens(5, 1_000);
    let taken = |seconds| {
        let mut question = EnergyQuestion::new(&CHAT, &usage);
        question.duration = Duration::from_secs(seconds);
        model.energy(&question, &method(), Grid::country("FR")).unwrap()
    };
    let (unknown, short, long) = (taken(0), taken(10), taken(1_000));
    assert_eq!(unknown, long);
    // 10 s of a server of 1200 W with one of 8 GPUs busy for 64, and 1,000 tokens on that GPU.
    let wh =
        10.0 / 3_600.0 * 1_200.0 / 8.0 / 64.0 + 1_000.0 * (5.693_976_749e-7 * 8.03 + 4.052_9e-5);
    assert!((watt_hours(&short)[0] - wh).abs() < 1e-6, "{short:?}");
    assert_eq!((&*short.method, &*short.method_version), ("ecologits", "0.11+t"));
    // The hardware: 10 s of three years, for one of 64, of 5700/8 + 273 kg.
    let grams = 41.0 * wh / 1_000.0 + 10.0 / THREE_YEARS / 64.0 * (5_700.0 / 8.0 + 273.0) * 1_000.0;
    let carbon = short.carbon.unwrap();
    assert!((carbon.low.to_f64() - grams).abs() < 2e-6, "{carbon:?} {grams}");
}

#[test]
fn what_is_missing_or_too_large_is_no_number() {
    let parameters = Parameters::dense([1_000_000.0; 2]).unwrap();
    let model = EcoLogits::new(parameters, Pue::default());
    let energy = |usage: &Usage| model.energy(&EnergyQuestion::new(&CHAT, usage), &method(), None);
    assert_eq!(energy(&Usage::input_tokens(12)), Err(UnknownEnergy::MissingCount));
    assert_eq!(energy(&Usage::tokens(0, u64::MAX)), Err(UnknownEnergy::TooLarge));
    assert_eq!(energy(&Usage::tokens(7, 0)).map(|energy| energy.high.micro()), Ok(0));
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-320, 2e6] {
        assert!(Parameters::dense([1.0, wrong]).is_err(), "{wrong}");
        assert!(model.speed(wrong, 0.0).is_err() == (wrong != 2e6), "{wrong}");
    }
    assert_eq!(model.speed(1.0, -1.0), Err(ParametersError::Speed));
}
