//! Colours, where the terminal may have them.

use crate::world::Terminal;

/// What a text is coloured for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paint {
    /// The head of a table or of a part of an answer.
    Head,
    /// What went wrong.
    Bad,
    /// Charts.
    Chart,
    /// What may be overlooked.
    Faint,
}

impl Paint {
    /// The text in its colour, where the terminal may be coloured.
    pub(crate) fn on(self, terminal: Terminal, text: &str) -> String {
        if !terminal.colour || text.trim().is_empty() {
            return text.to_owned();
        }
        let code = match self {
            Self::Head => "1",
            Self::Bad => "31",
            Self::Chart => "36",
            Self::Faint => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
