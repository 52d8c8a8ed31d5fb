//! JSON that counts as the text it is written in.

/// Where in an object or array the pieces before have ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    depth: u64,
    in_string: bool,
    /// The last byte was a backslash that escapes the next.
    escaped: bool,
}

impl Raw {
    /// Outside of everything.
    pub(super) const fn new() -> Self {
        Self { depth: 0, in_string: false, escaped: false }
    }

    /// Hands the bytes of an object or array to `out`, without the white space between its parts; says where what
    /// follows it begins, if it ends here. Which kind of bracket closes which is not looked at.
    pub(super) fn read(&mut self, bytes: &[u8], mut out: impl FnMut(&[u8])) -> Option<usize> {
        let mut from = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if self.in_string {
                self.in_string = self.escaped || *byte != b'"';
                self.escaped = !self.escaped && *byte == b'\\';
                continue;
            }
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => {
                    if from < at {
                        out(&bytes[from..at]);
                    }
                    from = at + 1;
                }
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        out(&bytes[from..=at]);
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        if from < bytes.len() {
            out(&bytes[from..]);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_between_parts_is_left_out_and_within_texts_stays() {
        let json = br#"{"a b": [1, "\" ]}"],
            "c": {}} , "#;
        for split in 0..json.len() {
            let (mut raw, mut text) = (Raw::new(), Vec::new());
            let (first, second) = json.split_at(split);
            let end = raw.read(first, |part| text.extend_from_slice(part)).or_else(|| {
                raw.read(second, |part| text.extend_from_slice(part)).map(|end| split + end)
            });
            assert_eq!(end, Some(json.len() - 3), "{split}");
            assert_eq!(text, br#"{"a b":[1,"\" ]}"],"c":{}}"#, "{split}");
        }
    }
}
