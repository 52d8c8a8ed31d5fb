//! The format does not change.
