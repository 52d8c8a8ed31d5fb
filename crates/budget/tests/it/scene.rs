//! A program with budgets, whose time stands still.

use std::time::{Duration, SystemTime};

use genai_otel_budget::{Budget, BudgetStatus, Budgets, BudgetsBuilder};
use genai_otel_core::{
    Attribution, Cost, Instrumentation, Money, PriceQuestion, Pricing, Refusal, Unpriced,
};
use genai_otel_testkit::FakeClock;

pub(crate) struct Scene {
    pub(crate) clock: FakeClock,
    pub(crate) budgets: Budgets,
    pub(crate) genai: Instrumentation,
}

impl Scene {
    pub(crate) fn new(budgets: impl IntoIterator<Item = Budget>) -> Self {
        Self::with(budgets, |builder| builder)
    }

    pub(crate) fn with(
        budgets: impl IntoIterator<Item = Budget>,
        configure: impl FnOnce(BudgetsBuilder) -> BudgetsBuilder,
    ) -> Self {
        let clock = FakeClock::new();
        let builder = budgets.into_iter().fold(Budgets::builder(), BudgetsBuilder::budget);
        let builder = configure(builder.clock(clock.clone()).pricing(Cents));
        let budgets = builder.build().unwrap();
        let genai = Instrumentation::builder().clock(clock.clone()).pricing(Cents);
        let genai = genai.gate(budgets.clone()).sink(budgets.clone()).build();
        Self { clock, budgets, genai }
    }

    /// A call of 100 tokens of output at most, that used so many.
    pub(crate) fn call(&self, tokens: u64) -> Result<(), Refusal> {
        let call = self.genai.track_llm_call("openai", "gpt-4o").max_tokens(100);
        let call = call.expects(genai_otel_core::Usage::input_tokens(0)).admit()?;
        call.set_token_usage(0, tokens);
        Ok(())
    }

    /// The same for a user.
    pub(crate) fn call_of(&self, user: &str, tokens: u64) -> Result<(), Refusal> {
        Attribution::new().user_id(user).in_scope(|| self.call(tokens))
    }

    pub(crate) fn at(&self, time: &str) {
        self.clock.set(at(time));
    }

    /// Every account as a line.
    pub(crate) fn told(&self) -> Vec<String> {
        self.budgets.status().iter().map(line).collect()
    }
}

/// `day u-1: 5 spent, 3 held, 2 left of 10 tokens`
pub(crate) fn line(status: &BudgetStatus) -> String {
    let BudgetStatus { budget, account, limit, spent, reserved, left, .. } = status;
    let account = account.as_ref().map_or(String::new(), |account| format!(" {account}"));
    format!("{budget}{account}: {spent} spent, {reserved} held, {left} left of {limit}")
}

pub(crate) fn at(time: &str) -> SystemTime {
    time.parse::<jiff::Timestamp>().unwrap().try_into().unwrap()
}

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub(crate) const HOUR: Duration = Duration::from_secs(3_600);

/// A cent for each token, of models that are not called `rocket`.
#[derive(Clone, Copy)]
pub(crate) struct Cents;

impl Pricing for Cents {
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
        if question.request_model == Some("rocket") {
            return Err(Unpriced::UnknownModel);
        }
        let tokens = question.usage.total().or(question.usage.input.value()).unwrap_or(0);
        Ok(Money::from_pico(i128::from(tokens) * 10_000_000_000, money("0").currency()).into())
    }
}
