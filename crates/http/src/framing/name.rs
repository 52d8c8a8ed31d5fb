use std::str;

/// Bytes of the longest name of an event that is told.
pub const MOST_NAME: usize = 128;

/// A name that arrives in pieces, held up to a bound.
#[derive(Clone, Debug)]
pub(super) struct Name {
    bytes: [u8; MOST_NAME],
    /// Of all that came; above the bound, nothing is told: half a name could be another name.
    length: usize,
}

impl Name {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; MOST_NAME], length: 0 }
    }

    pub(super) const fn clear(&mut self) {
        self.length = 0;
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        let end = self.length.saturating_add(piece.len());
        if let Some(room) = self.bytes.get_mut(self.length..end) {
            room.copy_from_slice(piece);
        }
        self.length = end;
    }

    /// The name, if there is one, it is UTF-8 and it fits.
    pub(super) fn get(&self) -> Option<&str> {
        let bytes = self.bytes.get(..self.length)?;
        str::from_utf8(bytes).ok().filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_whole_or_not_at_all() {
        let mut name = Name::new();
        assert_eq!(name.get(), None);
        name.push("gr".as_bytes());
        name.push("ö".as_bytes());
        assert_eq!(name.get(), Some("grö"));
        name.push(&[b'x'; MOST_NAME - 4]);
        assert_eq!(name.get().map(str::len), Some(MOST_NAME));
        name.push(b"x");
        assert_eq!(name.get(), None);
        name.push(b"x");
        assert_eq!(name.get(), None);
        name.clear();
        name.push(b"\xff");
        assert_eq!(name.get(), None);
    }
}
