//! Whatever happens in whatever order: what is held is what runs, and what is spent is what was counted.

use std::collections::BTreeMap;

use genai_otel_core::{Admission, CallId, Gate, Instrumentation, Refusal};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::book::Book;
use super::{Kept, Rule, SHARED, Want, Wants, levels};
use crate::window::{Calendar, Window};

const DAY: i64 = 86_400_000;

fn rule(window: Window, limit: i128, each: bool) -> Rule {
    let length = match window {
        Window::Sliding(length) => Some(crate::moment::of(length)),
        _ => None,
    };
    Rule {
        limit,
        calendar: Calendar { window, zone: TimeZone::UTC, week_start: Weekday::Monday },
        length,
        hard: true,
        each,
        thresholds: vec![50, 100],
        levels: levels(limit, &[50, 100]),
        max_accounts: 3,
    }
}

fn wants<'a>(all: &[(usize, &'a str, i128)]) -> Wants<'a> {
    let mut wants = Wants::new();
    for (budget, account, amount) in all {
        wants.push(Want { budget: *budget, account, amount: *amount, unpriced: false });
    }
    wants
}

/// Ids of calls that exist.
fn ids(count: usize) -> Vec<CallId> {
    #[derive(Clone, Default)]
    struct Ids(std::sync::Arc<std::sync::Mutex<Vec<CallId>>>);
    impl Gate for Ids {
        fn name(&self) -> &'static str {
            "ids"
        }
        fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
            self.0.lock().unwrap().push(admission.call);
            Ok(())
        }
    }
    let ids = Ids::default();
    let instrumentation = Instrumentation::builder().gate(ids.clone()).build();
    (0..count).for_each(|_| drop(instrumentation.track_llm_call("p", "m").start()));
    let ids = ids.0.lock().unwrap();
    ids.clone()
}

#[derive(Clone, Debug)]
enum Step {
    Pass(i64),
    Reserve(usize, usize, i128),
    Settle(usize, i128),
    Release(usize),
    SetBack(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (1..2 * DAY).prop_map(Step::Pass),
        2 => (1_i64..100).prop_map(Step::Pass),
        8 => (0_usize..12, 0_usize..5, 0_i128..40).prop_map(|(c, a, n)| Step::Reserve(c, a, n)),
        5 => (0_usize..12, 0_i128..40).prop_map(|(call, amount)| Step::Settle(call, amount)),
        3 => (0_usize..12).prop_map(Step::Release),
        1 => (1_i64..3 * DAY).prop_map(Step::SetBack),
    ]
}

