//! Walking over a line of ours.

use memchr::{memchr2, memchr3};

use super::found::Found;
use super::keys::{COUNT, KEYS};

/// Walks over lines of ours whose checksum holds: their keys come in a known order and each once, so that nothing needs to
/// be validated, and keys that lines have one after the other are tried first.
#[derive(Debug)]
pub(crate) struct Walker {
    /// Of each key (behind the last one, the first), which one came next in the line before.
    next: [u8; COUNT + 1],
}

impl Walker {
    pub(crate) fn new() -> Self {
        Self { next: std::array::from_fn(|place| place as u8) }
    }

    /// Finds the values of a line from the byte `at`, where its first key begins, up to the first object or the end.
    /// Nothing where it is not written as our lines are.
    pub(crate) fn walk(&mut self, line: &[u8], mut at: usize, found: &mut Found) -> Option<()> {
        found.clear();
        // The place behind that of the last key.
        let mut behind = 0;
        loop {
            let rest = line.get(at..)?;
            let place = self.place(rest, behind);
            match place {
                Some(place) => {
                    behind = place + 1;
                    at += KEYS[place].len();
                }
                None => at += unknown_key(rest)?,
            }
            let (from, to, next, escaped) = match line.get(at)? {
                b'"' => text(line, at + 1)?,
                b'[' => match list(line, at + 1)? {
                    Some(end) => (at, end, end, false),
                    None => return Some(()),
                },
                b'{' => {
                    found.set(place.unwrap_or(COUNT), at, at, false);
                    return Some(());
                }
                _ => {
                    let end =
                        at + line[at..].iter().position(|byte| matches!(byte, b',' | b'}'))?;
                    (at, end, end, false)
                }
            };
            if let Some(place) = place {
                found.set(place, from, to, escaped);
            }
            match line.get(next)? {
                b',' => at = next + 1,
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// Which key begins here, of those that may come.
    #[inline]
    fn place(&mut self, rest: &[u8], behind: usize) -> Option<usize> {
        let likely = usize::from(*self.next.get(behind)?);
        if likely >= behind && KEYS.get(likely).is_some_and(|key| key.begins(rest)) {
            return Some(likely);
        }
        let place = behind + KEYS.get(behind..)?.iter().position(|key| key.begins(rest))?;
        self.next[behind] = place as u8;
        Some(place)
    }
}

/// The length of a key with its colon, which is none that is looked for.
fn unknown_key(rest: &[u8]) -> Option<usize> {
    let name = rest.strip_prefix(b"\"")?;
    let (_, _, next, _) = text(name, 0)?;
    (name.get(next) == Some(&b':')).then_some(next + 2)
}

/// A text from its first byte: that, its closing quote, what is behind that, and whether there are backslashes in it.
#[inline]
fn text(line: &[u8], from: usize) -> Option<(usize, usize, usize, bool)> {
    let mut at = from;
    let mut escaped = false;
    loop {
        at += memchr2(b'"', b'\\', line.get(at..)?)?;
        if line[at] == b'"' {
            return Some((from, at, at + 1, escaped));
        }
        escaped = true;
        at += 2;
    }
}

/// What is behind a list of texts or numbers; nothing in it where it has lists or objects.
fn list(line: &[u8], mut at: usize) -> Option<Option<usize>> {
    loop {
        at += memchr3(b'"', b']', b'{', line.get(at..)?)?;
        match line[at] {
            b'"' => (_, _, at, _) = text(line, at + 1)?,
            b']' => return Some(Some(at + 1)),
            _ => return Some(None),
        }
    }
}
