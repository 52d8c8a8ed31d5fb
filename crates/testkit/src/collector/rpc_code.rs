//! Codes of `google.rpc.Code` and the statuses of HTTP that stand for them.

/// The code that `google.rpc.Code` gives to a status.
pub(super) fn of_http(status: u16) -> i32 {
    match status {
        200..=299 => OK,
        400 | 413 | 415 => INVALID_ARGUMENT,
        401 => UNAUTHENTICATED,
        403 => PERMISSION_DENIED,
        404 => NOT_FOUND,
        405 | 501 => UNIMPLEMENTED,
        429 => RESOURCE_EXHAUSTED,
        502..=504 => UNAVAILABLE,
        _ => INTERNAL,
    }
}

/// The status that `google.rpc.Code` gives to a code.
pub(super) fn to_http(code: i32) -> u16 {
    match code {
        OK => 200,
        INVALID_ARGUMENT | 9 | 11 => 400,
        UNAUTHENTICATED => 401,
        PERMISSION_DENIED => 403,
        NOT_FOUND => 404,
        6 | 10 => 409,
        RESOURCE_EXHAUSTED => 429,
        1 => 499,
        UNIMPLEMENTED => 501,
        UNAVAILABLE => 503,
        4 => 504,
        _ => 500,
    }
}

const OK: i32 = 0;
pub(super) const INVALID_ARGUMENT: i32 = 3;
const NOT_FOUND: i32 = 5;
const PERMISSION_DENIED: i32 = 7;
const RESOURCE_EXHAUSTED: i32 = 8;
pub(super) const UNIMPLEMENTED: i32 = 12;
const INTERNAL: i32 = 13;
const UNAVAILABLE: i32 = 14;
const UNAUTHENTICATED: i32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_are_retried_keep_their_meaning_over_http() {
        for status in [200, 400, 401, 403, 404, 429, 501, 503] {
            assert_eq!(to_http(of_http(status)), status);
        }
    }
}
