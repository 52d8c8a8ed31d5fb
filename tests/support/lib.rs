//! Shared by the files of this package.
