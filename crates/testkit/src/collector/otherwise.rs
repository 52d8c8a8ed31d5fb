use std::fmt;

use super::offer::Offer;
use super::reaction::Reaction;

/// The reaction to requests that find no other.
pub(super) enum Otherwise {
    Always(Reaction),
    Decided(Box<Decide>),
}

type Decide = dyn Fn(&Offer<'_>) -> Reaction + Send;

impl Otherwise {
    pub(super) fn to(&self, offer: &Offer<'_>) -> Reaction {
        match self {
            Self::Always(reaction) => reaction.clone(),
            Self::Decided(decide) => decide(offer),
        }
    }
}

impl Default for Otherwise {
    fn default() -> Self {
        Self::Always(Reaction::default())
    }
}

impl fmt::Debug for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always(reaction) => reaction.fmt(f),
            Self::Decided(_) => f.write_str("Decided"),
        }
    }
}
