use std::collections::VecDeque;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::ApiError;

/// The events of a stream as OpenAI sends it, up to its mark `[DONE]`.
pub(crate) fn events<T: DeserializeOwned>(
    response: Response,
) -> impl Stream<Item = Result<T, ApiError>> {
    let bytes = response.bytes_stream().map(|bytes| Ok(bytes?.to_vec())).boxed();
    stream::unfold(
        Some(Reader { bytes, buffer: Vec::new(), ready: VecDeque::new() }),
        |reader| async {
            let mut reader = reader?;
            match reader.next().await {
                Ok(Some(event)) => {
                    Some((serde_json::from_str(&event).map_err(ApiError::from), Some(reader)))
                }
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        },
    )
}

struct Reader {
    bytes: BoxStream<'static, Result<Vec<u8>, ApiError>>,
    buffer: Vec<u8>,
    ready: VecDeque<String>,
}

impl Reader {
    /// The next event's data; nothing after the terminal mark.
    async fn next(&mut self) -> Result<Option<String>, ApiError> {
        loop {
            match self.ready.pop_front() {
                Some(mark) if mark == "[DONE]" => return Ok(None),
                Some(event) => return Ok(Some(event)),
                None => {}
            }
            let bytes = self.bytes.next().await.ok_or(ApiError::BrokenOff)??;
            self.buffer.extend(bytes);
            while let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let event = String::from_utf8_lossy(&event);
                let data = event.lines().filter_map(|line| line.strip_prefix("data: "));
                self.ready.extend(data.map(str::to_owned));
            }
        }
    }
}
