use std::sync::{Arc, Mutex};
use std::time::Duration;

use genai_otel_budget::{Budget, Limit, ThresholdReached, Window};

use crate::scene::{HOUR, Scene};

/// A scene that notes thresholds.
fn noting(budget: Budget) -> (Scene, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let to = Arc::clone(&told);
    let note = move |reached: &ThresholdReached| {
        let account = reached.account.as_deref().unwrap_or("-");
        let line =
            format!("{account} {}%: {} of {}", reached.percent, reached.spent, reached.limit);
        to.lock().unwrap().push(line);
    };
    (Scene::with([budget], |builder| builder.on_threshold(note)), told)
}

fn take(told: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut told.lock().unwrap())
}

fn tokens(window: Window) -> Budget {
    Budget::new("tokens", Limit::Tokens(100), window).soft()
}

#[test]
fn thresholds_are_told_once_for_each_account_and_window() {
    let (scene, told) = noting(tokens(Window::Day).each("user"));
    scene.call_of("u-1", 49).unwrap();
    assert_eq!(take(&told), [""; 0]);
    scene.call_of("u-1", 1).unwrap();
    assert_eq!(take(&told), ["u-1 50%: 50 tokens of 100 tokens"]);
    scene.call_of("u-2", 85).unwrap();
    let both = ["u-2 50%: 85 tokens of 100 tokens", "u-2 80%: 85 tokens of 100 tokens"];
    assert_eq!(take(&told), both);
    scene.call_of("u-1", 50).unwrap();
    let rest = [80, 90, 100].map(|percent| format!("u-1 {percent}%: 100 tokens of 100 tokens"));
    assert_eq!(take(&told), rest);
    scene.call_of("u-1", 500).unwrap();
    assert_eq!(take(&told), [""; 0]);
    scene.clock.advance(24 * HOUR);
    scene.call_of("u-1", 60).unwrap();
    assert_eq!(take(&told), ["u-1 50%: 60 tokens of 100 tokens"]);
}

#[test]
fn thresholds_are_those_that_were_asked_for() {
    let (scene, told) = noting(tokens(Window::Total).thresholds([200, 10, 10]));
    scene.call(250).unwrap();
    assert_eq!(
        take(&told),
        ["- 10%: 250 tokens of 100 tokens", "- 200%: 250 tokens of 100 tokens"]
    );
    let (scene, told) = noting(tokens(Window::Total).thresholds([]));
    scene.call(250).unwrap();
    assert_eq!(take(&told), [""; 0]);
}

#[test]
fn in_a_sliding_window_a_threshold_is_told_again_when_its_length_has_passed() {
    let window = Window::Sliding(Duration::from_secs(600));
    let (scene, told) = noting(tokens(window).thresholds([50]));
    let mut times = Vec::new();
    for minute in 0..40 {
        scene.call(10).unwrap();
        times.extend(take(&told).iter().map(|_| minute));
        scene.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(times, [4, 14, 24, 34]);
}

#[test]
fn a_callback_that_panics_is_counted_and_the_others_are_called() {
    let told = Arc::new(Mutex::new(0));
    let count = Arc::clone(&told);
    let scene = Scene::with([tokens(Window::Day)], |builder| {
        let builder = builder.on_threshold(|_| std::panic::resume_unwind(Box::new("boom")));
        builder.on_threshold(move |_| *count.lock().unwrap() += 1)
    });
    scene.call(100).unwrap();
    assert_eq!((*told.lock().unwrap(), scene.budgets.health().callback_panics), (4, 4));
    assert_eq!(
        scene.told(),
        ["tokens: 100 tokens spent, 0 tokens held, 0 tokens left of 100 tokens"]
    );
}
