use crate::env::Environment;

/// When the console writes in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set to something or `TERM` is `dumb`. A writer that was given is no terminal.
    #[default]
    Auto,
    /// Always, whatever it writes to.
    Always,
    /// Never.
    Never,
}

/// Whether the environment leaves colour to the terminal. A value that is not Unicode is a value all the same.
pub(super) fn is_welcome(environment: &Environment) -> bool {
    let is_dumb = matches!(environment.text(&["TERM"]), Ok(Some((_, "dumb"))));
    let is_refused = !matches!(environment.text(&["NO_COLOR"]), Ok(None));
    !is_dumb && !is_refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn welcome(pairs: &[(&str, &str)]) -> bool {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        is_welcome(&Environment::from_pairs(pairs))
    }

    #[test]
    fn environment_refuses_by_no_color_and_by_a_dumb_terminal() {
        assert!(welcome(&[]));
        assert!(welcome(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]));
        assert!(!welcome(&[("NO_COLOR", "0")]));
        assert!(!welcome(&[("TERM", "dumb")]));
    }
}
