//! What a group is called while it is summed up.

/// What a group is called while it is summed up: the values of all keys in one text of bytes, each behind its length.
#[derive(Debug, Default)]
pub(super) struct Name(Vec<u8>);

impl Name {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds the value of the next key.
    pub(super) fn push(&mut self, value: Option<&[u8]>) {
        // No line is as long as that.
        let length =
            value.map_or(MISSING, |value| u32::try_from(value.len()).unwrap_or(MISSING - 1));
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(value.unwrap_or_default());
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The values of so many keys that make such a name.
    pub(super) fn values(mut name: &[u8], keys: usize) -> Vec<Option<String>> {
        // No more than that, for maybe a million groups.
        let mut values = Vec::with_capacity(keys);
        while let Some((length, rest)) = name.split_first_chunk::<4>() {
            let length = u32::from_le_bytes(*length);
            let (value, rest) = match usize::try_from(length) {
                Ok(length) if length <= rest.len() => rest.split_at(length),
                _ => (&[] as &[u8], rest),
            };
            let text = || String::from_utf8_lossy(value).into_owned();
            values.push((length != MISSING).then(text));
            name = rest;
        }
        values
    }
}

/// The length of what is not there.
const MISSING: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_all_values_again() {
        let mut name = Name::default();
        for value in [Some("a".as_bytes()), None, Some(b""), Some(b"\0b")] {
            name.push(value);
        }
        let values = [Some("a"), None, Some(""), Some("\0b")].map(|value| value.map(str::to_owned));
        assert_eq!(Name::values(name.as_bytes(), 4), values);
    }
}
