//! See `fuzzed::damage`: what it asserts is asserted of the same inputs in the property tests.
#![no_main]
#![allow(dead_code, reason = "each target uses its part of what they share")]

#[path = "../../tests/it/fuzzed.rs"]
mod fuzzed;
#[path = "../../tests/it/scene.rs"]
mod scene;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| fuzzed::damage(input));