proptest! {
    #[test]
    fn held_is_what_runs_and_nothing_when_nothing_runs(steps in prop::collection::vec(step(), 1..120)) {
        let names = ["a", "b", "c", "d", "e"];
        let rules = [
            rule(Window::Total, 200, false),
            rule(Window::Day, 100, true),
            rule(Window::Sliding(std::time::Duration::from_millis(DAY as u64)), 100, true),
        ];
        let calls = ids(12);
        let mut book = Book::new(&rules, i64::MAX);
        let (mut now, mut running) = (1_000 * DAY, BTreeMap::new());
        for step in steps {
            match step {
                Step::Pass(time) => now += time,
                Step::SetBack(time) => now -= time,
                Step::Reserve(call, name, amount) => {
                    let name = names[name];
                    // A call that asks again gives back what it held.
                    running.remove(&call);
                    let wanted = wants(&[(0, "", amount), (1, name, amount), (2, name, amount)]);
                    if book.reserve(&rules, calls[call], now, &wanted).is_ok() {
                        running.insert(call, (name, amount));
                    }
                }
                Step::Settle(call, amount) => {
                    let (name, held) = running.remove(&call).unwrap_or(("a", 40));
                    let taken = amount.min(held);
                    let taken = wants(&[(0, "", taken), (1, name, taken), (2, name, taken)]);
                    book.settle(&rules, calls[call], (now, now), &taken, None);
                }
                Step::Release(call) => {
                    running.remove(&call);
                    book.release(calls[call]);
                }
            }
            let sum: i128 = running.values().map(|(_, amount)| amount).sum();
            let held = book.held();
            let all: i128 = held.iter().map(|(now, earlier)| now + earlier).sum();
            prop_assert_eq!(all, 3 * sum);
            prop_assert!(held.iter().all(|(now, earlier)| *now >= 0 && *earlier >= 0));
            prop_assert_eq!(book.running(), running.len());
        }
        for call in calls {
            book.release(call);
        }
        prop_assert!(book.held().iter().all(|held| *held == (0, 0)));
    }

    #[test]
    fn no_account_is_over_its_limit_where_no_call_takes_more_than_it_held(
        steps in prop::collection::vec((0_usize..10, 0_i128..60, 0_i128..60, 0_i64..DAY / 4), 1..150),
    ) {
        let rules = [
            rule(Window::Total, 1_000, false),
            rule(Window::Day, 100, false),
            rule(Window::Sliding(std::time::Duration::from_millis(DAY as u64 / 2)), 80, false),
        ];
        let calls = ids(10);
        let mut book = Book::new(&rules, i64::MAX);
        let (mut now, mut held) = (0, BTreeMap::new());
        let mut spent = 0;
        for (call, wanted, taken, passed) in steps {
            now += passed;
            let amounts = |amount| wants(&[(0, "", amount), (1, "", amount), (2, "", amount)]);
            if let Some(most) = held.remove(&call) {
                let taken = taken.min(most);
                spent += taken;
                book.settle(&rules, calls[call], (now, now), &amounts(taken), None);
            } else if book.reserve(&rules, calls[call], now, &amounts(wanted)).is_ok() {
                held.insert(call, wanted);
            }
            for (budget, rule) in rules.iter().enumerate() {
                for reading in book.read(&rules, budget, (0, 1)) {
                    prop_assert!(reading.spent + reading.reserved <= rule.limit);
                }
            }
            if let Some(total) = book.read(&rules, 0, (0, 1)).pop() {
                prop_assert_eq!(total.spent, spent);
            }
        }
    }
}

#[test]
fn what_does_not_fit_into_one_budget_is_held_of_none() {
    let rules = [rule(Window::Total, 100, false), rule(Window::Total, 10, false)];
    let mut book = Book::new(&rules, i64::MAX);
    let refused = book.reserve(&rules, ids(1)[0], 0, &wants(&[(0, "", 11), (1, "", 11)]));
    let refused = refused.unwrap_err();
    assert_eq!((refused.budget, refused.resets_at, refused.waits_for_calls), (1, None, false));
    assert_eq!((book.held(), book.running()), (vec![(0, 0), (0, 0)], 0));
}

#[test]
fn accounts_at_rest_make_room_and_where_none_is_others_share_one() {
    let rules = [rule(Window::Day, 10, true)];
    let mut book = Book::new(&rules, i64::MAX);
    let calls = ids(6);
    let spend = |book: &mut Book, call: usize, name: &str, now| {
        let amounts = wants(&[(0, name, 6)]);
        let admitted = book.reserve(&rules, calls[call], now, &amounts).is_ok();
        if admitted {
            book.settle(&rules, calls[call], (now, now), &amounts, None);
        }
        admitted
    };
    for (call, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        assert!(spend(&mut book, call, name, 0));
    }
    // The fourth and all further ones share what one account has.
    assert!(!spend(&mut book, 4, "e", 1));
    let names = |book: &mut Book| {
        let read = book.read(&rules, 0, (0, 9));
        read.iter().map(|it| format!("{} {}", it.account, it.spent)).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut book), ["a 6", "b 6", "c 6", &format!("{SHARED} 6")]);
    assert_eq!(book.incidents.shared, 3);
    // The next day all are at rest; the longest unused goes.
    assert!(spend(&mut book, 5, "e", DAY));
    assert_eq!(names(&mut book), ["e 6", "b 0", "c 0", &format!("{SHARED} 0")]);
}

#[test]
fn a_reading_of_the_clock_that_comes_late_counts_as_the_latest() {
    let rules = [rule(Window::Day, 10, false)];
    let mut book = Book::new(&rules, i64::MAX);
    let calls = ids(3);
    let amounts = |amount| wants(&[(0, "", amount)]);
    book.reserve(&rules, calls[0], DAY - 1, &amounts(10)).unwrap();
    book.reserve(&rules, calls[1], DAY, &amounts(6)).unwrap();
    // From the day before, as it says; but that day is over, and full.
    book.reserve(&rules, calls[2], DAY - 1, &amounts(4)).unwrap();
    assert_eq!(book.held(), [(10, 10)]);
    for (call, amount) in [(0, 10), (1, 6), (2, 4)] {
        book.settle(&rules, calls[call], (DAY - 1, DAY), &amounts(amount), None);
    }
    assert_eq!((book.read(&rules, 0, (0, 1))[0].spent, book.held()), (10, vec![(0, 0)]));
}

