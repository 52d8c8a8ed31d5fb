//! Many calls at the same time against one limit.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use genai_otel_budget::{Budget, Limit, Window};
use genai_otel_core::Usage;

use crate::scene::{Scene, money};

const CALLS: usize = 500;

#[test]
fn of_500_calls_at_once_no_more_take_than_there_is() {
    for seed in 0..10 {
        round(seed);
    }
}

/// `cargo test --release -p genai-otel-budget -- --ignored crowd` does it a thousand times.
#[test]
#[ignore = "takes a minute"]
fn of_500_calls_at_once_no_more_take_than_there_is_a_thousand_times() {
    for seed in 0..1_000 {
        round(seed);
    }
}

/// Every call expects 10 tokens of input and 90 of output, and takes at most that. Some end well, some with an error, some
/// are dropped, some are cancelled while they run, some panic.
fn round(seed: u64) {
    let scene = Scene::new([
        Budget::new("tokens", Limit::Tokens(20_000), Window::Day),
        Budget::new("money", Limit::Money(money("150")), Window::Month).each("team"),
        Budget::new("calls", Limit::Calls(300), Window::Total).each("user"),
    ]);
    let (start, over) = (Arc::new(Barrier::new(CALLS)), AtomicU64::new(0));
    let (admitted, spent) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for number in 0..CALLS {
            let (scene, start, over) = (&scene, Arc::clone(&start), &over);
            let (admitted, spent) = (&admitted, &spent);
            let work = move || {
                let dice = mixed(seed, number as u64);
                start.wait();
                let call = scene.genai.track_llm_call("openai", "gpt-4o").max_tokens(90);
                let call =
                    call.team("search").user_id(if dice.is_multiple_of(2) { "u-1" } else { "u-2" });
                let Ok(call) = call.expects(Usage::input_tokens(10)).admit() else { return };
                admitted.fetch_add(1, Ordering::Relaxed);
                let full = |status: &genai_otel_budget::BudgetStatus| status.left.count() < 0;
                over.fetch_add(
                    u64::from(scene.budgets.status().iter().any(full)),
                    Ordering::Relaxed,
                );
                let tokens = dice / 8 % 101;
                let used = |call: &genai_otel_core::CallHandle| {
                    call.set_token_usage(0, tokens);
                    spent.fetch_add(tokens, Ordering::Relaxed);
                };
                match dice % 8 {
                    0 => drop(call),
                    1 => call.fail(&std::io::Error::other("it broke")),
                    2 => {
                        drop(call.run(std::future::pending::<Result<(), std::io::Error>>()));
                    }
                    3 => {
                        used(&call);
                        let unwound = catch_unwind(AssertUnwindSafe(move || {
                            let _call = call;
                            resume_unwind(Box::new("boom"));
                        }));
                        assert!(unwound.is_err());
                    }
                    _ => {
                        used(&call);
                        call.finish();
                    }
                }
            };
            thread::Builder::new().stack_size(256 << 10).spawn_scoped(scope, work).unwrap();
        }
    });
    assert_eq!(over.into_inner(), 0, "a limit was passed");
    assert_eq!(scene.budgets.running(), 0);
    let status = scene.budgets.status();
    assert!(status.iter().all(|status| status.reserved.count() == 0), "{status:?}");
    assert!(status.iter().all(|status| status.left.count() >= 0), "{status:?}");
    let by = |name: &str| -> i128 {
        status.iter().filter(|it| &*it.budget == name).map(|it| it.spent.count()).sum()
    };
    let (admitted, spent) = (admitted.into_inner(), i128::from(spent.into_inner()));
    assert_eq!(by("calls"), i128::from(admitted));
    assert_eq!(by("tokens"), spent);
    assert_eq!(by("money"), spent * 10_000_000_000);
}

/// A number that looks like chance, the same for the same two.
fn mixed(seed: u64, number: u64) -> u64 {
    let mut x = (seed << 32 | number).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}
