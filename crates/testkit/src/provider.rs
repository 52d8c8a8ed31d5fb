mod anthropic_messages;
mod completion;
mod dialect;
mod exchange;
mod failure;
mod finish;
mod invoice;
mod model_price;
mod openai_chat;
mod openai_embeddings;
mod openai_responses;
mod prompt;
mod reply;
mod request;
mod script;
mod stream;
mod tokens;

use std::sync::{Arc, Mutex};

use crate::http::Server;
use crate::lock::lock;
use crate::recording::Recording;
use crate::start_error::StartError;

pub use failure::Failure;
pub use finish::Finish;
pub use invoice::{Invoice, InvoiceLine};
pub use model_price::ModelPrice;
pub use reply::Reply;
pub use request::ProviderRequest;
pub use tokens::TokenCounts;

use exchange::Books;
use script::Script;

/// A language model provider on a free port of 127.0.0.1, which speaks OpenAI's and Anthropic's HTTP APIs.
///
/// | request | answer |
/// | --- | --- |
/// | `POST …/chat/completions` | OpenAI chat completion; with `"stream": true` server-sent events and `[DONE]` |
/// | `POST …/embeddings` | OpenAI embeddings, of 8 dimensions unless `dimensions` says otherwise |
/// | `POST …/responses` | OpenAI response, without streaming |
/// | `POST …/messages` | Anthropic message; with `"stream": true` server-sent events |
///
/// Without a script it quotes the last message, names the requested model with a date behind it, and derives token
/// counts from the texts. With a script it gives the queued [`Reply`]s in order: those queued for the request's path
/// first, then those queued for any path, and after them the one of
/// [`otherwise`](FakeProviderBuilder::otherwise). Identifiers are made of the number of the request, starting with 1,
/// and time stamps are fixed, so that equal runs give equal answers.
///
/// Any key is accepted. Dropping the provider closes all connections and joins its threads.
#[derive(Debug)]
pub struct FakeProvider {
    server: Server,
    books: Arc<Mutex<Books>>,
}

impl FakeProvider {
    /// A provider without a script.
    ///
    /// # Errors
    ///
    /// When no port of 127.0.0.1 can be listened on.
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// A provider with a script.
    pub fn builder() -> FakeProviderBuilder {
        FakeProviderBuilder::default()
    }

    /// The base URL without a trailing slash: `http://127.0.0.1:40123`. Clients of OpenAI want `/v1` behind it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Queues a reply for any path, behind those already queued.
    pub fn push(&self, reply: Reply) {
        lock(&self.books).script.push(reply);
    }

    /// Queues a reply for one path, for example `/v1/embeddings`.
    pub fn push_at(&self, path: impl Into<String>, reply: Reply) {
        lock(&self.books).script.push_at(path.into(), reply);
    }

    /// How many requests came in, answered or not.
    #[must_use]
    pub fn calls(&self) -> usize {
        lock(&self.books).requests.seen()
    }

    /// How many queued replies have not been given.
    #[must_use]
    pub fn remaining_replies(&self) -> usize {
        lock(&self.books).script.remaining()
    }

    /// The requests in the order they came, the latest 100,000 of them.
    #[must_use]
    pub fn requests(&self) -> Vec<ProviderRequest> {
        lock(&self.books).requests.iter().cloned().collect()
    }

    /// Closes all connections, joins the threads, and gives the final invoice: answers that were cut off are on it.
    #[must_use]
    pub fn stop(self) -> Invoice {
        let Self { server, books } = self;
        drop(server);
        let books = lock(&books);
        books.invoice.clone()
    }

    /// The tokens and the money of all calls so far, per model.
    #[must_use]
    pub fn invoice(&self) -> Invoice {
        lock(&self.books).invoice.clone()
    }
}

/// Builds a [`FakeProvider`].
#[derive(Debug, Default)]
#[must_use = "call `start` to get a provider"]
pub struct FakeProviderBuilder {
    script: Script,
    invoice: Invoice,
}

impl FakeProviderBuilder {
    /// Queues a reply for any path.
    pub fn reply(mut self, reply: Reply) -> Self {
        self.script.push(reply);
        self
    }

    /// Queues a reply for one path, for example `/v1/embeddings`; it goes before those for any path.
    pub fn reply_at(mut self, path: impl Into<String>, reply: Reply) -> Self {
        self.script.push_at(path.into(), reply);
        self
    }

    /// The reply to every request that nothing is queued for. Defaults to [`Reply::echo`].
    pub fn otherwise(mut self, reply: Reply) -> Self {
        self.script.otherwise(reply);
        self
    }

    /// What a model costs, by the name in the answers or by the one before the date. Without a price it is free.
    pub fn price(mut self, model: impl Into<String>, price: ModelPrice) -> Self {
        self.invoice.price(model.into(), price);
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// When no port of 127.0.0.1 can be listened on.
    pub fn start(self) -> Result<FakeProvider, StartError> {
        let books =
            Books { script: self.script, requests: Recording::default(), invoice: self.invoice };
        let books = Arc::new(Mutex::new(books));
        let kept = Arc::clone(&books);
        let server =
            Server::start("fake-provider", move |incoming| exchange::answer(&kept, &incoming))?;
        Ok(FakeProvider { server, books })
    }
}

/// Cuts a text in two, as a stream cuts the arguments of a tool call.
fn halves(text: &str) -> [&str; 2] {
    let middle = (text.len() / 2..text.len()).find(|at| text.is_char_boundary(*at));
    let (first, second) = text.split_at(middle.unwrap_or(text.len()));
    [first, second]
}

/// All answers are of the first second of 2026 (Unix time).
const CREATED: u64 = 1_767_225_600;
