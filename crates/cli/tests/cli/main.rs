//! Whole command lines and their whole answers.

mod binary;
mod check;
mod diff;
mod price;
mod providers;
mod reference;
mod search;
mod show;
mod support;
mod unpriced;
mod usage;
