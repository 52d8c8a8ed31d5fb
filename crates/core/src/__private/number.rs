//! Numbers, of whatever width the caller keeps them in.

/// The number, if there is one that `N` can hold.
pub fn number<N, T: Number<N> + ?Sized>(value: &T) -> Option<N> {
    value.number()
}

/// A value that can be a number of a call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that fits `{N}`",
    label = "expected a number, or an `Option` of one",
    note = "say which number: `key = ..`; or leave the argument out: `skip(key)`"
)]
pub trait Number<N> {
    /// The number, if there is one that `N` can hold.
    fn number(&self) -> Option<N>;
}

impl<N, T: Number<N> + ?Sized> Number<N> for &T {
    fn number(&self) -> Option<N> {
        (**self).number()
    }
}

impl<N, T: Number<N>> Number<N> for Option<T> {
    fn number(&self) -> Option<N> {
        self.as_ref()?.number()
    }
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Number<f64> for $float {
            fn number(&self) -> Option<f64> {
                Some(f64::from(*self))
            }
        }
    )*};
}

/// In the digits that the caller wrote: 0.1 stays 0.1.
impl Number<f64> for f32 {
    fn number(&self) -> Option<f64> {
        self.to_string().parse().ok()
    }
}

floats!(f64, i32, u32, i16, u16, i8, u8);

macro_rules! integers {
    ($($integer:ty),* => $wanted:ty) => {$(
        impl Number<$wanted> for $integer {
            fn number(&self) -> Option<$wanted> {
                (*self).try_into().ok()
            }
        }
    )*};
}

integers!(u64, u32, u16, u8, usize, i64, i32, i16, i8, isize => u64);
integers!(u64, u32, u16, u8, usize, i64, i32, i16, i8, isize => i64);
integers!(u64, u32, u16, u8, usize, i64, i32, i16, i8, isize => u32);
integers!(u64, u32, u16, u8, usize, i64, i32, i16, i8, isize => u16);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_float_keeps_its_digits() {
        assert_eq!(number::<f64, _>(&0.1_f32), Some(0.1));
        assert_eq!(number::<f64, _>(&Some(1.0e-7_f32)), Some(1.0e-7));
        assert_eq!(number::<f64, f32>(&f32::NAN).map(f64::is_nan), Some(true));
    }
}
