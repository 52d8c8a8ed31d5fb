//! How does a limit on money hold, before it is spent, and who is told?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use genai_otel::budget::{Budget, BudgetError, Exhausted, Limit, Window};
use genai_otel::{Attribution, Budgets, Instrumentation, Money, PriceBook, Refusal};

fn main() -> Result<(), BudgetError> {
    let Ok(limit) = "0.05 USD".parse::<Money>() else { return Ok(()) };
    let budgets = Budgets::builder()
        .budget(Budget::new("search-month", Limit::Money(limit), Window::Month).team("search"))
        .budget(Budget::new("user-day", Limit::Calls(5), Window::Day).each("user"))
        .pricing(PriceBook::embedded())
        .on_threshold(|reached| println!("  {} is at {} %", reached.budget, reached.percent))
        .build()?;
    // Both: what a gate holds, the sink settles.
    let genai = Instrumentation::builder().pricing(PriceBook::embedded());
    let genai = genai.gate(budgets.clone()).sink(budgets.clone()).build();

    for user in ["ada", "ada", "ben", "ben", "ada"] {
        match Attribution::new().team("search").user_id(user).in_scope(|| ask(&genai)) {
            Ok(()) => println!("{user}: answered"),
            Err(refusal) => println!("{user}: {}", why(&refusal)),
        }
    }
    for status in budgets.status() {
        let account = status.account.as_deref().unwrap_or("all");
        println!("{} of {account}: {} of {} spent", status.budget, status.spent, status.limit);
    }
    Ok(())
}

/// A call that may take 1,000 tokens of input and 1,500 of output, and takes less.
fn ask(genai: &Instrumentation) -> Result<(), Refusal> {
    let call = genai.track_llm_call("openai", "gpt-4o").max_tokens(1_500);
    let call = call.admit()?; // 0.0175 USD are held until it is over
    call.set_token_usage(900, 1_200);
    call.finish(); // 0.01425 USD are spent
    Ok(())
}

/// What a program does with a refusal: it looks, and need not read the sentence.
fn why(refusal: &Refusal) -> String {
    match Exhausted::of(refusal) {
        Some(Exhausted { budget, left, .. }) => format!("refused, {left} left of {budget}"),
        None => refusal.to_string(),
    }
}
