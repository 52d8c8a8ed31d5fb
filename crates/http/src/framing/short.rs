/// Data that is compared with a mark such as `[DONE]`: its first bytes, and how many there were.
///
/// ```
/// use genai_otel_http::framing::Short;
///
/// let mut data = Short::default();
/// data.push(b"[DO");
/// data.push(b"NE]");
/// assert!(data.is(b"[DONE]"));
/// data.clear(); // when the next frame begins
/// data.push(b"[DONE], or so it said");
/// assert!(!data.is(b"[DONE]"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Short {
    bytes: [u8; MOST],
    length: usize,
}

impl Short {
    /// Forgets what came.
    pub const fn clear(&mut self) {
        self.length = 0;
    }

    /// Takes a piece of the frame's data.
    pub fn push(&mut self, piece: &[u8]) {
        if let Some(room) = self.bytes.get_mut(self.length..) {
            let fits = room.len().min(piece.len());
            room[..fits].copy_from_slice(&piece[..fits]);
        }
        self.length = self.length.saturating_add(piece.len());
    }

    /// Whether all that came is `mark`, white space around it left out. Never for data of more than 16 bytes.
    #[must_use]
    pub fn is(&self, mark: &[u8]) -> bool {
        self.bytes.get(..self.length).is_some_and(|bytes| bytes.trim_ascii() == mark)
    }
}

/// The longest mark in use has 6 bytes.
const MOST: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_compared_whole() {
        let is = |pieces: &[&[u8]]| {
            let mut data = Short::default();
            pieces.iter().for_each(|piece| data.push(piece));
            data.is(b"[DONE]")
        };
        assert!(is(&[b"[DONE]"]));
        assert!(is(&[b" [D", b"", b"ONE]\r"]));
        assert!(!is(&[]));
        assert!(!is(&[b"[DONE"]));
        assert!(!is(&[b"[DONE]", b"          ", b"x"]));
        assert!(!is(&[b"[DONE]", &[b' '; 100], b"x"]));
    }
}
