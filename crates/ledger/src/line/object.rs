//! A JSON object, written member by member. What is not known is not written.

use std::io::Write;
use std::time::Duration;

use genai_otel_core::Money;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::number::{write_millis, write_money, write_scaled, write_whole};

/// A JSON object that is being written.
pub(super) struct Object<'l> {
    line: &'l mut Vec<u8>,
    is_empty: bool,
}

impl<'l> Object<'l> {
    /// Opens an object.
    pub(super) fn open(line: &'l mut Vec<u8>) -> Self {
        line.push(b'{');
        Self { line, is_empty: true }
    }

    /// Goes on with an object that has members already.
    pub(super) fn opened(line: &'l mut Vec<u8>) -> Self {
        Self { line, is_empty: false }
    }

    /// Closes it.
    pub(super) fn close(self) {
        self.line.push(b'}');
    }

    /// Writes a key of ours, in which nothing has to be escaped, and lends what its value is written to.
    pub(super) fn key(&mut self, key: &str) -> &mut Vec<u8> {
        self.part();
        self.line.push(b'"');
        self.line.extend_from_slice(key.as_bytes());
        self.line.extend_from_slice(b"\":");
        self.line
    }

    /// Writes a member of somebody else's.
    pub(super) fn foreign(&mut self, key: &str, value: &Value) {
        if !value.is_null() {
            self.part();
            write_text(self.line, key);
            self.line.push(b':');
            serde_json::to_writer(&mut *self.line, value).ok();
        }
    }

    /// Parts a member from the one before.
    fn part(&mut self) {
        if !self.is_empty {
            self.line.push(b',');
        }
        self.is_empty = false;
    }

    pub(super) fn text(&mut self, key: &str, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            write_text(self.key(key), text.as_ref());
        }
    }

    pub(super) fn texts(&mut self, key: &str, texts: &[impl AsRef<str>]) {
        if !texts.is_empty() {
            self.list(key, texts, |line, text| write_text(line, text.as_ref()));
        }
    }

    pub(super) fn whole(&mut self, key: &str, number: Option<impl itoa::Integer>) {
        if let Some(number) = number {
            write_whole(self.key(key), number);
        }
    }

    pub(super) fn float(&mut self, key: &str, number: Option<f64>) {
        // JSON has no word for the others.
        if let Some(number) = number.filter(|number| number.is_finite()) {
            self.value(key, Some(&Value::from(number)));
        }
    }

    pub(super) fn flag(&mut self, key: &str, flag: Option<bool>) {
        if let Some(flag) = flag {
            self.key(key).extend_from_slice(if flag { b"true" } else { b"false" });
        }
    }

    pub(super) fn money(&mut self, key: &str, money: Option<Money>) {
        if let Some(money) = money {
            write_money(self.key(key), money);
        }
    }

    /// Writes a number of which there are so many millionths.
    pub(super) fn millionths(&mut self, key: &str, micro: Option<u64>) {
        if let Some(micro) = micro {
            write_scaled(self.key(key), micro.into(), 6);
        }
    }

    pub(super) fn millis(&mut self, key: &str, length: Option<Duration>) {
        if let Some(length) = length {
            write_millis(self.key(key), length);
        }
    }

    pub(super) fn moment(&mut self, key: &str, moment: Option<Timestamp>) {
        if let Some(moment) = moment {
            // Writing to memory does not fail.
            write!(self.key(key), "\"{moment:.9}\"").ok();
        }
    }

    pub(super) fn value(&mut self, key: &str, value: Option<&Value>) {
        if let Some(value) = value.filter(|value| !value.is_null()) {
            serde_json::to_writer(self.key(key), value).ok();
        }
    }

    pub(super) fn map(&mut self, key: &str, map: &Map<String, Value>) {
        if !map.is_empty() {
            serde_json::to_writer(self.key(key), map).ok();
        }
    }

    pub(super) fn list<T>(
        &mut self,
        key: &str,
        items: &[T],
        mut write: impl FnMut(&mut Vec<u8>, &T),
    ) {
        let line = self.key(key);
        line.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            write(line, item);
        }
        line.push(b']');
    }
}

/// Writes a text in quotes.
pub(super) fn write_text(line: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    // Over all of them: stopping early costs more than it saves.
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        line.push(b'"');
        line.extend_from_slice(text.as_bytes());
        line.push(b'"');
    } else {
        // Writing to memory does not fail.
        serde_json::to_writer(line, text).ok();
    }
}
