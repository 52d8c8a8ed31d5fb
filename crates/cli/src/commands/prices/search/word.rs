//! Words, and how they occur in names.

use genai_otel_pricing::PriceBook;

/// A word that must occur.
#[derive(Debug)]
pub(super) struct Word<'b> {
    text: String,
    /// The provider that goes by it: `vertex`.
    provider: Option<&'b str>,
}

impl<'b> Word<'b> {
    /// What a word means.
    pub(super) fn new(word: &str, book: &'b PriceBook) -> Self {
        Self { text: plain(word), provider: book.provider(word).map(|provider| provider.id) }
    }

    /// Whether it occurs in a text that is `plain`, or names the provider.
    pub(super) fn occurs(&self, provider: &str, text: &str) -> bool {
        self.provider == Some(provider) || text.contains(&self.text)
    }
}

/// In lower case, with one sign for all that divide names: `sonnet 4.5` is also `sonnet-4-5`.
pub(super) fn plain(text: &str) -> String {
    text.to_lowercase().replace(['.', '_', '/'], "-")
}
