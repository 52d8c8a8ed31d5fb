//! What becomes of calls whose cost is not known.

use std::str::FromStr;

use genai_otel_core::Money;

/// What becomes of a call whose cost a budget of money cannot know: it has no price, or one of another currency.
///
/// ```
/// use genai_otel_budget::UnpricedPolicy;
///
/// assert_eq!("refuse".parse(), Ok(UnpricedPolicy::Refuse));
/// assert_eq!("assume 0.05 USD".parse(), Ok(UnpricedPolicy::Assume("0.05".parse()?)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnpricedPolicy {
    /// It is admitted while anything is left, takes nothing, and is counted in
    /// [`BudgetStatus::unpriced`](crate::BudgetStatus::unpriced).
    #[default]
    Admit,
    /// It is refused where the budget is hard ([`NoPrice`](crate::NoPrice)). One that turns out to have no price when it
    /// is over takes nothing, and is counted.
    Refuse,
    /// It takes this much, and is counted.
    Assume(Money),
}

impl FromStr for UnpricedPolicy {
    type Err = ParseUnpricedPolicyError;

    /// Parses `admit`, `refuse`, or `assume` and an amount of money.
    fn from_str(text: &str) -> Result<Self, ParseUnpricedPolicyError> {
        let assumed = || text.strip_prefix("assume ")?.parse().ok().map(Self::Assume);
        match text {
            "admit" => Ok(Self::Admit),
            "refuse" => Ok(Self::Refuse),
            _ => assumed()
                .ok_or_else(|| ParseUnpricedPolicyError { text: text.chars().take(64).collect() }),
        }
    }
}

/// A text that is no such policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is neither `admit` nor `refuse` nor `assume 0.05 USD`")]
#[non_exhaustive]
pub struct ParseUnpricedPolicyError {
    /// The text, at most its first 64 characters.
    pub text: String,
}
