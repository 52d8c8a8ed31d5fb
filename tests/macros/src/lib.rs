//! What the tests of the attribute macros share.
