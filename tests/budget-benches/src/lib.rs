//! A program with budgets, and the same without.

use genai_otel_budget::{Budget, BudgetError, Budgets, Limit, Window};
use genai_otel_core::{Attribution, CallHandle, Currency, Instrumentation, Money, Refusal};
use genai_otel_pricing::PriceBook;

/// One budget, of money, for every call.
///
/// # Errors
///
/// None: it can be kept.
pub fn one() -> Result<Budgets, BudgetError> {
    let month = Budget::new("month", Limit::Money(ample()), Window::Month);
    Budgets::builder().budget(month).pricing(PriceBook::embedded()).build()
}

/// Four budgets to which every call of the program belongs, beside four of others.
///
/// # Errors
///
/// None: they can be kept.
pub fn four() -> Result<Budgets, BudgetError> {
    let ample = ample();
    let money = |name, window| Budget::new(name, Limit::Money(ample), window);
    let tokens = |name, window| Budget::new(name, Limit::Tokens(u64::MAX), window);
    let hour = Window::Sliding(std::time::Duration::from_secs(3_600));
    Budgets::builder()
        .budget(money("month", Window::Month))
        .budget(money("search", Window::Day).team("search"))
        .budget(tokens("user", Window::Day).each("user"))
        .budget(Budget::new("session", Limit::Calls(u64::MAX), hour).each("session"))
        .budget(money("ads", Window::Day).team("ads"))
        .budget(money("news", Window::Day).team("news"))
        .budget(tokens("mini", Window::Day).model("gpt-4o-mini"))
        .budget(tokens("gold", Window::Day).only("plan", "gold"))
        .pricing(PriceBook::embedded())
        .build()
}

/// More than is spent here.
fn ample() -> Money {
    Money::from_pico(1_000_000_000_000_000_000_000, Currency::USD)
}

/// Calls that are held against budgets.
#[must_use]
pub fn with(budgets: &Budgets) -> Instrumentation {
    let builder = Instrumentation::builder().gate(budgets.clone());
    builder.sink(budgets.clone()).pricing(PriceBook::embedded()).build()
}

/// Calls that are held against nothing.
#[must_use]
pub fn without() -> Instrumentation {
    Instrumentation::builder().gate(()).sink(()).pricing(PriceBook::embedded()).build()
}

/// On whose behalf calls are made.
#[must_use]
pub fn attribution() -> Attribution {
    Attribution::new().team("search").user_id("u-1").session_id("s-1")
}

/// A whole call that asks.
///
/// # Errors
///
/// It was refused.
pub fn call(genai: &Instrumentation, who: &Attribution) -> Result<(), Refusal> {
    let call = genai.track_llm_call("openai", "gpt-4o").max_tokens(500);
    let call = call.attribution(who.clone()).admit()?;
    CallHandle::set_token_usage(&call, 120, 30);
    call.finish();
    Ok(())
}
