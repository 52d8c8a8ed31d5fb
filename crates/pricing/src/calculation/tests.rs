//! Exact results, unknown ones, and properties.

mod exact;
mod models;
mod properties;
mod unpriced;
