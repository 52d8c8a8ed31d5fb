//! The difference between two sets of prices.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use genai_otel_pricing::{Date, Factor, Model};
use serde::Serialize;

use crate::sheet::Sheet;
use crate::words;

/// Models by provider and id, with the user's discounts and margins.
pub(super) type Models<'m> = BTreeMap<(String, String), (&'m Model, Vec<(Arc<str>, Factor)>)>;

/// What is compared of a model.
#[derive(Clone, Copy, Debug)]
pub(super) enum Extent {
    /// All prices, and since when they hold.
    History,
    /// What holds on a day. A model without a price then is not there.
    Day(Date),
}

/// A model that is not the same in both.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// Whether it came, went or changed.
    pub(super) change: Kind,
    /// What of: a model, or an entry of a file.
    #[serde(flatten)]
    pub(super) subject: Subject,
    /// What is not the same.
    pub(super) lines: Vec<Line>,
}

/// What came, went or changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub(super) enum Subject {
    /// A model.
    Model {
        /// The provider's id.
        provider: String,
        /// The model's id.
        model: String,
    },
    /// What a file says beside prices.
    Entry {
        /// The key in the file: `adjust`.
        section: &'static str,
        /// Which of them.
        entry: String,
    },
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model { provider, model } => write!(f, "{provider} {model}"),
            Self::Entry { section, entry } => write!(f, "{section}: {entry}"),
        }
    }
}

/// What happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// It is only in the new.
    Added,
    /// It is only in the old.
    Removed,
    /// It is in both.
    Changed,
}

/// Something of a model that is not the same.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// What: `input_tokens when processing=batch`.
    pub(super) what: String,
    /// What it was; nothing where it was not there.
    pub(super) old: Option<String>,
    /// What it is; nothing where it is not there.
    pub(super) new: Option<String>,
}

/// All models that are not the same, by provider and id.
pub(super) fn difference(old: &Models<'_>, new: &Models<'_>, of: (Extent, Extent)) -> Vec<Change> {
    changes(&described(old, of.0), &described(new, of.1))
}

/// All that is not the same, in order.
pub(super) fn changes(old: &Subjects, new: &Subjects) -> Vec<Change> {
    let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let change = |key: &&Subject| {
        let lines = lines(old.get(*key).unwrap_or(&vec![]), new.get(*key).unwrap_or(&vec![]));
        let change = match (old.contains_key(*key), new.contains_key(*key)) {
            (false, _) => Kind::Added,
            (_, false) => Kind::Removed,
            _ if lines.is_empty() => return None,
            _ => Kind::Changed,
        };
        Some(Change { change, subject: (*key).clone(), lines })
    };
    keys.iter().filter_map(change).collect()
}

/// What is compared, each with its lines: a label and a value.
pub(super) type Subjects = BTreeMap<Subject, Described>;

type Described = Vec<(String, String)>;

fn described(models: &Models<'_>, extent: Extent) -> Subjects {
    let described = models.iter().filter_map(|(key, (model, factors))| {
        let mut lines = vec![("matches".to_owned(), words::rule(&model.rule))];
        match extent {
            Extent::History => {
                let sheet = Sheet::of(model, SystemTime::UNIX_EPOCH);
                lines.extend(sheet.lines(true));
            }
            Extent::Day(day) => {
                let sheet = Sheet::on(model, day);
                sheet.blocks.first()?;
                lines.extend(sheet.lines(false));
            }
        }
        let own = |(reason, times): &(Arc<str>, Factor)| {
            (format!("all by {reason}"), format!("x {times}"))
        };
        lines.extend(factors.iter().map(own));
        if model.deprecated {
            lines.push(("deprecated".to_owned(), "yes".to_owned()));
        }
        let (provider, model) = key.clone();
        Some((Subject::Model { provider, model }, lines))
    });
    described.collect()
}

fn lines(old: &Described, new: &Described) -> Vec<Line> {
    let value = |lines: &Described, what: &str| {
        lines.iter().find(|(known, _)| known == what).map(|(_, value)| value.clone())
    };
    let gone = old.iter().filter(|(what, _)| value(new, what).is_none());
    let all = new.iter().chain(gone).map(|(what, _)| Line {
        what: what.clone(),
        old: value(old, what),
        new: value(new, what),
    });
    all.filter(|line| line.old != line.new).collect()
}
