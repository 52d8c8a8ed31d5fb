//! Lists of texts.

/// The texts of a list.
pub fn list<T: AsRef<str>>(texts: &[T]) -> impl Iterator<Item = &str> {
    texts.iter().map(AsRef::as_ref)
}
