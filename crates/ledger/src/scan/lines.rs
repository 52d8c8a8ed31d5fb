//! Lines out of bytes.

use std::io::{self, Read};
use std::ops::ControlFlow;

use memchr::memchr;

/// A line as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Raw<'b> {
    /// With a newline behind it, which is left out.
    Ended(&'b [u8]),
    /// The last one, without a newline.
    Unended(&'b [u8]),
    /// Longer than a line may be: it was not kept.
    TooLong,
}

/// Gives each line that begins in the first `own` bytes of what is read. Those up to the first newline are left out
/// where `begun`: they belong to a line that began before.
pub(super) fn each(
    source: &mut impl Read,
    begun: bool,
    own: u64,
    mut take: impl FnMut(Raw<'_>) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut block = vec![0; BLOCK];
    // What of the block is filled, and what line is being skipped.
    let (mut filled, mut skipping, mut too_long) = (0, begun, false);
    // Where the block begins.
    let mut base: u64 = 0;
    loop {
        // Of what lies behind, only the rest of a line is wanted.
        let own_left = own.saturating_sub(base + filled as u64).max(BEHIND);
        let most =
            usize::try_from(own_left).map_or(block.len(), |left| block.len().min(filled + left));
        // What was read before a failure is whole up to its last newline.
        let (read, failed) = fill(source, &mut block[filled..most]);
        filled += read;
        let mut at = 0;
        while let Some(length) = memchr(b'\n', &block[at..filled]) {
            let end = at + length;
            let flow = match (skipping, too_long) {
                (false, _) if base + at as u64 >= own => return Ok(()),
                (false, _) if length > LONGEST => take(Raw::TooLong),
                (false, _) => take(Raw::Ended(&block[at..end])),
                (true, true) => take(Raw::TooLong),
                (true, false) => ControlFlow::Continue(()),
            };
            if flow.is_break() {
                return Ok(());
            }
            (skipping, too_long, at) = (false, false, end + 1);
        }
        if let Some(error) = failed {
            return Err(error);
        }
        if read == 0 {
            let line = &block[at..filled];
            let _flow = match (skipping, too_long) {
                (true, true) => take(Raw::TooLong),
                (false, _) if line.len() > LONGEST => take(Raw::TooLong),
                (false, _) if !line.is_empty() && base + (at as u64) < own => {
                    take(Raw::Unended(line))
                }
                _ => ControlFlow::Continue(()),
            };
            return Ok(());
        }
        if !skipping && base + at as u64 >= own {
            return Ok(());
        }
        if skipping || filled - at > LONGEST {
            too_long |= !skipping;
            skipping = true;
            at = filled;
        }
        block.copy_within(at..filled, 0);
        (base, filled) = (base + at as u64, filled - at);
        if filled > block.len() / 2 {
            block.resize(block.len() * 2, 0);
        }
    }
}

/// Reads until the block is full, nothing is left, or reading fails: how much was read, and why no more.
fn fill(source: &mut impl Read, block: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut filled = 0;
    while filled < block.len() {
        match source.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Some(error)),
        }
    }
    (filled, None)
}

/// How much is read at once.
const BLOCK: usize = 1 << 20;
/// How much is read at once behind what is owned.
const BEHIND: u64 = 1 << 14;
/// How long a line may be, in bytes.
pub(super) const LONGEST: usize = 16 << 20;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(bytes: &[u8], begun: bool, own: u64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut source = bytes;
        each(&mut source, begun, own, |line| {
            lines.push(match line {
                Raw::Ended(line) => format!("{}|", String::from_utf8_lossy(line)),
                Raw::Unended(line) => String::from_utf8_lossy(line).into_owned(),
                Raw::TooLong => "too long".to_owned(),
            });
            ControlFlow::Continue(())
        })
        .unwrap();
        lines
    }

    #[test]
    fn a_line_that_is_too_long_is_told_and_not_kept() {
        let long = vec![b'x'; LONGEST + BLOCK + 1];
        let bytes = [b"a\n".as_slice(), &long, b"\nb\nc"].concat();
        assert_eq!(lines(&bytes, false, u64::MAX), ["a|", "too long", "b|", "c"]);
        assert_eq!(lines(&long, false, u64::MAX), ["too long"]);
        let most = &long[..LONGEST];
        assert_eq!(lines(&[most, b"\n"].concat(), false, u64::MAX)[0].len(), LONGEST + 1);
    }

    proptest! {
        #[test]
        fn pieces_have_each_line_once(text in "[ab\n]{0,40}", cuts in prop::collection::vec(0_usize..40, 0..4)) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut found = Vec::new();
            for piece in cuts.windows(2) {
                // Each begins a byte before, to see whether a line begins with it.
                let from = piece[0].saturating_sub(1);
                let own = (piece[1] - from) as u64;
                found.extend(lines(&bytes[from..], piece[0] > 0, own));
            }
            prop_assert_eq!(found, lines(bytes, false, u64::MAX));
        }
    }
}
