use serde_json::Value;

/// The part of a request that an answer depends on.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) model: String,
    /// The text of the last message.
    pub(crate) last_text: String,
    /// An estimate: a token per four characters of text, and three per message.
    pub(crate) input_tokens: u64,
    pub(crate) choices: usize,
    pub(crate) max_tokens: Option<usize>,
    pub(crate) stream: bool,
    pub(crate) include_usage: bool,
}

impl Prompt {
    /// Reads a chat request of OpenAI or Anthropic, or a responses request; the error is a message for a 400.
    pub(crate) fn read(body: &Value) -> Result<Self, String> {
        let messages = body.get("messages").or_else(|| body.get("input"));
        let messages = match messages {
            Some(Value::Array(messages)) if !messages.is_empty() => messages.as_slice(),
            Some(text @ Value::String(_)) => std::slice::from_ref(text),
            _ => return Err("Missing required parameter: 'messages' or 'input'.".to_owned()),
        };
        let system = body.get("system").or_else(|| body.get("instructions")).map(text_of);
        let texts: Vec<String> = system.into_iter().chain(messages.iter().map(text_of)).collect();
        let choices =
            body.get("n").map_or(Some(1), Value::as_u64).filter(|n| (1..=128).contains(n));
        let choices = choices.ok_or("Invalid 'n': expected an integer from 1 to 128.")?;
        let max_tokens = ["max_completion_tokens", "max_output_tokens", "max_tokens"];
        let max_tokens = max_tokens.iter().find_map(|name| body.get(name)?.as_u64());
        Ok(Self {
            model: model_of(body)?,
            input_tokens: texts.iter().map(|text| estimate(text) + 3).sum(),
            last_text: texts.last().cloned().unwrap_or_default(),
            choices: usize::try_from(choices).unwrap_or(1),
            max_tokens: max_tokens.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
            stream: is_true(body.get("stream")),
            include_usage: is_true(body.pointer("/stream_options/include_usage")),
        })
    }
}

pub(super) fn model_of(body: &Value) -> Result<String, String> {
    match body.get("model").and_then(Value::as_str) {
        Some(model) if !model.is_empty() => Ok(model.to_owned()),
        _ => Err("Missing required parameter: 'model'.".to_owned()),
    }
}

pub(super) fn estimate(text: &str) -> u64 {
    text.chars().count().div_ceil(4) as u64
}

/// The text of a message in any of the shapes that the providers take: a string, `content` as a string, `content`
/// as a list of parts, the result of a tool.
fn text_of(message: &Value) -> String {
    match message {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text_of).collect::<Vec<_>>().join("\n"),
        Value::Object(fields) => {
            let parts = ["text", "content", "output", "arguments"];
            parts.iter().find_map(|name| fields.get(*name)).map(text_of).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn is_true(value: Option<&Value>) -> bool {
    value.and_then(Value::as_bool) == Some(true)
}
