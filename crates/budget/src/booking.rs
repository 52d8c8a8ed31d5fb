//! A call that was made before.

use std::time::SystemTime;

use genai_otel_core::{ModelOperation, Money};

use crate::metered::Metered;
use crate::subject::Subject;

/// A call that was made before, as a ledger has it: for [`Budgets::replay`](crate::Budgets::replay). What is not known is
/// left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Booking {
    /// When it started.
    pub at: SystemTime,
    /// What was done. Agents, workflows and tools count nothing: their calls have lines of their own.
    pub operation: Option<ModelOperation>,
    /// The service that made it; without one, that of the budgets.
    pub service: Option<String>,
    /// The organisation.
    pub organization: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The tenant.
    pub tenant: Option<String>,
    /// The customer.
    pub customer: Option<String>,
    /// The user.
    pub user: Option<String>,
    /// The session.
    pub session: Option<String>,
    /// The agent's name.
    pub agent: Option<String>,
    /// The workflow's name.
    pub workflow: Option<String>,
    /// The provider, as the conventions write it.
    pub provider: Option<String>,
    /// The model that was asked for.
    pub model: Option<String>,
    /// Free keys, of the call and of its attribution.
    pub keys: Vec<(String, String)>,
    /// All tokens.
    pub tokens: Option<u64>,
    /// What it cost.
    pub cost: Option<Money>,
    /// Whether it has no cost although it used something.
    pub unpriced: bool,
    /// Whether the application's own cache answered, so that it took nothing.
    pub cache_hit: bool,
}

impl Booking {
    /// A call that started then, of which nothing else is known.
    #[must_use]
    pub const fn new(at: SystemTime) -> Self {
        Self {
            at,
            operation: None,
            service: None,
            organization: None,
            team: None,
            tenant: None,
            customer: None,
            user: None,
            session: None,
            agent: None,
            workflow: None,
            provider: None,
            model: None,
            keys: Vec::new(),
            tokens: None,
            cost: None,
            unpriced: false,
            cache_hit: false,
        }
    }

    /// What it took; nothing where it is no exchange with a model or a service.
    pub(crate) fn metered(&self) -> Option<Metered> {
        let operation = self.operation.as_ref();
        if operation.is_some_and(|operation| !operation.class().is_exchange()) {
            return None;
        }
        let is_unpriced = self.unpriced || self.tokens.is_some_and(|tokens| tokens > 0);
        Some(match self.cache_hit {
            true => Metered::default(),
            false => Metered::of_parts(self.tokens, self.cost, is_unpriced),
        })
    }

    pub(crate) fn subject<'a>(&'a self, service: Option<&'a str>) -> Subject<'a> {
        let values = [
            self.service.as_deref().or(service),
            self.organization.as_deref(),
            self.team.as_deref(),
            self.tenant.as_deref(),
            self.customer.as_deref(),
            self.user.as_deref(),
            self.session.as_deref(),
            self.agent.as_deref(),
            self.workflow.as_deref(),
            self.provider.as_deref(),
            self.model.as_deref(),
        ];
        Subject::of_texts(values, &self.keys)
    }
}
