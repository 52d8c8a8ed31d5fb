//! See `fuzzed::exchange`: what it asserts is asserted of the same inputs in the property tests.
#![no_main]
#![allow(dead_code, reason = "each target uses its part of what they share")]

#[path = "../../tests/it/fuzzed.rs"]
mod fuzzed;
#[path = "../../tests/it/passed.rs"]
mod passed;
#[path = "../../tests/it/seen.rs"]
mod seen;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| fuzzed::exchange(input));
