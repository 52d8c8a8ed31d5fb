use std::hash::{BuildHasher as _, RandomState};

use crate::timestamp;

/// A number that no other writer has: when it came to be, its process, and chance. In order of time, so that older
/// lanes sort first.
#[allow(clippy::disallowed_methods, reason = "a name; no age is computed from it")]
pub(super) fn new_writer() -> u128 {
    let time = timestamp::from_system(std::time::SystemTime::now());
    let chance = RandomState::new().hash_one(time);
    (u128::from(time) << 64) | (u128::from(std::process::id()) << 32) | u128::from(chance >> 32)
}

/// What its lane is called while it is made.
pub(super) fn unfinished_name(writer: u128) -> String {
    format!("{UNFINISHED}{writer:032x}")
}

/// The writer whose lane has this name, if we would name it so.
pub(crate) fn writer_of(name: &str) -> Option<u128> {
    let writer = u128::from_str_radix(name, 16).ok()?;
    (format!("{writer:032x}") == name).then_some(writer)
}

/// Whether a lane that was not finished has this name.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.strip_prefix(UNFINISHED).is_some_and(|rest| writer_of(rest).is_some())
}

const UNFINISHED: &str = ".new-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_lanes() {
        let writer = new_writer();
        assert_eq!(writer_of(&format!("{writer:032x}")), Some(writer));
        for name in ["12", "set-aside", &format!("{:032X}", u128::MAX), &"+".repeat(32), ""] {
            assert_eq!(writer_of(name), None, "{name}");
        }
        assert!(is_unfinished(&format!(".new-{writer:032x}")) && !is_unfinished(".new-1"));
    }
}
