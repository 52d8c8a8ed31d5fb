//! What the example and the tests share: a client of Bedrock for a server on loopback, and what such a server says.

mod messages;

use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::{BehaviorVersion, Builder, Credentials, Region};

pub use self::messages::{chunk, event, exception};

/// The settings of a client whose requests go to `url`, signed with keys that nobody has. It does not retry.
#[must_use]
pub fn client_of(url: &str) -> Builder {
    let keys = Credentials::new(ACCESS_KEY, SECRET_KEY, Some(SESSION_TOKEN.to_owned()), None, "");
    Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(keys)
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
}

/// The id of the key.
pub const ACCESS_KEY: &str = "AKIACANARY7D1F000000";
/// The key.
pub const SECRET_KEY: &str = "CANARY-secret-7d1f";
/// What goes with the key for a session.
pub const SESSION_TOKEN: &str = "CANARY-session-7d1f";
