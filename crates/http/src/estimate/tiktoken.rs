use tiktoken_rs::tokenizer::{Tokenizer, get_tokenizer};
use tiktoken_rs::{CoreBPE, cl100k_base_singleton, o200k_base_singleton};

use super::{Estimator, TokenCounter};

/// Counts with the tokenizers of OpenAI's models: `o200k_base` for GPT-4o and later, `cl100k_base` for GPT-4, GPT-3.5
/// and embeddings. For models of others, whose tokenizers are not known here, `o200k_base` is a guess like any other.
///
/// What a provider puts around messages and tools is not counted: a few tokens each.
///
/// Of a text, 1 KiB at most is kept at a time; a word that stands across its end may count as one token more. Of each
/// side of a call the first 64 KiB are counted, 20 ms of work at worst; what follows is taken to have as many tokens a
/// byte as those.
///
/// ```no_run
/// use genai_otel_http::Tap;
/// use genai_otel_http::estimate::Tiktoken;
///
/// let tap = Tap::builder().estimate(Tiktoken::load()).build();
/// ```
#[derive(Clone, Debug)]
pub struct Tiktoken(());

impl Tiktoken {
    /// Loads the vocabularies, once in a program: 70 MB, and half a second.
    #[must_use]
    pub fn load() -> Self {
        o200k_base_singleton();
        cl100k_base_singleton();
        Self(())
    }
}

impl Estimator for Tiktoken {
    fn counter(&self, model: Option<&str>) -> Box<dyn TokenCounter> {
        // Gateways put the maker before the name.
        let name = model.and_then(|model| model.rsplit('/').next());
        let tokenizer = match name.and_then(get_tokenizer) {
            None | Some(Tokenizer::O200kBase | Tokenizer::O200kHarmony) => o200k_base_singleton(),
            Some(_) => cl100k_base_singleton(),
        };
        Box::new(Counter { tokenizer, part: String::new(), counted: 0, tokens: 0, passed: 0 })
    }
}

struct Counter {
    tokenizer: &'static CoreBPE,
    part: String,
    /// Bytes counted.
    counted: u64,
    tokens: u64,
    /// Bytes that came after those.
    passed: u64,
}

impl Counter {
    /// Counts the first `end` bytes of the part.
    fn count(&mut self, end: usize) {
        self.tokens += self.tokenizer.count_ordinary(&self.part[..end]) as u64;
        self.counted += end as u64;
        self.part.drain(..end);
    }

    /// Where the part is best cut: before the last space in its second half.
    fn cut(&self) -> usize {
        let space = self.part.rfind(char::is_whitespace);
        space.filter(|at| *at >= MAX_PART / 2).unwrap_or(self.part.len())
    }
}

impl TokenCounter for Counter {
    fn text(&mut self, part: &str) {
        for character in part.chars() {
            let bytes = character.len_utf8();
            if self.counted >= MAX_COUNTED {
                self.passed = self.passed.saturating_add(bytes as u64);
                continue;
            }
            if self.part.len() + bytes > MAX_PART {
                self.count(self.cut());
            }
            self.part.push(character);
        }
    }

    fn end_text(&mut self) {
        self.count(self.part.len());
    }

    fn tokens(&mut self) -> u64 {
        self.end_text();
        if self.passed == 0 {
            return self.tokens;
        }
        let per_byte = self.tokens as f64 / self.counted as f64;
        self.tokens.saturating_add((self.passed as f64 * per_byte).ceil() as u64)
    }
}

/// Bytes of text kept to be counted at once.
const MAX_PART: usize = 1 << 10;
/// Bytes of text counted of each side of a call.
const MAX_COUNTED: u64 = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(model: &str, parts: &[&str]) -> u64 {
        let mut counter = Tiktoken::load().counter(Some(model));
        for part in parts {
            counter.text(part);
        }
        counter.tokens()
    }

    #[test]
    fn tokens_are_those_of_the_model() {
        // "Happy birthday", as OpenAI's own account of its tokenizers counts it.
        let text = "\u{304a}\u{8a95}\u{751f}\u{65e5}\u{304a}\u{3081}\u{3067}\u{3068}\u{3046}";
        assert_eq!(tokens("gpt-4o", &[text]), 8);
        assert_eq!(tokens("openai/gpt-4o", &[text]), 8);
        assert_eq!(tokens("gpt-4", &[text]), 9);
        assert_eq!(tokens("somebody-elses", &["Hello, ", "wor", "ld"]), 3);
    }

    #[test]
    fn any_split_of_a_long_text_gives_the_same() {
        let text = "Twelve bytes and then some more of it, \u{e9}. ".repeat(200);
        let whole = tokens("gpt-4o", &[&text]);
        let exact = o200k_base_singleton().count_ordinary(&text) as u64;
        assert!(whole.abs_diff(exact) <= 10, "{whole} of {exact}");
        let single: Vec<String> = text.chars().map(String::from).collect();
        let single: Vec<&str> = single.iter().map(String::as_str).collect();
        assert_eq!(tokens("gpt-4o", &single), whole);
    }

    #[test]
    fn what_comes_after_the_bound_is_like_what_came_before() {
        let text = "word ".repeat(100_000);
        let mut counter = Tiktoken::load().counter(None);
        counter.text(&text);
        let tokens = counter.tokens();
        assert!(tokens.abs_diff(100_000) < 2_000, "{tokens}");
    }

    #[test]
    fn a_word_without_end_is_counted() {
        assert!(tokens("gpt-4o", &[&"x".repeat(20_000)]) > 1_000);
    }
}
