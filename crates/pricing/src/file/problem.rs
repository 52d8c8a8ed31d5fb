//! What can be wrong with a price file.

use std::io;

/// What is wrong with a price file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceFileProblem {
    /// The file cannot be read.
    #[error("cannot be read: {message}")]
    #[non_exhaustive]
    Unreadable {
        /// The kind of the error.
        kind: io::ErrorKind,
        /// What the system says.
        message: String,
    },
    /// The file is larger than 64 MiB.
    #[error("is larger than 64 MiB")]
    TooLarge,
    /// The file is no UTF-8 text.
    #[error("is no UTF-8 text from here")]
    NotUtf8,
    /// The name of the file does not say what it is.
    #[error("must be named `.toml` or `.json`")]
    UnknownFormat,
    /// The file is no JSON or TOML.
    #[error("{message}")]
    #[non_exhaustive]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// Values stand too deep in each other.
    #[error("values stand in each other more than 40 deep")]
    TooDeep,
    /// The file is of a schema that this version does not know.
    #[error("schema {found} is unknown; this version reads schema 1")]
    #[non_exhaustive]
    UnknownSchema {
        /// The number of the schema.
        found: u64,
    },
    /// A value is of the wrong type.
    #[error("is {found}, but must be {expected}")]
    #[non_exhaustive]
    WrongType {
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// There is no such key here.
    #[error("is unknown; there can be {known}")]
    #[non_exhaustive]
    UnknownKey {
        /// The keys that can be here.
        known: String,
    },
    /// A key is missing.
    #[error("is missing; write {what}")]
    #[non_exhaustive]
    Missing {
        /// What to write.
        what: &'static str,
    },
    /// A key, an id or a name stands twice.
    #[error("`{name}` stands here twice")]
    #[non_exhaustive]
    Twice {
        /// What stands twice.
        name: String,
    },
    /// A text is empty, too long, or has spaces around it.
    #[error("`{text}` {problem}")]
    #[non_exhaustive]
    Text {
        /// The text, at most its first 64 characters.
        text: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A list or table is empty.
    #[error("is empty; {instead}")]
    #[non_exhaustive]
    Empty {
        /// What to do.
        instead: &'static str,
    },
    /// A number is not what it must be: malformed, negative, too large, zero where that makes no sense.
    #[error("`{text}` {problem}")]
    #[non_exhaustive]
    Number {
        /// The number, at most its first 64 characters.
        text: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A list is too long.
    #[error("has more than {most} entries")]
    #[non_exhaustive]
    TooMany {
        /// How many there can be.
        most: usize,
    },
    /// There is no such unit.
    #[error("there is no unit `{name}`; units are such as `input_tokens`")]
    #[non_exhaustive]
    UnknownUnit {
        /// The name.
        name: String,
    },
    /// There is no such currency today.
    #[error("`{code}` is no currency of ISO 4217 in use, such as `USD`")]
    #[non_exhaustive]
    UnknownCurrency {
        /// The code.
        code: String,
    },
    /// There is no such mode.
    #[error("there is no mode `{name}`; there are {known}")]
    #[non_exhaustive]
    UnknownMode {
        /// The name.
        name: String,
        /// The modes.
        known: String,
    },
    /// A date is none.
    #[error("`{text}` is no date such as `2026-11-29`")]
    #[non_exhaustive]
    Date {
        /// The text, at most its first 64 characters.
        text: String,
    },
    /// A time of day is none.
    #[error("`{text}` is no time of day in UTC such as `16:30`")]
    #[non_exhaustive]
    Time {
        /// The text, at most its first 64 characters.
        text: String,
    },
    /// An interval ends where it begins, or before.
    #[error("the interval is empty; `until` is when it no longer holds")]
    EmptyInterval,
    /// A rule is not what it must be.
    #[error("{problem}")]
    #[non_exhaustive]
    Rule {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The tiers of a rate do not ascend.
    #[error("tiers must ascend: {over} does not exceed {before}")]
    #[non_exhaustive]
    TierOrder {
        /// Where the tier begins.
        over: u64,
        /// Where the one before it begins.
        before: u64,
    },
    /// Prices that never count: later ones hold whenever they do.
    #[error(
        "never counts: `{by}` holds whenever this does; give that a later `from`, or remove this"
    )]
    #[non_exhaustive]
    Hidden {
        /// What hides it.
        by: String,
    },
    /// A part has a rate, but not what it is part of.
    #[error("`{part}` is part of `{whole}`, which has no rate; add one")]
    #[non_exhaustive]
    WholeUnpriced {
        /// The unit with a rate.
        part: &'static str,
        /// The unit without.
        whole: &'static str,
    },
    /// Two units with a rate overlap, but what is both has none.
    #[error("`{first}` and `{second}` overlap, so `{both}` needs a rate; add one")]
    #[non_exhaustive]
    OverlapUnpriced {
        /// A unit with a rate.
        first: &'static str,
        /// Another unit with a rate.
        second: &'static str,
        /// What is both.
        both: &'static str,
    },
    /// The least that is billed of a unit that has no rate.
    #[error("`{unit}` has no rate in any of the prices; add one, or remove the minimum")]
    #[non_exhaustive]
    MinimumUnpriced {
        /// The unit.
        unit: &'static str,
    },
    /// A name of a deployment points to a model that nobody knows.
    #[error("there is no model `{model}` of the provider `{provider}` in the price book")]
    #[non_exhaustive]
    UnknownModel {
        /// The provider.
        provider: String,
        /// The model.
        model: String,
    },
}
