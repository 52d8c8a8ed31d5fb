//! Which book it is.

use std::fmt::Write;
use std::hash::Hasher;

use genai_otel_core::BookVersion;
use siphasher::sip128::{Hasher128, SipHasher24};

use crate::layers::Layers;

/// The date of the book, and the hash over it and all that lies over it.
pub(super) fn version(layers: &Layers) -> BookVersion {
    let mut version = BookVersion::default();
    version.version = layers.base().version().into();
    version.hash = hex(&hash(layers)).into();
    version
}

fn hash(layers: &Layers) -> Vec<u8> {
    let mut hash = layers.base().hash().to_vec();
    let overlays: Vec<_> = layers.overlays().collect();
    // The order decides which wins.
    for (_, overlay) in overlays.into_iter().rev() {
        let mut hasher = SipHasher24::new();
        hasher.write(&hash);
        hasher.write(overlay.content().as_bytes());
        hash = hasher.finish128().as_bytes().to_vec();
    }
    hash
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
