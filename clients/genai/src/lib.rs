//! Only tests, so far.
