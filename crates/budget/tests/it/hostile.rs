use std::time::Duration;

use genai_otel_budget::{Budget, Budgets, Limit, MAX_BUDGETS, SHARED, UnpricedPolicy, Window};
use genai_otel_core::Money;

use crate::scene::{Scene, money};

fn error(budgets: impl IntoIterator<Item = Budget>) -> String {
    let builder = budgets.into_iter().fold(Budgets::builder(), |builder, it| builder.budget(it));
    builder.build().map(drop).unwrap_err().to_string()
}

fn calls(name: &str) -> Budget {
    Budget::new(name, Limit::Calls(1), Window::Day)
}

#[test]
fn budgets_that_cannot_be_kept_are_refused_by_name() {
    let negative = Limit::Money(Money::from_pico(-1, money("0").currency()));
    for (budget, said) in [
        (calls(" "), "budget ``: a name has from 1 to 100 bytes"),
        (Budget::new("b", negative, Window::Day), "budget `b`: a limit is from 0"),
        (
            Budget::new("b", Limit::Calls(1), Window::Sliding(Duration::ZERO)),
            "budget `b`: a sliding",
        ),
        (
            Budget::new("b", Limit::Calls(1), Window::Sliding(Duration::MAX)),
            "budget `b`: a sliding",
        ),
        (calls("b").thresholds(1..=9), "budget `b`: there are at most 8 thresholds"),
        (calls("b").thresholds([0]), "budget `b`: there are at most 8 thresholds"),
        (calls("b").max_accounts(0), "budget `b`: there are from 1"),
        (
            Budget::new("b", Limit::Money(money("1")), Window::Day)
                .unpriced(UnpricedPolicy::Assume(money("1 EUR"))),
            "budget `b`: what is assumed",
        ),
    ] {
        let told = error([budget]);
        assert!(told.starts_with(said), "{told}");
    }
    assert_eq!(
        error([calls("a"), calls(" a ")]),
        "there are two budgets `a`: a name is given once"
    );
    let many = error((0..=MAX_BUDGETS).map(|number| calls(&number.to_string())));
    assert_eq!(many, "there are 257 budgets, of at most 256");
}

#[test]
fn a_call_may_belong_to_every_budget_that_there_can_be() {
    let scene = Scene::new((0..MAX_BUDGETS).map(|number| calls(&number.to_string())));
    scene.call(1).unwrap();
    assert!(scene.call(1).is_err());
    assert!(scene.budgets.status().iter().all(|status| status.spent.count() == 1));
}

#[test]
fn made_up_users_do_not_fill_the_memory_and_share_what_one_has() {
    let budget = calls("user").each("user").max_accounts(100);
    let scene = Scene::new([budget]);
    let admitted = (0..1_000).filter(|user| scene.call_of(&format!("u-{user}"), 1).is_ok()).count();
    assert_eq!((admitted, scene.budgets.status().len()), (101, 101));
    let shared = scene.budgets.account("user", SHARED).unwrap();
    assert_eq!((shared.spent.count(), shared.refused), (1, 899));
    // Those that were there before are as they were.
    assert!(scene.call_of("u-5", 1).is_err());
    scene.clock.advance(Duration::from_secs(86_400));
    scene.call_of("u-999", 1).unwrap();
    assert_eq!(scene.budgets.account("user", "u-999").unwrap().spent.count(), 1);
}

#[test]
fn names_from_outside_cannot_break_a_refusal() {
    let scene = Scene::new([Budget::new("user", Limit::Calls(0), Window::Day).each("user")]);
    let refusal = scene.call_of("u`\n\u{202e}\"", 1).unwrap_err();
    let told = refusal.to_string();
    assert!(!told.contains('\n') && told.contains("of `u`") && told.contains("\\\"`"), "{told}");
    let long = "x".repeat(1 << 20);
    assert!(scene.call_of(&long, 1).unwrap_err().to_string().len() < 2_000);
}

#[test]
fn a_program_without_budgets_is_not_held() {
    let scene = Scene::new([]);
    scene.call(1).unwrap();
    assert_eq!(scene.told(), [""; 0]);
}
