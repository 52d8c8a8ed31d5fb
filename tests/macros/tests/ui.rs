//! Misuse gives one clear error, where it is. `TRYBUILD=overwrite` writes the expected errors anew.

#[test]
fn misuse_says_what_is_expected() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
