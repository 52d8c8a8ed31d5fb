use std::time::Duration;

use genai_otel_testkit::{Failure, FakeProvider, Reply, StartError, TokenCounts};
use serde_json::json;

/// The providers of the quickstart, with what they will answer in this order.
#[derive(Debug)]
pub struct Stage {
    openai: FakeProvider,
    anthropic: FakeProvider,
}

impl Stage {
    /// Starts them.
    ///
    /// # Errors
    ///
    /// When no port of 127.0.0.1 can be listened on.
    pub fn start() -> Result<Self, StartError> {
        let weather = Reply::tool_call("get_weather", json!({"city": "Lisbon"}));
        let advice = Reply::text("21 °C and dry: take a light jacket for the evening.");
        let headline = Reply::text("Light layers for Lisbon");
        let openai = FakeProvider::builder()
            .reply_at(CHAT, Reply::failure(Failure::Overloaded))
            .reply_at(CHAT, paced(weather.usage(TokenCounts::new(82, 17))))
            .reply_at(CHAT, Reply::rate_limited(Duration::from_secs(20)))
            .reply_at(CHAT, paced(headline.usage(TokenCounts::new(31, 5))))
            .start()?;
        let anthropic = FakeProvider::builder()
            .reply(paced(advice.usage(TokenCounts::new(1_240, 14).cached(1_024))))
            .start()?;
        Ok(Self { openai, anthropic })
    }

    /// Where OpenAI's API is.
    #[must_use]
    pub fn openai_url(&self) -> String {
        self.openai.url()
    }

    /// Where Anthropic's API is.
    #[must_use]
    pub fn anthropic_url(&self) -> String {
        self.anthropic.url()
    }
}

/// Slow enough that there are times to see.
fn paced(reply: Reply) -> Reply {
    reply.delay(Duration::from_millis(20)).pace(Duration::from_millis(3))
}

const CHAT: &str = "/v1/chat/completions";
