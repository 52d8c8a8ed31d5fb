//! Values that are written as texts.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, de};

use crate::window::Window;

/// What is parsed from a text, with an error that says what it can be.
#[derive(Clone, Debug)]
pub(super) struct Parsed<T>(pub(super) T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(de::Error::custom)
    }
}

/// A time zone by its name.
#[derive(Clone, Debug)]
pub(super) struct Zone(pub(super) TimeZone);

impl FromStr for Zone {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let zone = TimeZone::get(name);
        zone.map(Self).map_err(|_| {
            format!("`{}` is no time zone of this system, such as `Europe/Berlin`", cut(name))
        })
    }
}

/// A day of the week by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day(pub(super) Weekday);

impl FromStr for Day {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let days = [
            ("monday", Weekday::Monday),
            ("tuesday", Weekday::Tuesday),
            ("wednesday", Weekday::Wednesday),
            ("thursday", Weekday::Thursday),
            ("friday", Weekday::Friday),
            ("saturday", Weekday::Saturday),
            ("sunday", Weekday::Sunday),
        ];
        let known = days.into_iter().find(|(known, _)| *known == name);
        known
            .map(|(_, day)| Self(day))
            .ok_or_else(|| format!("`{}` is no day, such as `monday` or `sunday`", cut(name)))
    }
}

/// A length of time, as a sliding window has one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Length(pub(super) Duration);

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(Window::Sliding(length)) => Ok(Self(length)),
            _ => Err(format!("`{}` is no length of time such as `500ms`, `5s` or `1m`", cut(text))),
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(64).collect()
}
