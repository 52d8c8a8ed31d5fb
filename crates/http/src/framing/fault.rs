/// Why a frame, or the rest of a response, cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes ended where more had to come.
    #[error("the response ends within a frame")]
    Cut,
    /// Something other than white space follows the end of a JSON array.
    #[error("a JSON array is followed by something else")]
    Trailing,
    /// An AWS message is shorter than its own frame, or longer than [`MOST_HEADERS`](super::MOST_HEADERS) and
    /// [`MOST_PAYLOAD`](super::MOST_PAYLOAD) allow.
    #[error("the length of an AWS message is out of bounds")]
    Length,
    /// The headers of an AWS message do not fill their room, or have a value of no known type.
    #[error("the headers of an AWS message are malformed")]
    Headers,
    /// A checksum of an AWS message is not that of its bytes.
    #[error("a checksum of an AWS message is wrong")]
    Checksum,
    /// The `bytes` of a Bedrock chunk are not Base64.
    #[error("the bytes of a Bedrock chunk are not Base64")]
    Base64,
}
