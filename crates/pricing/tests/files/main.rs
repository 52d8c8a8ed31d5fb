//! Price files from outside: arbitrary ones, hostile ones, and those of the documentation.

mod arbitrary;
mod documented;
mod fuzzed;
mod hostile;
