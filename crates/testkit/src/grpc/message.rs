//! The framing of gRPC: a flag, four bytes of length, and the message.

use thiserror::Error;

/// Why a body is not one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum FramingError {
    #[error("the body ends before its message does")]
    TooShort,
    #[error("the body has more than one message")]
    TooLong,
    #[error("the flag of the message is neither 0 nor 1")]
    UnknownFlag,
}

/// The only message of a body, and whether it is compressed.
pub(super) fn split(body: &[u8]) -> Result<(bool, &[u8]), FramingError> {
    let ([flag, length @ ..], message) =
        body.split_first_chunk::<PREFIX>().ok_or(FramingError::TooShort)?;
    let length = u32::from_be_bytes(*length);
    let is_compressed = match flag {
        0 => false,
        1 => true,
        _ => return Err(FramingError::UnknownFlag),
    };
    match message.len() as u64 {
        there if there < u64::from(length) => Err(FramingError::TooShort),
        there if there > u64::from(length) => Err(FramingError::TooLong),
        _ => Ok((is_compressed, message)),
    }
}

/// A message that is not compressed, as a body.
pub(super) fn frame(message: &[u8]) -> Vec<u8> {
    [&prefix(u32::try_from(message.len()).unwrap_or(u32::MAX))[..], message].concat()
}

/// The beginning of a body with so long a message.
pub(super) fn prefix(length: u32) -> [u8; PREFIX] {
    let [a, b, c, d] = length.to_be_bytes();
    [0, a, b, c, d]
}

const PREFIX: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_is_one_message() {
        assert_eq!(split(&frame(b"spans")), Ok((false, &b"spans"[..])));
        assert_eq!(split(&frame(b"")), Ok((false, &b""[..])));
        assert_eq!(split(b"\x01\0\0\0\x01x"), Ok((true, &b"x"[..])));
        assert_eq!(split(b"\x02\0\0\0\x01x"), Err(FramingError::UnknownFlag));
        assert_eq!(split(b"\0\0\0\0\x02x"), Err(FramingError::TooShort));
        assert_eq!(split(b"\0\0\0\0"), Err(FramingError::TooShort));
        assert_eq!(split(b"\0\0\0\0\x01xy"), Err(FramingError::TooLong));
    }
}
