//! The members of an object, as they are written.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Hands each member of an object to `take`, in order, its value as it is written. An error of `take` is told with its key.
pub(super) fn each<'a>(
    object: &'a str,
    take: impl FnMut(&str, &'a str) -> Result<(), String>,
) -> Result<(), String> {
    let mut members = Members { take, failure: None };
    let mut reader = serde_json::Deserializer::from_str(object);
    let read = reader.deserialize_map(&mut members).and_then(|()| reader.end());
    match (members.failure, read) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => Err(syntax(&error)),
        (None, Ok(())) => Ok(()),
    }
}

/// What the parser says, without the number of the line, which is always the first here.
pub(super) fn syntax(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match told.strip_suffix(&place) {
        Some(why) => format!("{why} at column {}", error.column()),
        None => told,
    }
}

struct Members<F> {
    take: F,
    failure: Option<String>,
}

impl<'a, F: FnMut(&str, &'a str) -> Result<(), String>> Visitor<'a> for &mut Members<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = members.next_key()? {
            let value: &'a RawValue = members.next_value()?;
            if let Err(why) = (self.take)(&key, value.get()) {
                self.failure = Some(format!("`{key}`: {why}"));
                return Err(A::Error::custom("a member is not understood"));
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
