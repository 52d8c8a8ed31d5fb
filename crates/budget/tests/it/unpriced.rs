use genai_otel_budget::{Budget, Exhausted, Limit, NoPrice, UnpricedPolicy, Window};
use genai_otel_core::Usage;

use crate::scene::{Scene, money};

fn dollars(policy: UnpricedPolicy) -> Budget {
    Budget::new("money", Limit::Money(money("1")), Window::Day).unpriced(policy)
}

fn rocket(scene: &Scene) -> Result<(), genai_otel_core::Refusal> {
    let call = scene.genai.track_llm_call("nasa", "rocket").admit()?;
    call.set_token_usage(10, 10);
    Ok(())
}

fn told(scene: &Scene) -> (String, u64) {
    let status = &scene.budgets.status()[0];
    (status.spent.to_string(), status.unpriced)
}

#[test]
fn calls_without_a_price_are_admitted_while_something_is_left_and_counted() {
    let scene = Scene::new([dollars(UnpricedPolicy::Admit)]);
    rocket(&scene).unwrap();
    assert_eq!(told(&scene), ("0 USD".to_owned(), 1));
    scene.call(100).unwrap();
    let refusal = rocket(&scene).unwrap_err();
    let exhausted = Exhausted::of(&refusal).unwrap();
    assert_eq!((exhausted.wanted, exhausted.left.to_string()), (None, "0 USD".to_owned()));
    assert!(refusal.reason.contains("nobody knows what the call costs"), "{refusal}");
}

#[test]
fn calls_without_a_price_are_refused_where_that_is_said() {
    let scene = Scene::new([dollars(UnpricedPolicy::Refuse)]);
    let refusal = rocket(&scene).unwrap_err();
    assert_eq!(&*NoPrice::of(&refusal).unwrap().budget, "money");
    assert_eq!(Exhausted::of(&refusal), None);
    assert_eq!(
        refusal.to_string(),
        "call refused by budget: budget `money`: a call of `rocket` has no price in USD"
    );
    scene.call(1).unwrap();
    // One that goes without asking is counted.
    scene.genai.track_llm_call("nasa", "rocket").start().set_token_usage(1, 1);
    assert_eq!(told(&scene), ("0.01 USD".to_owned(), 1));
    let soft = Scene::new([dollars(UnpricedPolicy::Refuse).soft()]);
    rocket(&soft).unwrap();
}

#[test]
fn calls_without_a_price_take_what_is_assumed() {
    let scene = Scene::new([dollars(UnpricedPolicy::Assume(money("0.4")))]);
    rocket(&scene).unwrap();
    rocket(&scene).unwrap();
    assert_eq!(told(&scene), ("0.8 USD".to_owned(), 2));
    assert!(rocket(&scene).is_err());
}

#[test]
fn money_of_another_currency_has_no_price() {
    for (policy, spent) in
        [(UnpricedPolicy::Admit, "0 USD"), (UnpricedPolicy::Assume(money("0.3")), "0.3 USD")]
    {
        let scene = Scene::new([dollars(policy)]);
        let call = scene.genai.track_llm_call("x", "m").expects(money("50 EUR")).admit().unwrap();
        call.set_cost(money("50 EUR"));
        drop(call);
        assert_eq!(told(&scene), (spent.to_owned(), 1));
    }
    let scene = Scene::new([dollars(UnpricedPolicy::Refuse)]);
    let call = scene.genai.track_llm_call("x", "m").expects(money("1 EUR"));
    assert!(NoPrice::of(&call.admit().unwrap_err()).is_some());
}

#[test]
fn a_call_that_used_nothing_is_not_one_without_a_price() {
    let scene = Scene::new([dollars(UnpricedPolicy::Assume(money("0.4")))]);
    let call =
        || scene.genai.track_llm_call("x", "m").expects(Usage::estimated(1, 1)).admit().unwrap();
    call().fail(&std::io::Error::other("refused"));
    drop(call());
    assert_eq!(told(&scene), ("0 USD".to_owned(), 0));
}

#[test]
fn a_cost_below_zero_takes_nothing() {
    let scene = Scene::new([dollars(UnpricedPolicy::Admit)]);
    let call = scene.genai.track_llm_call("x", "m").expects(money("-5")).admit().unwrap();
    call.set_cost(money("-5"));
    drop(call);
    assert_eq!(told(&scene), ("0 USD".to_owned(), 0));
}
