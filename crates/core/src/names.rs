//! Names that become metric attributes, held to a bounded number.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use opentelemetry::StringValue;

/// How many different names of one kind (models, agents, tools, teams, tenants, error types, providers,
/// operations, servers) metrics carry. Later ones become [`OVERFLOW`], so that one loop over generated
/// names cannot swallow the real series; spans and records keep the real name. Defaults to 200.
pub const MAX_METRIC_NAMES: usize = 200;

/// The value that stands for a name past [`MAX_METRIC_NAMES`] or longer than 256 bytes.
pub const OVERFLOW: &str = "_OTHER";

/// The names of one kind that metrics have carried so far.
#[derive(Debug)]
pub(crate) struct Names {
    seen: RwLock<HashSet<Arc<str>, BuildHasherDefault<NameHasher>>>,
    limit: usize,
}

impl Names {
    pub(crate) fn new(limit: usize) -> Self {
        Self { seen: RwLock::default(), limit }
    }

    /// The metric attribute for `name`: the name itself, or nothing when it is past the cap.
    pub(crate) fn admit(&self, name: &Arc<str>) -> Option<StringValue> {
        if let Some(known) = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Some(StringValue::from(Arc::clone(known)));
        }
        if name.len() > MAX_NAME_BYTES {
            return None;
        }
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= self.limit && !seen.contains(name) {
            return None;
        }
        seen.insert(Arc::clone(name));
        Some(StringValue::from(Arc::clone(name)))
    }
}

/// FNV-1a. Every call asks for several names, and a set that is this small cannot be attacked by
/// names that collide.
#[derive(Debug)]
struct NameHasher(u64);

impl Default for NameHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

const MAX_NAME_BYTES: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_past_the_cap_are_not_admitted_and_known_ones_stay() {
        let names = Names::new(2);
        assert!(names.admit(&"a".into()).is_some());
        assert!(names.admit(&"b".into()).is_some());
        assert_eq!(names.admit(&"c".into()), None);
        assert!(names.admit(&"a".into()).is_some());
    }

    #[test]
    fn very_long_names_are_not_admitted() {
        assert_eq!(Names::new(2).admit(&"x".repeat(300).into()), None);
    }
}