#[test]
fn a_clock_that_is_set_back_keeps_what_was_spent_in_the_window_of_the_new_time() {
    for window in [Window::Day, Window::Sliding(std::time::Duration::from_secs(3_600))] {
        let rules = [rule(window, 10, false)];
        let mut book = Book::new(&rules, i64::MAX);
        let calls = ids(2);
        let amounts = wants(&[(0, "", 6)]);
        book.reserve(&rules, calls[0], 400 * DAY, &amounts).unwrap();
        book.settle(&rules, calls[0], (400 * DAY, 400 * DAY), &amounts, None);
        assert!(book.reserve(&rules, calls[1], 30 * DAY, &amounts).is_err(), "{window}");
        assert_eq!((book.read(&rules, 0, (0, 1))[0].spent, book.incidents.set_back), (6, 1));
        // And time goes on from there.
        assert!(book.reserve(&rules, calls[1], 31 * DAY, &amounts).is_ok(), "{window}");
    }
}

#[test]
fn what_a_call_holds_that_does_not_end_is_given_up() {
    let rules = [rule(Window::Total, 10, false)];
    let mut book = Book::new(&rules, 1_000);
    let calls = ids(2);
    book.reserve(&rules, calls[0], 0, &wants(&[(0, "", 10)])).unwrap();
    assert!(book.reserve(&rules, calls[1], 1_000, &wants(&[(0, "", 10)])).is_err());
    book.reserve(&rules, calls[1], 1_001, &wants(&[(0, "", 10)])).unwrap();
    assert_eq!((book.running(), book.incidents.forgotten), (1, 1));
    // Its late end counts, and gives nothing back.
    book.settle(&rules, calls[0], (0, 2_000), &wants(&[(0, "", 3)]), None);
    assert_eq!((book.read(&rules, 0, (0, 1))[0].spent, book.held()), (3, vec![(10, 0)]));
}

#[test]
fn what_is_kept_comes_back_in_its_window_and_not_in_a_later_one() {
    let hour = std::time::Duration::from_secs(3_600);
    for window in [Window::Day, Window::Sliding(hour), Window::Total] {
        let rules = [rule(window, 100, true)];
        let mut book = Book::new(&rules, i64::MAX);
        let call = ids(1)[0];
        book.settle(&rules, call, (DAY + 5, DAY + 5), &wants(&[(0, "a", 60)]), None);
        let kept: Vec<Kept> = book.keep(0, (0, 10)).unwrap();
        assert_eq!(kept[0].told.iter().flatten().count(), 1, "half of it was told");
        assert!(book.keep(0, (10, 10)).is_none());
        let restored = |now| {
            let mut later = Book::new(&rules, i64::MAX);
            later.pass(&rules, now);
            later.restore(&rules, 0, &kept[0]);
            let mut crossings = Vec::new();
            later.settle(&rules, call, (now, now), &wants(&[(0, "a", 0)]), Some(&mut crossings));
            let spent = later.read(&rules, 0, (0, 1))[0].spent;
            (spent, crossings.len())
        };
        assert_eq!(restored(DAY + 1_000), (60, 0), "{window}");
        let expected = if window == Window::Total { (60, 0) } else { (0, 0) };
        assert_eq!(restored(2 * DAY + 5), expected, "{window}");
    }
}

#[test]
fn a_level_is_what_has_to_be_spent_for_its_percents() {
    for limit in [0, 1, 3, 99, 100, 1_000_000_007] {
        for percent in [1, 33, 50, 100, 1_000] {
            let level = levels(limit, &[percent])[0];
            let is_there = |spent: i128| spent * 100 >= limit * i128::from(percent);
            assert!(
                is_there(level) && (level == 0 || !is_there(level - 1)),
                "{percent} of {limit}"
            );
        }
    }
}
