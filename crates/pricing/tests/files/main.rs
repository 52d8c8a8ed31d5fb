//! Price files from outside: hostile ones, and those of the documentation.

mod hostile;
