//! Limits: `50`, `50 EUR`, `2.5` (percent), `u-1=200k tokens`.

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::limits::Limit;

use super::{ParseCountError, parse_count};

/// Parses an amount of money, with its currency behind it unless it is in US dollars.
pub(crate) fn parse_limit_money(text: &str) -> Result<Money, ParseLimitError> {
    let text = text.trim();
    let behind = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, code) = text.split_at(behind);
    let currency = match code {
        "" => Some(Currency::USD),
        code => Currency::new(code),
    };
    let money: Option<Money> = number.trim_end().parse().ok();
    let money = money.zip(currency).map(|(money, code)| Money::from_pico(money.pico(), code));
    money.filter(|money| money.pico() >= 0).ok_or(ParseLimitError::Money)
}

/// Parses percents, as millionths.
pub(crate) fn parse_millionths(text: &str) -> Result<u32, ParseLimitError> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > 4 {
        return Err(ParseLimitError::Percent);
    }
    let millionths = format!("{whole}{fraction:0<4}").parse().ok();
    millionths.filter(|millionths| *millionths <= 1_000_000).ok_or(ParseLimitError::Percent)
}

/// Parses `USER=X`: what a user may need on a day.
pub(crate) fn parse_user_limit(text: &str) -> Result<Limit, ParseLimitError> {
    let pair = text.rsplit_once('=').filter(|(user, _)| !user.is_empty());
    let (user, limit) = pair.ok_or(ParseLimitError::NoUser)?;
    let counted =
        |unit: &str| limit.trim().strip_suffix(unit).map(|count| parse_count(count.trim_end()));
    let limit = match (counted("tokens"), counted("calls")) {
        (Some(tokens), _) => Limit::TokensPerDay(tokens?),
        (_, Some(calls)) => Limit::CallsPerDay(calls?),
        _ => Limit::CostPerDay(parse_limit_money(limit)?),
    };
    Ok(Limit::OfUser(user.to_owned(), Box::new(limit)))
}

/// A text that is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseLimitError {
    /// No amount of money.
    #[error("is no amount of money such as `50`, `0.25` or `50 EUR`")]
    Money,
    /// No percents, or more than a hundred.
    #[error("is no number from 0 to 100 with at most four decimals, such as `2.5`")]
    Percent,
    /// Nobody is named.
    #[error(
        "is no user and limit such as `u-1=5`, `u-1=5 EUR`, `u-1=200k tokens` or `u-1=100 calls`"
    )]
    NoUser,
    /// The count is none.
    #[error("the count {0}")]
    Count(#[from] ParseCountError),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_is_exact_and_has_its_currency() {
        for (text, shown) in [
            ("50", "50 USD"),
            ("0.25 EUR", "0.25 EUR"),
            ("5eur", "5 EUR"),
            (" 1.000000000001", "1.000000000001 USD"),
        ] {
            assert_eq!(
                parse_limit_money(text).map(|money| money.to_string()),
                Ok(shown.to_owned())
            );
        }
        for text in ["", "-1", "EUR", "5 EURO", "5 $", "five"] {
            assert_eq!(parse_limit_money(text), Err(ParseLimitError::Money), "{text}");
        }
    }

    #[test]
    fn percents_are_exact() {
        for (text, millionths) in [("0", 0), ("2.5", 25_000), ("100%", 1_000_000), ("0.0001", 1)] {
            assert_eq!(parse_millionths(text), Ok(millionths), "{text}");
        }
        for text in ["", "100.1", "-1", "1.", ".5", "0.00001", "1e1", "99999999999"] {
            assert_eq!(parse_millionths(text), Err(ParseLimitError::Percent), "{text}");
        }
    }

    #[test]
    fn a_limit_of_a_user_says_what_is_limited() {
        let of = |user: &str, limit| Ok(Limit::OfUser(user.to_owned(), Box::new(limit)));
        assert_eq!(parse_user_limit("u-1=200k tokens"), of("u-1", Limit::TokensPerDay(200_000)));
        assert_eq!(parse_user_limit("a=b=7calls"), of("a=b", Limit::CallsPerDay(7)));
        let five = Money::from_pico(5_000_000_000_000, Currency::USD);
        assert_eq!(parse_user_limit("u-1=5"), of("u-1", Limit::CostPerDay(five)));
        assert_eq!(parse_user_limit("u-1"), Err(ParseLimitError::NoUser));
        assert_eq!(parse_user_limit("=5"), Err(ParseLimitError::NoUser));
        assert_eq!(parse_user_limit("u-1=x"), Err(ParseLimitError::Money));
        let why = ParseLimitError::Count(ParseCountError::Negative);
        assert_eq!(parse_user_limit("u-1=-5 calls"), Err(why));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,16}|[0-9.= a-zE%]{0,16}") {
            let read = (parse_limit_money(&text), parse_millionths(&text), parse_user_limit(&text));
            drop(read);
        }
    }
}
