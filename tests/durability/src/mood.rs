use std::fmt;
use std::str::FromStr;

use anyhow::bail;
use genai_otel_testkit::{Fault, Reaction};

use crate::dice::Dice;

/// How a collector does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes what comes.
    Accept,
    /// Nobody listens.
    Refuse,
    /// It answers 503.
    Busy,
    /// It resets connections.
    Reset,
    /// A black hole: it says nothing.
    Silent,
    /// It takes what comes, and the answer is lost by a reset.
    Lost,
    /// It takes what comes, and half of the answer is lost.
    HalfLost,
}

impl Mood {
    /// One of all; every second time a good one, so that what was kept does not only grow.
    pub(crate) fn any(dice: &mut Dice) -> Self {
        match dice.below(12) {
            0 => Self::Refuse,
            1 => Self::Busy,
            2 => Self::Reset,
            3 => Self::Silent,
            4 => Self::Lost,
            5 => Self::HalfLost,
            _ => Self::Accept,
        }
    }

    pub(crate) fn reaction(self) -> Reaction {
        match self {
            Self::Accept => Reaction::accept(),
            Self::Busy => Reaction::status(503),
            // Who still has a connection does not reach anybody either.
            Self::Refuse | Self::Reset => Reaction::fault(Fault::Reset),
            Self::Silent => Reaction::fault(Fault::Silence),
            Self::Lost => Reaction::fault(Fault::Reset).keep_anyway(),
            Self::HalfLost => Reaction::fault(Fault::HalfResponse).keep_anyway(),
        }
    }

    /// Whether what comes is kept.
    pub(crate) fn keeps(self) -> bool {
        matches!(self, Self::Accept) || self.is_lost()
    }

    /// Whether it is kept and nobody hears of it.
    pub(crate) fn is_lost(self) -> bool {
        matches!(self, Self::Lost | Self::HalfLost)
    }
}

/// Those without a fault of their own, and what keeps nothing.
pub(crate) const AWAY: [Mood; 4] = [Mood::Refuse, Mood::Silent, Mood::Busy, Mood::Reset];

const NAMES: [(Mood, &str); 7] = [
    (Mood::Accept, "accept"),
    (Mood::Refuse, "refuse"),
    (Mood::Busy, "busy"),
    (Mood::Reset, "reset"),
    (Mood::Silent, "silent"),
    (Mood::Lost, "lost"),
    (Mood::HalfLost, "half-lost"),
];

impl fmt::Display for Mood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(mood, _)| mood == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

impl FromStr for Mood {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match NAMES.iter().find(|(_, name)| *name == text) {
            Some((mood, _)) => Ok(*mood),
            None => bail!("`{text}` is no mood of a collector"),
        }
    }
}
