//! Why a call has no cost, and what to do. Names that look alike are told, and never priced with.

mod advice;

use std::io::{self, Write};

use std::time::SystemTime;

use genai_otel_core::{Contradiction, Unpriced};
use genai_otel_pricing::{Found, Lookup, PriceBook, Unit};
use serde::Serialize;

use crate::digits::counted;
use crate::failure::Failure;
use crate::safe::safe;
use crate::values::moment_text;

/// What was asked, and what is known of it.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    /// The price book.
    pub(crate) book: &'a PriceBook,
    /// The model that was asked for, and of whom.
    pub(crate) lookup: Lookup<'a>,
    /// For when.
    pub(crate) at: SystemTime,
    /// The model, where one was found.
    pub(crate) found: Option<Found<'a>>,
    /// What was used, where a model was found.
    pub(crate) quantities: &'a [(Unit, u64)],
}

impl<'a> Case<'a> {
    fn model(&self) -> &'a str {
        self.lookup.request_model.unwrap_or_default()
    }

    /// What stands before the model as if it were a provider, where nobody is called that and nobody else is said to be.
    fn stranger(&self) -> Option<&'a str> {
        let (prefix, _) = self.model().split_once('/')?;
        let nobody = self.lookup.provider.is_none() && self.lookup.server_address.is_none();
        (nobody && !prefix.is_empty() && self.book.provider(prefix).is_none()).then_some(prefix)
    }

    /// The providers that the price book has.
    fn providers(&self) -> Vec<&'a str> {
        self.book.providers().into_iter().map(|provider| provider.id).collect()
    }
}

/// Writes the reason behind what it is the reason of, then lines that help.
pub(crate) fn write(
    refusal: &str,
    unpriced: &Unpriced,
    case: &Case<'_>,
    err: &mut dyn Write,
) -> io::Result<()> {
    writeln!(err, "{refusal}: {}", reason(unpriced, case))?;
    for line in advice::lines(unpriced, case) {
        writeln!(err, "  {line}")?;
    }
    Ok(())
}

/// Writes the reason for programs.
pub(crate) fn write_json(
    unpriced: &Unpriced,
    case: &Case<'_>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let answer = Answer {
        unpriced: Reason { reason: unpriced.reason(), message: reason(unpriced, case) },
        provider: case.found.as_ref().map(|found| &*found.provider),
        model: case.found.as_ref().map(|found| &*found.model_id),
        at: moment_text(case.at),
    };
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)?;
    Ok(())
}

#[derive(Serialize)]
struct Answer<'a> {
    unpriced: Reason,
    provider: Option<&'a str>,
    model: Option<&'a str>,
    at: String,
}

#[derive(Serialize)]
struct Reason {
    reason: &'static str,
    message: String,
}

fn reason(unpriced: &Unpriced, case: &Case<'_>) -> String {
    let model = &shown(case.model());
    let who = || match &case.found {
        Some(found) => format!("{} {}", found.provider, found.model_id),
        None => model.clone(),
    };
    match unpriced {
        Unpriced::UnknownProvider => match (case.lookup.provider, case.lookup.server_address) {
            (Some(provider), _) => {
                format!("the price book has no provider `{}`", shown(provider))
            }
            (None, Some(host)) => {
                format!("the price book has no provider with the host `{}`", shown(host))
            }
            (None, None) => match case.stranger() {
                Some(prefix) => format!(
                    "nobody says who provides `{model}`: `{}` is no provider of the price book",
                    shown(prefix)
                ),
                None => format!("nobody says who provides `{model}`"),
            },
        },
        Unpriced::UnknownModel => match case.lookup.provider {
            Some(provider) => {
                format!("the price book has no model `{model}` of `{}`", shown(provider))
            }
            None => format!("the price book has no model `{model}`"),
        },
        Unpriced::NoRate { unit } => format!("{} has no price for `{unit}`", who()),
        Unpriced::Contradictory(_) | Unpriced::PartsExceed { .. } => {
            format!("{unpriced}{}", numbers(unpriced, case.quantities))
        }
        _ => unpriced.to_string(),
    }
}

/// What somebody typed, without characters that a terminal would obey, and not all of it where it is long.
fn shown(text: &str) -> String {
    safe(&text.chars().take(MOST_SHOWN).collect::<String>())
}

/// The numbers that contradict each other.
fn numbers(unpriced: &Unpriced, quantities: &[(Unit, u64)]) -> String {
    let Some(whole) = whole(unpriced) else { return String::new() };
    let told = |(unit, count): &(Unit, u64)| format!("{unit} {}", counted(unit.as_str(), *count));
    let parts: Vec<_> =
        quantities.iter().filter(|(unit, _)| unit.is_part_of(whole)).map(told).collect();
    let whole = quantities.iter().find(|(unit, _)| *unit == whole).map(told);
    match whole {
        Some(whole) => format!(": {whole}, but {}", parts.join(" and ")),
        None => format!(": {}", parts.join(" and ")),
    }
}

/// The unit whose parts exceed it.
fn whole(unpriced: &Unpriced) -> Option<Unit> {
    match unpriced {
        Unpriced::PartsExceed { unit } => unit.parse().ok(),
        Unpriced::Contradictory(contradiction) => match contradiction {
            Contradiction::CacheExceedsInput | Contradiction::ModalitiesExceedInput => {
                Some(Unit::InputTokens)
            }
            Contradiction::LifetimesExceedCacheWrite => Some(Unit::CacheWriteTokens),
            Contradiction::ReasoningExceedsOutput | Contradiction::ModalitiesExceedOutput => {
                Some(Unit::OutputTokens)
            }
            Contradiction::ModalitiesExceedCacheRead => Some(Unit::CacheReadTokens),
            _ => None,
        },
        _ => None,
    }
}

const MOST_SHOWN: usize = 200;
