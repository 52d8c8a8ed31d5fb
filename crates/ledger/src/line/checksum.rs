//! Whether a line is as it was written.

/// How every line of ours begins.
pub(super) const PREFIX: &[u8] = b"{\"checksum\":\"";
/// What stands between the checksum and the bytes it is of.
const SUFFIX: &[u8] = b"\",";
const DIGITS: usize = 8;
/// Where the bytes begin that the checksum is of.
const BODY: usize = PREFIX.len() + DIGITS + SUFFIX.len();

/// What the checksum of a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checksum {
    /// The line is as it was written.
    Holds,
    /// The line was changed since.
    Broken,
    /// The line does not begin with one: it is not ours, or its beginning is damaged.
    None,
}

/// Looks at the checksum of a line, with or without its end.
#[must_use]
pub(crate) fn checksum_of(line: &[u8]) -> Checksum {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    // A carriage return is no part of an object: whoever put it there changed nothing of the line.
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if !line.starts_with(PREFIX) {
        return Checksum::None;
    }
    let Some((head, body)) = line.split_at_checked(BODY) else { return Checksum::Broken };
    let told = &head[PREFIX.len()..PREFIX.len() + DIGITS];
    if head.ends_with(SUFFIX) && told == digits(crc32fast::hash(body)) {
        Checksum::Holds
    } else {
        Checksum::Broken
    }
}

/// Begins a line whose checksum is not known yet.
pub(super) fn begin(line: &mut Vec<u8>) -> usize {
    let start = line.len();
    line.extend_from_slice(PREFIX);
    line.extend_from_slice(&[b'0'; DIGITS]);
    line.push(b'"');
    start
}

/// Ends the line that begins at `start`: sets its checksum, and adds the newline.
pub(super) fn seal(line: &mut Vec<u8>, start: usize) {
    if let Some(body) = line.get(start + BODY..) {
        let digits = digits(crc32fast::hash(body));
        let place = start + PREFIX.len();
        line[place..place + DIGITS].copy_from_slice(&digits);
    }
    line.push(b'\n');
}

/// The number as eight hexadecimal digits in lower case.
fn digits(checksum: u32) -> [u8; DIGITS] {
    let mut digits = [0; DIGITS];
    for (digit, shift) in digits.iter_mut().zip((0..DIGITS).rev()) {
        let nibble = checksum >> (4 * shift) & 0xf;
        *digit = b"0123456789abcdef"[nibble as usize];
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_of_all_behind_it() {
        let mut line = Vec::new();
        let start = begin(&mut line);
        line.extend_from_slice(b",\"v\":1}");
        seal(&mut line, start);
        assert_eq!(line, b"{\"checksum\":\"461a1d31\",\"v\":1}\n");
        assert_eq!(checksum_of(&line), Checksum::Holds);
        assert_eq!(checksum_of(line.trim_ascii_end()), Checksum::Holds);
        assert_eq!(checksum_of(b"{\"checksum\":\"00000000\",\"v\":1}"), Checksum::Broken);
        assert_eq!(checksum_of(b"{\"checksum\":\"0"), Checksum::Broken);
        assert_eq!(checksum_of(b"{\"v\":1}"), Checksum::None);
    }
}
