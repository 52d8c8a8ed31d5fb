use genai_otel_budget::{Booking, Budget, Limit, Window};
use genai_otel_core::{ModelOperation, Usage};

use crate::scene::{Scene, at, money};

fn scene() -> Scene {
    let scene = Scene::with(
        [
            Budget::new("team", Limit::Money(money("10")), Window::Month)
                .team("search")
                .service("shop"),
            Budget::new("user", Limit::Tokens(1_000), Window::Day).each("user"),
            Budget::new("plan", Limit::Calls(10), Window::Day).only("plan", "gold"),
        ],
        |builder| builder.service("shop"),
    );
    scene.at("2026-11-30T12:00:00Z");
    scene
}

#[test]
fn calls_of_a_ledger_count_as_they_did_when_they_were_made() {
    let live = scene();
    for (time, user) in [("2026-11-29T12:00:00Z", "u-1"), ("2026-11-30T08:00:00Z", "u-2")] {
        live.at(time);
        let call = live.genai.track_llm_call("openai", "gpt-4o").user_id(user).team("search");
        let call =
            call.add_metadata("plan", "gold").expects(Usage::estimated(100, 50)).admit().unwrap();
        call.set_token_usage(100, 50);
    }
    live.at("2026-11-30T12:00:00Z");
    let later = scene();
    let booking = |time: &str, user: &str| {
        let mut booking = Booking::new(at(time));
        booking.operation = Some(ModelOperation::Chat);
        booking.user = Some(user.to_owned());
        booking.team = Some("search".to_owned());
        booking.keys = vec![("plan".to_owned(), "gold".to_owned())];
        booking.tokens = Some(150);
        booking.cost = Some(money("1.5"));
        booking
    };
    // In any order, with what is no exchange, what a cache answered, and what is of months ago among them.
    let mut agent = booking("2026-11-30T08:00:00Z", "u-2");
    agent.operation = Some(ModelOperation::InvokeAgent);
    let mut cached = booking("2026-11-30T08:00:00Z", "u-2");
    cached.cache_hit = true;
    later.budgets.replay([
        booking("2026-11-30T08:00:00Z", "u-2"),
        agent,
        booking("2026-01-30T08:00:00Z", "u-2"),
        booking("2026-11-29T12:00:00Z", "u-1"),
        cached,
    ]);
    let by_name = |scene: &Scene| {
        let mut told = scene.told();
        told.sort();
        told
    };
    assert_eq!(by_name(&later), by_name(&live));
}

#[test]
fn replay_passes_thresholds_without_telling_and_marks_what_is_unpriced() {
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let to = std::sync::Arc::clone(&told);
    let budget = Budget::new("day", Limit::Money(money("1")), Window::Day).soft();
    let scene = Scene::with([budget], |builder| {
        builder.on_threshold(move |reached| to.lock().unwrap().push(reached.percent))
    });
    let mut booking = Booking::new(at("2026-01-01T00:00:00Z"));
    booking.cost = Some(money("0.6"));
    let mut unknown = Booking::new(at("2026-01-01T00:00:00Z"));
    unknown.tokens = Some(5);
    // A time that is yet to come is now.
    let mut future = Booking::new(at("2031-01-01T00:00:00Z"));
    future.cost = Some(money("0.1"));
    scene.budgets.replay([booking, unknown, future]);
    let status = &scene.budgets.status()[0];
    assert_eq!((status.spent.to_string(), status.unpriced), ("0.7 USD".to_owned(), 1));
    scene.call(10).unwrap();
    assert_eq!(*told.lock().unwrap(), [80]);
}
