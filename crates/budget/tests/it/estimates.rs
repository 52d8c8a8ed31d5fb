use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use genai_otel_budget::{Budget, Estimate, Estimator, Expected, Limit, Window};
use genai_otel_core::{
    Admission, Cost, Expectation, Money, PriceQuestion, Pricing, Unpriced, Usage,
};

use crate::scene::{Cents, Scene, money};

fn tokens() -> Budget {
    Budget::new("tokens", Limit::Tokens(1_000_000), Window::Day)
}

fn dollars() -> Budget {
    Budget::new("money", Limit::Money(money("1000")), Window::Day)
}

/// What is held while a call runs.
macro_rules! held {
    ($scene:expr, $call:expr) => {{
        let _call = $call.admit().unwrap();
        let status = $scene.budgets.status();
        status.iter().map(|it| it.reserved.to_string()).collect::<Vec<_>>()
    }};
}

#[test]
fn a_call_is_expected_to_take_what_is_said_and_else_the_defaults() {
    let scene = Scene::with([tokens(), dollars()], |builder| builder.expect(200, 30));
    let chat = || scene.genai.track_llm_call("openai", "gpt-4o");
    assert_eq!(held!(scene, chat()), ["230 tokens", "2.3 USD"]);
    assert_eq!(held!(scene, chat().max_tokens(50)), ["250 tokens", "2.5 USD"]);
    assert_eq!(held!(scene, chat().max_tokens(50).choice_count(3)), ["350 tokens", "3.5 USD"]);
    let input = || chat().expects(Usage::input_tokens(7));
    assert_eq!(held!(scene, input().max_tokens(50)), ["57 tokens", "0.57 USD"]);
    assert_eq!(held!(scene, chat().expects(Usage::estimated(7, 8))), ["15 tokens", "0.15 USD"]);
    assert_eq!(held!(scene, chat().expects(money("0.5"))), ["230 tokens", "0.5 USD"]);
    let both = Expectation::from(Usage::estimated(7, 8)).cost(money("3"));
    assert_eq!(held!(scene, chat().expects(both)), ["15 tokens", "3 USD"]);
    let embedding = scene.genai.track_embedding("openai", "e");
    assert_eq!(held!(scene, embedding), ["200 tokens", "2 USD"]);
    let pages = scene.genai.track_ocr("mistral", "ocr").expects(Usage::new().pages(3));
    assert_eq!(held!(scene, pages), ["0 tokens", "0 USD"]);
    assert_eq!(scene.budgets.running(), 0);
}

#[test]
fn an_estimator_of_ones_own_is_asked_and_its_panics_stay_inside() {
    struct Odd;
    impl Estimator for Odd {
        fn estimate(&self, admission: &Admission<'_>) -> Estimate {
            match admission.request.max_tokens {
                Some(1) => Estimate { tokens: 11, cost: Some("7 USD".parse().unwrap()) },
                _ => std::panic::resume_unwind(Box::new("boom")),
            }
        }
    }
    let scene = Scene::with([tokens(), dollars()], |builder| builder.estimator(Odd));
    let chat = || scene.genai.track_llm_call("openai", "gpt-4o");
    assert_eq!(held!(scene, chat().max_tokens(1)), ["11 tokens", "7 USD"]);
    assert_eq!(held!(scene, chat()), ["0 tokens", "0 USD"]);
    assert_eq!(scene.budgets.health().estimator_panics, 1);
}

#[test]
fn the_same_question_is_priced_once_a_minute() {
    #[derive(Clone, Default)]
    struct Counting(Arc<AtomicUsize>);
    impl Pricing for Counting {
        fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Cents.price(question)
        }
    }
    let pricing = Counting::default();
    let expected = Expected::new().pricing(pricing.clone());
    let scene = Scene::with([dollars()], |builder| builder.estimator(expected));
    let chat = |model| scene.genai.track_llm_call("openai", model).max_tokens(5);
    let asked = || pricing.0.swap(0, Ordering::Relaxed);
    for _ in 0..10 {
        assert_eq!(held!(scene, chat("gpt-4o")), ["10.05 USD"]);
    }
    assert_eq!(asked(), 1);
    assert_eq!(held!(scene, chat("gpt-4o").condition("speed", "fast")), ["10.05 USD"]);
    assert_eq!(held!(scene, chat("rocket")), ["0 USD"]);
    assert_eq!(held!(scene, chat("rocket")), ["0 USD"]);
    assert_eq!(asked(), 2);
    scene.clock.advance(Duration::from_secs(60));
    assert_eq!(held!(scene, chat("rocket")), ["0 USD"]);
    assert_eq!(asked(), 1);
}

#[test]
fn no_amount_is_too_large() {
    let limit = Money::from_pico(10_i128.pow(30), money("0").currency());
    let scene = Scene::new([
        Budget::new("money", Limit::Money(limit), Window::Total).soft(),
        Budget::new("tokens", Limit::Tokens(u64::MAX), Window::Total).soft(),
    ]);
    for _ in 0..3 {
        let call = scene.genai.track_llm_call("x", "m").max_tokens(u64::MAX).choice_count(u64::MAX);
        let call = call.expects(Usage::input_tokens(u64::MAX)).admit().unwrap();
        call.set_token_usage(u64::MAX, u64::MAX);
        call.set_cost(Money::from_pico(i128::MAX, money("0").currency()));
    }
    let spent: Vec<_> = scene.budgets.status().iter().map(|it| it.spent.count()).collect();
    assert_eq!(spent, [3 * 10_i128.pow(30), 3 * i128::from(u64::MAX)]);
}
