use std::error::Error;
use std::time::Duration;

use genai_otel_budget::{Budget, Dimension, Exhausted, Limit, Window};
use genai_otel_core::Usage;

use crate::scene::{Scene, at};

#[test]
fn a_refusal_says_which_budget_what_is_left_and_when_it_begins_anew() {
    let budget = Budget::new("user-day", Limit::Tokens(250), Window::Day).each(Dimension::User);
    let scene = Scene::new([budget]);
    scene.at("2026-11-30T22:59:30.5Z");
    scene.call_of("u-1", 90).unwrap();
    let genai = &scene.genai;
    let prepare = || genai.track_llm_call("openai", "gpt-4o").user_id("u-1").max_tokens(80);
    let running = prepare().expects(Usage::input_tokens(20)).admit().unwrap();
    let refusal = prepare().expects(Usage::input_tokens(1)).admit().unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "call refused by budget: budget `user-day` of `u-1`: the call may take 81 tokens, with 60 tokens of 250 tokens \
         left (90 tokens spent, 100 tokens held), until 2026-12-01T00:00:00+00:00[UTC] (try again in 1 s)"
    );
    let exhausted = Exhausted::of(&refusal).unwrap();
    let Exhausted { limit, spent, reserved, left, wanted, .. } = exhausted;
    let counts = [*limit, *spent, *reserved, *left, wanted.unwrap()].map(|amount| amount.count());
    assert_eq!(counts, [250, 90, 100, 60, 81]);
    assert_eq!((&*exhausted.budget, exhausted.account.as_deref()), ("user-day", Some("u-1")));
    assert_eq!(exhausted.resets_at, Some(at("2026-12-01T00:00:00Z")));
    assert!(exhausted.waits_for_calls);
    assert_eq!(exhausted.to_string(), "budget `user-day` of `u-1` is exhausted");
    assert_eq!(refusal.source().unwrap().to_string(), exhausted.to_string());

    running.set_token_usage(100, 100);
    drop(running);
    let refusal = prepare().expects(Usage::input_tokens(1)).admit().unwrap_err();
    assert!(!Exhausted::of(&refusal).unwrap().waits_for_calls);
    // 3,629.5 s are left of the day.
    assert_eq!(refusal.retry_after, Some(Duration::from_secs(3_630)));
    // Overdrawn by 40 tokens, of a call that took more than it said.
    assert_eq!(Exhausted::of(&refusal).unwrap().left.to_string(), "-40 tokens");
}

#[test]
fn a_call_that_is_larger_than_the_limit_is_not_told_to_wait() {
    for window in [Window::Day, Window::Sliding(Duration::from_secs(60)), Window::Total] {
        let scene = Scene::new([Budget::new("small", Limit::Tokens(99), window)]);
        let refusal = scene.call(1).unwrap_err();
        assert_eq!((refusal.retry_after, Exhausted::of(&refusal).unwrap().resets_at), (None, None));
    }
}

#[test]
fn a_sliding_window_says_when_enough_has_left_it() {
    let minute = Window::Sliding(Duration::from_secs(60));
    let scene = Scene::new([Budget::new("minute", Limit::Tokens(200), minute)]);
    scene.call(100).unwrap();
    scene.clock.advance(Duration::from_secs(10));
    scene.call(50).unwrap();
    scene.clock.advance(Duration::from_secs(10));
    let refusal = scene.call(1).unwrap_err();
    assert_eq!(refusal.retry_after, Some(Duration::from_secs(41)));
    scene.clock.advance(Duration::from_secs(40));
    assert!(scene.call(1).is_err());
    scene.clock.advance(Duration::from_secs(1));
    scene.call(1).unwrap();
}

#[test]
fn start_never_refuses_and_what_it_takes_counts() {
    let scene = Scene::new([Budget::new("day", Limit::Tokens(10), Window::Day)]);
    scene.genai.track_llm_call("openai", "gpt-4o").start().set_token_usage(20, 5);
    assert_eq!(scene.told(), ["day: 25 tokens spent, 0 tokens held, -15 tokens left of 10 tokens"]);
    assert_eq!(scene.budgets.status()[0].refused, 1);
}

#[test]
fn a_soft_budget_refuses_nothing_and_counts_everything() {
    let scene = Scene::new([Budget::new("day", Limit::Tokens(10), Window::Day).soft()]);
    scene.call(50).unwrap();
    scene.call(50).unwrap();
    assert_eq!(
        scene.told(),
        ["day: 100 tokens spent, 0 tokens held, -90 tokens left of 10 tokens"]
    );
}

#[test]
fn a_limit_of_zero_refuses_every_call() {
    let rocket = Budget::new("no-rockets", Limit::Calls(0), Window::Total).model("rocket");
    let scene = Scene::new([rocket]);
    assert!(scene.genai.track_llm_call("x", "rocket").admit().is_err());
    scene.call(1).unwrap();
}

#[test]
fn what_is_held_comes_back_however_a_call_ends() {
    let scene = Scene::new([Budget::new("day", Limit::Tokens(100), Window::Day)]);
    let admit = || {
        let call = scene.genai.track_llm_call("openai", "gpt-4o").max_tokens(100);
        call.expects(Usage::input_tokens(0)).admit().unwrap()
    };
    drop(admit());
    admit().fail(&std::io::Error::other("it broke"));
    admit().finish();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _call = admit();
        std::panic::resume_unwind(Box::new("boom"));
    }));
    assert!(panicked.is_err());
    drop(admit().run(std::future::pending::<Result<(), std::io::Error>>()));
    assert_eq!(scene.told(), ["day: 0 tokens spent, 0 tokens held, 100 tokens left of 100 tokens"]);
    assert_eq!(scene.budgets.running(), 0);
}
