//! See `fuzzed::line`: what it asserts is asserted of the same inputs in the property tests.
#![no_main]

#[path = "../../tests/line/fuzzed.rs"]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| fuzzed::line(input));
