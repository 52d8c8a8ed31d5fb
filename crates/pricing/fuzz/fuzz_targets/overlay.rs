//! See `fuzzed::overlay`: what it asserts is asserted of the same inputs in the property tests.
#![no_main]
#![allow(dead_code, reason = "each target uses its part of what they share")]

#[path = "../../tests/files/fuzzed.rs"]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| fuzzed::overlay(input));
