use crate::{SetupError, error::Origin};

/// `true` or `false`, in any case of letters.
pub(crate) fn flag(origin: Origin, text: &str) -> Result<bool, SetupError> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(origin.invalid(text, "`true` or `false`")),
    }
}
