//! Which book it is.

use std::fmt::Write;
use std::hash::Hasher;

use genai_otel_core::BookVersion;
use siphasher::sip128::{Hasher128, SipHasher24};

use crate::layers::Layers;

/// The date of the book, and the hash over it and all that lies over it.
pub(super) fn version(layers: &Layers) -> BookVersion {
    let mut version = BookVersion::default();
    let mut dates = layers.all().map(crate::embedded::Shelf::version);
    version.version = dates.next_back().unwrap_or_default().into();
    version.hash = hex(&hash(layers)).into();
    version
}

fn hash(layers: &Layers) -> Vec<u8> {
    let base = layers.all().next_back().map(crate::embedded::Shelf::hash).unwrap_or_default();
    if layers.overlay_count() == 0 {
        return base.to_vec();
    }
    let mut hasher = SipHasher24::new();
    for shelf in layers.all() {
        hasher.write(shelf.hash());
    }
    hasher.finish128().as_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(DIGITS / 2).fold(String::with_capacity(DIGITS), |mut text, byte| {
        // Writing to a string does not fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// Enough to tell books apart, and short enough for a span.
const DIGITS: usize = 12;
