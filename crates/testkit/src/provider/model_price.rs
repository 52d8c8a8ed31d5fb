use super::tokens::TokenCounts;

/// What a model costs at the fake provider, in pico-dollars (10^-12) for a million tokens: 2.5 dollars a million are
/// `2_500_000_000_000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelPrice {
    /// Of input that is neither read from the cache nor written to it.
    pub input: u64,
    /// Of input that is read from the cache.
    pub cached: u64,
    /// Of input that is written to the cache.
    pub cache_write: u64,
    /// Of output, reasoning included.
    pub output: u64,
}

impl ModelPrice {
    /// Prices of input, cached or not, and of output.
    #[must_use]
    pub const fn new(input: u64, output: u64) -> Self {
        Self { input, cached: input, cache_write: input, output }
    }

    /// Another price for input that is read from the cache.
    #[must_use]
    pub const fn cached(mut self, price: u64) -> Self {
        self.cached = price;
        self
    }

    /// Another price for input that is written to the cache.
    #[must_use]
    pub const fn cache_write(mut self, price: u64) -> Self {
        self.cache_write = price;
        self
    }

    /// What tokens cost, in 10^-18 dollars: nothing is rounded.
    pub(crate) fn of(&self, tokens: TokenCounts) -> u128 {
        [
            (tokens.uncached(), self.input),
            (tokens.cached, self.cached),
            (tokens.cache_write, self.cache_write),
            (tokens.output, self.output),
        ]
        .into_iter()
        .map(|(count, price)| u128::from(count) * u128::from(price))
        .fold(0, u128::saturating_add)
    }
}

/// An exact amount of 10^-18 dollars as a decimal number of dollars: `0.0042`.
pub(crate) fn dollars(amount: u128) -> String {
    let number = format!("{}.{:018}", amount / UNIT, amount % UNIT);
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

const UNIT: u128 = 1_000_000_000_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_and_written_tokens_have_their_own_price_and_nothing_is_rounded() {
        let price =
            ModelPrice::new(2_500_000_000_000, 10_000_000_000_000).cached(1_250_000_000_000);
        assert_eq!(dollars(price.of(TokenCounts::new(2_006, 300).cached(1_920))), "0.005615");
        let written = price.cache_write(3_000_000_000_001);
        let tokens = TokenCounts::new(10, 0).cache_write(1);
        assert_eq!(dollars(written.of(tokens)), "0.000025500000000001");
        assert_eq!((dollars(0), dollars(5 * UNIT)), ("0".to_owned(), "5".to_owned()));
    }
}
