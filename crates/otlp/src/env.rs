//! The environment, read once and handed on as pairs.

use std::{collections::BTreeMap, fmt};

use crate::{SetupError, error::Origin};

mod flag;
mod number;
mod variables;

pub(crate) use flag::flag;
pub(crate) use number::{Range, duration_in, milliseconds, whole_number};
pub use variables::{VARIABLES, Variable};

/// The variables that concern an exporter; all others are dropped at once, so that no unrelated secret is kept.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    values: BTreeMap<&'static str, Text>,
}

#[derive(Clone)]
enum Text {
    Unicode(String),
    /// Not Unicode; what is left of it after replacing the bad parts.
    Lossy(String),
}

impl Environment {
    /// The seam: the only place that reads the process environment.
    pub(crate) fn of_process() -> Self {
        Self::collect(std::env::vars_os().map(|(name, value)| {
            let value = value.into_string().map_or_else(
                |value| Text::Lossy(value.to_string_lossy().into_owned()),
                Text::Unicode,
            );
            (name.to_string_lossy().into_owned(), value)
        }))
    }

    pub(crate) fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::collect(pairs.into_iter().map(|(name, value)| (name, Text::Unicode(value))))
    }

    fn collect(pairs: impl Iterator<Item = (String, Text)>) -> Self {
        let values = pairs.filter_map(|(name, value)| Some((known(&name)?, value))).collect();
        Self { values }
    }

    /// The first of `names` that is set to something. An empty value counts as unset, as the specification says.
    pub(crate) fn text(
        &self,
        names: &[&'static str],
    ) -> Result<Option<(Origin, &str)>, SetupError> {
        for name in names {
            debug_assert!(known(name).is_some(), "{name} is missing in VARIABLES");
            match self.values.get(name) {
                Some(Text::Unicode(value)) if !value.trim().is_empty() => {
                    return Ok(Some((Origin::Variable(name), value.trim())));
                }
                Some(Text::Lossy(value)) => {
                    let value = if is_secret(name) { crate::error::REDACTED } else { value };
                    return Err(Origin::Variable(name).invalid(value, "Unicode text"));
                }
                Some(Text::Unicode(_)) | None => {}
            }
        }
        Ok(None)
    }

    /// The value of one that is set to blanks, which [`text`](Self::text) passes over: for those of which that is no harmless
    /// thing.
    pub(crate) fn blank(&self, name: &'static str) -> Option<(Origin, &str)> {
        match self.values.get(name) {
            Some(Text::Unicode(value)) if !value.is_empty() && value.trim().is_empty() => {
                Some((Origin::Variable(name), value))
            }
            _ => None,
        }
    }

    /// The first of `names` that is set, read by `parse`.
    pub(crate) fn read<T>(
        &self,
        names: &[&'static str],
        parse: impl FnOnce(Origin, &str) -> Result<T, SetupError>,
    ) -> Result<Option<T>, SetupError> {
        self.text(names)?.map(|(origin, value)| parse(origin, value)).transpose()
    }
}

impl fmt::Debug for Environment {
    /// Names only: values may be credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

fn known(name: &str) -> Option<&'static str> {
    VARIABLES.iter().map(|variable| variable.name).find(|known| *known == name)
}

fn is_secret(name: &str) -> bool {
    name.ends_with("_HEADERS") || name.ends_with("_ENDPOINT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::from_pairs(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn unrelated_variables_are_not_kept() {
        let environment = environment(&[("AWS_SECRET_ACCESS_KEY", "s3cr3t"), ("HOSTNAME", "h")]);
        assert_eq!(format!("{environment:?}"), r#"{"HOSTNAME"}"#);
    }

    #[test]
    fn empty_value_is_as_unset() {
        let environment = environment(&[
            ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", ""),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", " 7 "),
        ]);
        let names = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
        assert_eq!(
            environment.text(&names).unwrap(),
            Some((Origin::Variable("OTEL_EXPORTER_OTLP_TIMEOUT"), "7"))
        );
    }

    #[test]
    fn value_that_is_not_unicode_is_an_error_and_a_header_stays_hidden() {
        let pairs = [
            ("OTEL_SERVICE_NAME".to_owned(), Text::Lossy("caf\u{fffd}".to_owned())),
            ("OTEL_EXPORTER_OTLP_HEADERS".to_owned(), Text::Lossy("key=s3cr3t".to_owned())),
        ];
        let environment = Environment::collect(pairs.into_iter());
        let error = |name| environment.text(&[name]).unwrap_err().to_string();
        assert_eq!(
            error("OTEL_SERVICE_NAME"),
            "OTEL_SERVICE_NAME is `caf\u{fffd}`, expected Unicode text"
        );
        assert_eq!(
            error("OTEL_EXPORTER_OTLP_HEADERS"),
            "OTEL_EXPORTER_OTLP_HEADERS is `<redacted>`, expected Unicode text"
        );
    }
}
