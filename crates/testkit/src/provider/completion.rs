use super::finish::Finish;
use super::prompt::{Prompt, estimate};
use super::reply::{Content, Reply, ToolCall, Usage};
use super::tokens::TokenCounts;

/// What the fake model says to a prompt, before it is put into a provider's words.
#[derive(Debug)]
pub(crate) struct Completion {
    /// The number of the request, which all identifiers in the answer are made of.
    pub(crate) sequence: usize,
    pub(crate) model: String,
    /// Per choice, the text in pieces as a stream would send them; none when only tools are called.
    pub(crate) choices: Vec<Option<Vec<String>>>,
    pub(crate) tool_calls: Vec<ToolCall>,
    pub(crate) finish: Finish,
    pub(crate) tokens: TokenCounts,
    /// Whether the answer says the usage at all.
    pub(crate) says_usage: bool,
}

impl Completion {
    pub(crate) fn of(reply: &Reply, prompt: &Prompt, sequence: usize) -> Self {
        let (text, tool_calls, cut) = match &reply.content {
            Content::Model { text, tool_calls } => {
                (text.as_deref().map(pieces), tool_calls.clone(), false)
            }
            _ => {
                let mut pieces = pieces(&echo(&prompt.last_text));
                let limit = prompt.max_tokens.unwrap_or(usize::MAX);
                let cut = pieces.len() > limit;
                pieces.truncate(limit);
                (Some(pieces), Vec::new(), cut)
            }
        };
        let finish = reply.finish.clone().unwrap_or(match (cut, tool_calls.is_empty()) {
            (true, _) => Finish::Length,
            (false, true) => Finish::Stop,
            (false, false) => Finish::ToolCalls,
        });
        let choices: Vec<_> = (0..prompt.choices).map(|_| text.clone()).collect();
        let counted =
            || TokenCounts::new(prompt.input_tokens, output_tokens(&choices, &tool_calls));
        let (tokens, says_usage) = match reply.usage {
            Usage::Given(tokens) => (tokens, true),
            Usage::Counted => (counted(), true),
            Usage::Unsaid => (counted(), false),
        };
        let model = reply.model.clone().unwrap_or_else(|| dated(&prompt.model));
        Self { sequence, model, choices, tool_calls, finish, tokens, says_usage }
    }

    /// An identifier with the provider's prefix: `chatcmpl-000001`.
    pub(crate) fn id(&self, prefix: &str) -> String {
        format!("{prefix}{:06}", self.sequence)
    }

    /// The identifier of the tool call at `index` of the choice at `choice`.
    pub(crate) fn tool_call_id(&self, prefix: &str, choice: usize, index: usize) -> String {
        format!("{prefix}{:06}_{}", self.sequence, choice * self.tool_calls.len() + index + 1)
    }

    pub(crate) fn text(&self, choice: usize) -> Option<String> {
        self.choices.get(choice)?.as_ref().map(|pieces| pieces.concat())
    }
}

fn echo(text: &str) -> String {
    let mut quoted: String = text.chars().take(MAX_QUOTE).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    format!("You said: {quoted}")
}

/// Words with the white space before them, about what a tokenizer makes of plain text.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut after_space = true;
    for c in text.chars() {
        let begins = c.is_whitespace() && !after_space;
        match pieces.last_mut() {
            Some(piece) if !begins => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        after_space = c.is_whitespace();
    }
    pieces
}

fn output_tokens(choices: &[Option<Vec<String>>], tool_calls: &[ToolCall]) -> u64 {
    let text: usize = choices.iter().flatten().map(Vec::len).sum();
    let tools: u64 = tool_calls
        .iter()
        .map(|call| estimate(&call.name) + estimate(&call.arguments.to_string()) + 3)
        .sum();
    text as u64 + tools * choices.len() as u64
}

/// Providers answer with a dated model where an alias was asked for.
fn dated(model: &str) -> String {
    if model.ends_with(DATE) { model.to_owned() } else { format!("{model}{DATE}") }
}

const DATE: &str = "-2026-01-01";
const MAX_QUOTE: usize = 80;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "\\PC{0,80}") {
            prop_assert_eq!(pieces(&text).concat(), text);
        }
    }

    #[test]
    fn pieces_are_words_with_the_space_before_them() {
        assert_eq!(pieces("It is  21 °C."), ["It", " is", "  21", " °C."]);
        assert_eq!(pieces(""), [""; 0]);
    }
}
