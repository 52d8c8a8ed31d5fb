//! Price files: what they say, what is refused, and that what is written is read again.

mod accepted;
mod disk;
mod refused;
mod refused_models;
mod round_trip;
