//! The question, and what was found.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::Model;

/// What a call says of its model. The model that answered comes before the one that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Lookup<'a> {
    /// Who was called, in any spelling.
    pub provider: Option<&'a str>,
    /// The server's host name, which decides where the provider is not known.
    pub server_address: Option<&'a str>,
    /// The model that answered.
    pub response_model: Option<&'a str>,
    /// The model that was asked for.
    pub request_model: Option<&'a str>,
}

impl<'a> Lookup<'a> {
    /// A lookup that knows nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { provider: None, server_address: None, response_model: None, request_model: None }
    }

    /// Sets who was called.
    #[must_use]
    pub const fn provider(mut self, provider: &'a str) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Sets the server's host name.
    #[must_use]
    pub const fn server_address(mut self, host: &'a str) -> Self {
        self.server_address = Some(host);
        self
    }

    /// Sets the model that answered.
    #[must_use]
    pub const fn response_model(mut self, model: &'a str) -> Self {
        self.response_model = Some(model);
        self
    }

    /// Sets the model that was asked for.
    #[must_use]
    pub const fn request_model(mut self, model: &'a str) -> Self {
        self.request_model = Some(model);
        self
    }
}

/// A model of the book, and how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found<'b> {
    /// The provider whose price it is, by its id.
    pub provider: Arc<str>,
    /// Who sends the bill, by its id: another where a provider's prices hold for the models of others.
    pub billed_by: Arc<str>,
    /// The model, by its id.
    pub model_id: Arc<str>,
    /// The model.
    pub model: &'b Model,
    /// What was done to provider and name until it was found, in order. Empty where the name was listed.
    pub steps: Vec<Cow<'static, str>>,
}
