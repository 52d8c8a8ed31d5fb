//! Whole command lines and their whole answers.

mod probe;
mod support;
