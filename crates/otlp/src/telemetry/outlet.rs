use std::fmt;

use crate::Signal;

/// A signal on one of its ways out, as it is named where one has not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outlet {
    Otlp(Signal),
    Console(Signal),
}

impl fmt::Display for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Otlp(signal) => write!(f, "{signal}"),
            Self::Console(signal) => write!(f, "{signal}{}", crate::error::ON_THE_CONSOLE),
        }
    }
}
