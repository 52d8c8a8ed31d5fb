//! On whose behalf the call was made.

use genai_otel_core::Attribution;

use super::LoggedCall;

macro_rules! setters {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {
        impl LoggedCall {
            $(
                $(#[doc = $doc])+
                pub fn $name(self, value: &str) -> Self {
                    self.attributed(|attribution| attribution.$name(value))
                }
            )+
        }
    };
}

setters! {
    /// The end user.
    user_id;
    /// The session.
    session_id;
    /// The organisation.
    organization_id;
    /// The team.
    team;
    /// The tenant.
    tenant;
    /// The customer.
    customer;
    /// The name of the agent.
    agent;
    /// The id of the agent.
    agent_id;
    /// The workflow.
    workflow;
    /// The step of the workflow.
    step;
    /// The run of the workflow.
    run;
    /// The conversation.
    conversation_id;
    /// The document or other source that was worked on.
    source_id;
}

impl LoggedCall {
    /// Everything known of on whose behalf it was made, in place of what was said before.
    pub fn attribution(self, attribution: Attribution) -> Self {
        self.attributed(|_| attribution)
    }

    fn attributed(mut self, change: impl FnOnce(Attribution) -> Attribution) -> Self {
        self.attribution = change(std::mem::take(&mut self.attribution));
        self
    }
}
