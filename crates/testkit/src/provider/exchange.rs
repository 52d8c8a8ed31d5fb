use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::completion::Completion;
use super::dialect::{Dialect, Endpoint};
use super::invoice::Invoice;
use super::openai_embeddings::Embeddings;
use super::prompt::{Prompt, model_of};
use super::reply::{Content, Reply};
use super::request::ProviderRequest;
use super::script::Script;
use super::tokens::TokenCounts;
use super::{anthropic_messages, openai_chat, openai_responses};
use crate::http::{Answer, Body, Incoming, Settlement};
use crate::lock::lock;
use crate::recording::Recording;

/// What a provider remembers.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) script: Script,
    pub(super) requests: Recording<ProviderRequest>,
    pub(super) invoice: Invoice,
}

pub(super) fn answer(books: &Arc<Mutex<Books>>, incoming: &Incoming) -> Answer {
    let body: Option<Value> =
        incoming.content().ok().and_then(|content| serde_json::from_slice(&content).ok());
    let endpoint = Endpoint::of(&incoming.path);
    let (sequence, reply) = {
        let mut books = lock(books);
        let request = ProviderRequest {
            method: incoming.method.clone(),
            path: incoming.path.clone(),
            query: incoming.query.clone(),
            headers: incoming.headers.clone(),
            body: body.clone(),
        };
        books.requests.push(request, incoming.raw_body.len());
        let reply = books.script.next_at(&incoming.path);
        // A wrong path is the test's mistake and must not eat a reply meant for the right one.
        let reply = reply.or_else(|| endpoint.map(|_| books.script.next_anywhere()));
        (books.requests.seen(), reply.unwrap_or_default())
    };

    if let Content::Recorded { status, body } = &reply.content {
        return recorded(*status, body, &reply);
    }
    let dialect = endpoint.map_or(Dialect::OpenAi, Endpoint::dialect);
    let request_id = format!("req_{sequence:06}");
    let mut exchange = Exchange { books, reply: &reply, dialect, request_id, sequence };
    let mut answer = match (&reply.content, endpoint) {
        (Content::Raw { status, content_type, body }, _) => {
            Answer::new(*status, content_type, Body::Whole(body.clone()))
        }
        (Content::Failure(failure), _) => {
            let model = body.as_ref().and_then(|body| model_of(body).ok()).unwrap_or_default();
            let body = failure.body(dialect, &model, &exchange.request_id);
            let mut answer = json_answer(failure.status(dialect), &body);
            answer.headers.append(&mut failure.headers(dialect));
            answer
        }
        (_, None) => exchange.invalid(404, &format!("Unknown request URL: {}.", incoming.path)),
        _ if incoming.method != "POST" => exchange.invalid(405, "Only POST is allowed here."),
        (_, Some(endpoint)) => match body {
            Some(body) => exchange
                .speak(endpoint, &body)
                .unwrap_or_else(|message| exchange.invalid(400, &message)),
            None => exchange.invalid(400, "The body is not JSON."),
        },
    };
    answer.headers.push((dialect.request_id_header().to_owned(), exchange.request_id));
    answer.headers.extend(reply.headers.iter().cloned());
    answer.delay = reply.delay;
    answer.fault = reply.fault;
    answer
}

/// One request on its way to an answer.
struct Exchange<'a> {
    books: &'a Arc<Mutex<Books>>,
    reply: &'a Reply,
    dialect: Dialect,
    request_id: String,
    sequence: usize,
}

impl Exchange<'_> {
    /// Lets the fake model answer; the error is a message for a 400.
    fn speak(&mut self, endpoint: Endpoint, body: &Value) -> Result<Answer, String> {
        if endpoint == Endpoint::Embeddings {
            let embeddings = Embeddings::of(self.reply, body)?;
            let mut answer = json_answer(200, &embeddings.to_json());
            let told = embeddings.says_usage;
            answer.settlement = self.settlement(embeddings.model, embeddings.tokens, told);
            return Ok(answer);
        }
        let mut prompt = Prompt::read(body)?;
        if endpoint != Endpoint::ChatCompletions {
            // Only chat completions know `n`; elsewhere it is an unknown member and says nothing.
            prompt.choices = 1;
        }
        let completion = Completion::of(self.reply, &prompt, self.sequence);
        if endpoint == Endpoint::Messages && prompt.max_tokens.is_none() {
            return Err("max_tokens: Field required".to_owned());
        }
        let events = match endpoint {
            Endpoint::ChatCompletions if prompt.stream => {
                Some(openai_chat::stream(&completion, &prompt, self.reply))
            }
            Endpoint::Messages if prompt.stream => {
                Some(anthropic_messages::stream(&completion, &prompt, self.reply))
            }
            Endpoint::Responses if prompt.stream => {
                return Err("The fake provider does not stream responses.".to_owned());
            }
            _ => None,
        };
        let (mut answer, told) = match events {
            Some(events) => {
                let told = events.tells_usage();
                let body = events.into_body(self.reply);
                (Answer::new(200, "text/event-stream; charset=utf-8", body), told)
            }
            None => {
                let plain = match endpoint {
                    Endpoint::Responses => openai_responses::plain(&completion, body),
                    Endpoint::Messages => anthropic_messages::plain(&completion),
                    _ => openai_chat::plain(&completion),
                };
                (json_answer(200, &plain), completion.says_usage)
            }
        };
        answer.settlement = self.settlement(completion.model, completion.tokens, told);
        Ok(answer)
    }

    fn settlement(&self, model: String, tokens: TokenCounts, tells_usage: bool) -> Settlement {
        let books = Arc::clone(self.books);
        Settlement::new(move |sent| lock(&books).invoice.book(model, tokens, sent && tells_usage))
    }

    fn invalid(&self, status: u16, message: &str) -> Answer {
        json_answer(status, &self.dialect.invalid_request(message, &self.request_id))
    }
}

fn recorded(status: u16, body: &[u8], reply: &Reply) -> Answer {
    let body = match reply.fragment {
        Some(size) => {
            let pieces: Vec<_> = body.chunks(size).map(<[u8]>::to_vec).collect();
            Body::Pieces { pieces, pace: reply.pace, settle_at: 0 }
        }
        None => Body::Whole(body.to_vec()),
    };
    Answer {
        status,
        headers: reply.headers.clone(),
        body,
        delay: reply.delay,
        fault: reply.fault,
        settlement: Settlement::default(),
    }
}

fn json_answer(status: u16, body: &Value) -> Answer {
    Answer::new(status, "application/json", Body::Whole(body.to_string().into_bytes()))
}
