//! Methods, and methods of traits.

use std::future::Future;

use async_trait::async_trait;
use genai_otel::{Instrumentation, llm_instrumented};
use genai_otel_macros_tests::{Answer, Failure};
use genai_otel_testkit::TestTelemetry;

use super::{FAILED, READ, Reply, ask, now, outcome};

struct Client {
    genai: Instrumentation,
    calls: u32,
}

impl Client {
    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    async fn shared(&self, model: &str) -> Reply {
        ask(model)
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    async fn exclusive(&mut self, mut model: String) -> Result<Answer, Failure> {
        self.calls += 1;
        model.push('!');
        ask(&model)
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, response = |_, call| call.set_token_usage(12, 4))]
    fn exclusive_borrowed(&mut self, model: &str) -> &mut u32 {
        assert!(!model.is_empty());
        self.calls += 1;
        &mut self.calls
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    fn later(&mut self, model: String) -> impl Future<Output = Reply> + Send + '_ {
        async move {
            self.calls += 1;
            ask(&model)
        }
    }

    #[llm_instrumented(provider = "openai", model = model, instrumentation = self.genai, tokens_from_response)]
    fn later_by_reference<'a>(
        &'a mut self,
        model: &'a str,
    ) -> impl Future<Output = Reply> + Send + 'a {
        self.calls += 1;
        let model = ask(model);
        async {
            self.calls += 1;
            model
        }
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    fn owned(self: Box<Self>, model: String) -> Reply {
        drop(self);
        ask(&model)
    }
}

trait Chat {
    fn genai(&self) -> &Instrumentation;

    #[llm_instrumented(provider = "openai", instrumentation = self.genai(), tokens_from_response)]
    fn chat(&self, model: &str) -> Reply {
        ask(model)
    }

    fn chat_later(&self, model: &str) -> impl Future<Output = Reply> + Send;
}

impl Chat for Client {
    fn genai(&self) -> &Instrumentation {
        &self.genai
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    async fn chat_later(&self, model: &str) -> Reply {
        ask(model)
    }
}

#[async_trait]
trait ChatDyn: Send + Sync {
    fn genai(&self) -> &Instrumentation;

    #[llm_instrumented(provider = "openai", instrumentation = self.genai(), tokens_from_response)]
    async fn provided(&self, model: &str) -> Reply {
        let answer = ask(model)?;
        Ok(answer)
    }

    async fn required(&self, model: &str, prompt: String) -> Reply;
}

#[async_trait]
impl ChatDyn for Client {
    fn genai(&self) -> &Instrumentation {
        &self.genai
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response, fields(prompt.bytes = prompt.len()))]
    async fn required(&self, model: &str, prompt: String) -> Reply {
        drop(prompt);
        ask(model)
    }
}

fn client(genai: &Instrumentation) -> Client {
    Client { genai: genai.clone(), calls: 0 }
}

both! {
    methods: |genai, model| now(client(genai).shared(model));
    methods_that_return_a_future: |genai, model| now(client(genai).later(model.to_owned()));
    methods_that_return_a_future_with_references: |genai, model| now(client(genai).later_by_reference(model));
    methods_that_take_their_object: |genai, model| Box::new(client(genai)).owned(model.to_owned());
    methods_of_traits_with_a_body: |genai, model| client(genai).chat(model);
    async_methods_of_traits: |genai, model| now(client(genai).chat_later(model));
    provided_methods_of_async_trait: |genai, model| now(client(genai).provided(model));
    required_methods_of_async_trait: |genai, model| now(client(genai).required(model, "p".to_owned()));
}

#[test]
fn arguments_may_be_changed_and_given_away() {
    let telemetry = TestTelemetry::new();
    let answer = now(client(telemetry.instrumentation()).exclusive("m".to_owned()));
    assert_eq!(answer, Ok(Answer::of("m!")));
    assert_eq!(telemetry.only_record().request.model.as_deref(), Some("m"));
}

#[test]
fn methods_that_return_a_borrowed_value_keep_its_lifetime() {
    let calls = outcome(|genai| *client(genai).exclusive_borrowed("m"));
    assert_eq!(calls, (1, READ.0, READ.1));
}
