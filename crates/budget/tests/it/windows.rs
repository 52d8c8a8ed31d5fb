use std::time::Duration;

use genai_otel_budget::{Budget, BudgetStatus, Limit, Window};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::scene::{HOUR, Scene, at};

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// Spends at each time until the limit of 100 tokens is reached, and tells when a call fitted again.
fn fits(budget: Budget, times: &[&str]) -> Vec<bool> {
    let scene = Scene::new([budget]);
    times
        .iter()
        .map(|time| {
            scene.at(time);
            scene.call(100).is_ok()
        })
        .collect()
}

fn tokens(window: Window) -> Budget {
    Budget::new("tokens", Limit::Tokens(100), window)
}

#[test]
fn a_day_begins_at_midnight_there_also_where_it_has_23_or_25_hours() {
    let berlin = || tokens(Window::Day).time_zone(zone("Europe/Berlin"));
    let spring = ["2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"];
    assert_eq!(fits(berlin(), &spring), [true, false, true]);
    let autumn = [
        "2026-10-24T22:00:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-25T22:59:59Z",
        "2026-10-25T23:00:00Z",
    ];
    assert_eq!(fits(berlin(), &autumn), [true, false, false, false, true]);
}

#[test]
fn months_and_weeks_begin_anew_on_their_first_day() {
    let month = || tokens(Window::Month).time_zone(zone("America/New_York"));
    let leap = ["2028-02-01T05:00:00Z", "2028-03-01T04:59:59Z", "2028-03-01T05:00:00Z"];
    assert_eq!(fits(month(), &leap), [true, false, true]);
    let year = ["2026-12-01T05:00:00Z", "2027-01-01T04:59:59Z", "2027-01-01T05:00:00Z"];
    assert_eq!(fits(month(), &year), [true, false, true]);
    let days = ["2026-11-23T00:00:00Z", "2026-11-29T23:59:59Z", "2026-11-30T00:00:00Z"];
    assert_eq!(fits(tokens(Window::Week), &days), [true, false, true]);
    let sunday = tokens(Window::Week).week_start(Weekday::Sunday);
    assert_eq!(fits(sunday, &days), [true, true, false]);
}

#[test]
fn a_total_never_begins_anew() {
    let times = ["2026-01-01T00:00:00Z", "2126-01-01T00:00:00Z"];
    assert_eq!(fits(tokens(Window::Total), &times), [true, false]);
}

#[test]
fn a_call_counts_in_the_window_in_which_it_started() {
    let scene = Scene::new([tokens(Window::Day)]);
    scene.at("2026-11-30T23:59:59Z");
    let late = scene.genai.track_llm_call("x", "m").max_tokens(60);
    let late = late.expects(genai_otel_core::Usage::input_tokens(0)).admit().unwrap();
    scene.clock.advance(HOUR);
    // What it holds is of the day before.
    scene.call(100).unwrap();
    late.set_token_usage(0, 60);
    drop(late);
    let told = scene.told();
    assert_eq!(told, ["tokens: 100 tokens spent, 0 tokens held, 0 tokens left of 100 tokens"]);
}

#[test]
fn a_status_says_when_its_window_began_and_ends() {
    let scene = Scene::new([
        tokens(Window::Month).time_zone(zone("Asia/Kolkata")),
        Budget::new("hour", Limit::Tokens(1_000), Window::Sliding(HOUR)),
        Budget::new("total", Limit::Calls(4), Window::Total),
    ]);
    scene.at("2026-11-30T12:00:00Z");
    scene.call(30).unwrap();
    let status = scene.budgets.status();
    let [month, hour, total] = &status[..] else { panic!("there are three: {status:?}") };
    let times = |status: &BudgetStatus| (status.starts_at, status.ends_at);
    let month_times = (Some(at("2026-10-31T18:30:00Z")), Some(at("2026-11-30T18:30:00Z")));
    assert_eq!(times(month), month_times);
    assert_eq!(times(hour), (Some(at("2026-11-30T11:00:00Z")), None));
    assert_eq!(times(total), (None, None));
    assert_eq!([month, hour, total].map(|status| status.percent), [30.0, 3.0, 25.0]);
    // Time alone begins the next window.
    scene.clock.advance(HOUR * 7);
    let spent: Vec<_> = scene.budgets.status().iter().map(|it| it.spent.count()).collect();
    assert_eq!(spent, [0, 0, 1]);
}

#[test]
fn a_call_that_outlives_a_sliding_window_leaves_nothing_in_it() {
    let minute = Window::Sliding(Duration::from_secs(60));
    let scene = Scene::new([Budget::new("minute", Limit::Tokens(200), minute)]);
    let long = scene.genai.track_llm_call("x", "m").max_tokens(100);
    let long = long.expects(genai_otel_core::Usage::input_tokens(0)).admit().unwrap();
    scene.clock.advance(HOUR);
    // It is held as long as it runs.
    scene.call(100).unwrap();
    assert!(scene.call(1).is_err());
    long.set_token_usage(0, 100);
    drop(long);
    let told = scene.told();
    assert_eq!(told, ["minute: 100 tokens spent, 0 tokens held, 100 tokens left of 200 tokens"]);
}
