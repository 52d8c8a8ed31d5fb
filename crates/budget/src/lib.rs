//! Budgets for calls to language models: limits in money, tokens and calls that hold before anything is spent.
//!
//! ```text
//!  call.admit() ─▶ whose is it? what may it take? ─▶ hold it, in all of its budgets or in none ─▶ the call runs
//!                   scopes       expects, max_tokens,      │ one has too little left                   │
//!                                defaults, price           ▼                                           ▼
//!                                                    Refusal: Exhausted                     record: what it took
//!                                                                                     give back, count, tell thresholds
//! ```
//!
//! [`Budgets`] are a [`Gate`](genai_otel_core::Gate) and a [`RecordSink`](genai_otel_core::RecordSink) of one
//! [`Instrumentation`](genai_otel_core::Instrumentation). Whoever asks before a call (`admit()` of the guard, `gate` of an
//! attribute) is refused what does not fit; a call that is started without asking runs, and counts.
//!
//! ```
//! use genai_otel_budget::{Budget, Budgets, Exhausted, Limit, Window};
//! use genai_otel_core::{Attribution, Instrumentation, Usage};
//!
//! let budgets = Budgets::builder()
//!     .budget(Budget::new("search-month", Limit::Money("500 USD".parse()?), Window::Month).team("search"))
//!     .budget(Budget::new("user-day", Limit::Tokens(1_000), Window::Day).each("user"))
//!     .on_threshold(|reached| println!("{}: {} %", reached.budget, reached.percent))
//!     // .pricing(PriceBook::embedded()): without one, money is held only where the caller expects some
//!     .build()?;
//! let genai = Instrumentation::builder().gate(budgets.clone()).sink(budgets.clone()).build();
//!
//! Attribution::new().team("search").user_id("u-1").in_scope(|| {
//!     let prepare = || genai.track_llm_call("openai", "gpt-4o").expects(Usage::estimated(600, 100));
//!     let call = prepare().admit()?; // 700 tokens are held
//!     call.set_token_usage(520, 80);
//!     call.finish(); // 600 are spent, and nothing is held
//!
//!     let refusal = prepare().admit().expect_err("700 do not fit into 400");
//!     let exhausted = Exhausted::of(&refusal).expect("a budget refused");
//!     assert_eq!(exhausted.left.to_string(), "400 tokens");
//!     assert!(exhausted.resets_at.is_some() && refusal.retry_after.is_some());
//!     Ok::<(), Box<dyn std::error::Error>>(())
//! })?;
//!
//! let user = budgets.account("user-day", "u-1").expect("it made a call");
//! assert_eq!((user.spent.to_string(), user.percent), ("600 tokens".to_owned(), 60.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What holds
//!
//! A call is admitted only if what is spent, what is held for calls that run and what it may take itself fit under the limit
//! of every hard budget that it belongs to. All of it is held under one lock, or none. So a limit is passed by no more than
//! **what calls took beyond what they were expected to take**, and by nothing where each takes at most that: say `max_tokens`
//! or [`expects`](genai_otel_core::CallBuilder::expects). However a call ends, what it held comes back, and what it took
//! counts, in the window in which it started: the numbers of the ledger.
//!
//! Agents, workflows and tools take nothing: the calls inside them do. What the application's own cache answered takes
//! nothing either.
//!
//! # Bounds and defaults
//!
//! | what | default | at the bound |
//! | --- | --- | --- |
//! | budgets | at most [`MAX_BUDGETS`] | an error when they are built |
//! | accounts of a budget ([`Budget::max_accounts`]) | 100,000 | those at rest go, the longest unused first; while none is, further ones share [`SHARED`] |
//! | calls that hold something at a time | 65,536 | the one that began first is given up, and counted |
//! | for how long a call holds it ([`BudgetsBuilder::patience`]) | 24 h | it is given up, and counted |
//! | a sliding window | exact to a sixtieth of its length | a call counts so much longer, never shorter |
//! | accounts on metrics | [`MAX_METRIC_ACCOUNTS`] of each budget | others are in [`Budgets::status`] |
//! | an amount, and a limit | 10^18 units of a currency | it counts as so much |
//!
//! An account takes some 250 bytes and its name, of a sliding window another 1,100. A call asks for no memory, once as many
//! as ever run at a time have run, and one budget takes it less than a microsecond; see `docs/guide/budgets.md`.
//!
//! # When things go wrong
//!
//! | what happens | what is done |
//! | --- | --- |
//! | a budget or a state that cannot be used | [`BudgetError`] at the start, which names it |
//! | a call has no price, or one of another currency | the [policy](UnpricedPolicy) of the budget, and a count |
//! | an estimator or a callback panics | caught and counted; the call goes on |
//! | the end of a call is never told | what it held is given up after a day |
//! | the clock is set back by more than a minute | what was spent stays in the window of the new time; by less, time stands still until it is there again |
//! | the state cannot be written | counted and logged; it is tried again at the next interval |
//! | the process is killed | what was counted since the last second is not in the state; rebuild from a ledger with [`Budgets::replay`] |
//!
//! [`Budgets::health`] has the counts.
//!
//! # Limits
//!
//! - A budget is of one process. Several have a share each, or a gateway in front of all.
//! - What a provider bills for a call that was cancelled is not known, so it does not count.
//! - A call whose attempts went to several models counts under the one that was asked for, with the cost of all.

mod alerts;
mod amount;
mod booking;
mod budget;
mod budgets;
mod caught;
mod dimension;
mod error;
mod estimate;
mod file;
mod limit;
mod metered;
mod metrics;
mod moment;
mod refusal;
mod scope;
mod state;
mod status;
mod store;
mod subject;
mod threshold;
mod troubles;
mod unpriced_policy;
mod window;

pub use self::amount::{Amount, Unit};
pub use self::booking::Booking;
pub use self::budget::{Budget, MAX_THRESHOLDS};
pub use self::budgets::{Budgets, BudgetsBuilder, MAX_BUDGETS};
pub use self::dimension::Dimension;
pub use self::error::BudgetError;
pub use self::estimate::{Estimate, Estimator, Expected};
pub use self::file::BudgetFileError;
pub use self::limit::{Limit, ParseLimitError};
pub use self::metrics::MAX_METRIC_ACCOUNTS;
pub use self::refusal::{Exhausted, NoPrice};
pub use self::state::{BudgetState, StateError};
pub use self::status::{BudgetHealth, BudgetStatus};
pub use self::store::SHARED;
pub use self::threshold::ThresholdReached;
pub use self::unpriced_policy::{ParseUnpricedPolicyError, UnpricedPolicy};
pub use self::window::{ParseWindowError, Window};
