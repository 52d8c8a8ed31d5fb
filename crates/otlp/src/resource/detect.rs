use std::{
    hash::{BuildHasher, RandomState},
    path::Path,
};

use super::{Attributes, SERVICE_NAME, sdk_attributes};
use crate::{SetupError, env::Environment};

/// What the process can tell about itself without being asked for anything private: no arguments, no paths, no user.
#[derive(Clone, Debug)]
pub(crate) struct Detected {
    pub(crate) executable: Option<String>,
    pub(crate) host_name: Option<String>,
    pub(crate) instance_id: String,
    pub(crate) process_id: u32,
}

impl Detected {
    pub(crate) fn here(environment: &Environment) -> Result<Self, SetupError> {
        let executable = std::env::current_exe().ok();
        let executable = executable.as_deref().and_then(Path::file_name);
        Ok(Self {
            executable: executable.map(|name| name.to_string_lossy().into_owned()),
            host_name: host_name(environment)?,
            instance_id: random_uuid(),
            process_id: std::process::id(),
        })
    }

    pub(crate) fn attributes(self) -> Attributes {
        let mut attributes = sdk_attributes();
        let service = self
            .executable
            .as_ref()
            .map_or_else(|| "unknown_service".to_owned(), |name| format!("unknown_service:{name}"));
        let texts = [
            (SERVICE_NAME, Some(service)),
            ("service.instance.id", Some(self.instance_id)),
            ("host.name", self.host_name),
            ("host.arch", Some(host_arch().to_owned())),
            ("os.type", Some(os_type().to_owned())),
            ("process.executable.name", self.executable),
            ("telemetry.distro.name", Some("genai-otel".to_owned())),
            ("telemetry.distro.version", Some(env!("CARGO_PKG_VERSION").to_owned())),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                attributes.insert(key.to_owned(), value.into());
            }
        }
        attributes.insert("process.pid".to_owned(), i64::from(self.process_id).into());
        attributes
    }
}

/// The conventions' `host.arch`; an architecture they do not know keeps Rust's name.
pub(super) fn host_arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "arm" => "arm32",
        "powerpc" => "ppc32",
        "powerpc64" => "ppc64",
        other => other,
    }
}

/// The conventions' `os.type`; a system they do not know keeps Rust's name.
pub(super) fn os_type() -> &'static str {
    match std::env::consts::OS {
        "macos" | "ios" => "darwin",
        "dragonfly" => "dragonflybsd",
        "android" => "linux",
        other => other,
    }
}

/// Asks the kernel where it keeps the name in a file; elsewhere without a system call binding only the shell knows.
fn host_name(environment: &Environment) -> Result<Option<String>, SetupError> {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    match kernel.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()) {
        Some(name) => Ok(Some(name)),
        None => Ok(environment.text(&["HOSTNAME"])?.map(|(_, name)| name.to_owned())),
    }
}

/// A version 4 UUID. Its bits come from the keys that std seeds its hash maps with, taken from the operating
/// system: unique, which is all an instance id has to be, and not meant to be unguessable.
fn random_uuid() -> String {
    let [high, low] = [0_u8, 1].map(|half| RandomState::new().hash_one(half));
    let high = (high & !0xf000) | 0x4000;
    let low = (low & (u64::MAX >> 2)) | (1 << 63);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn instance_ids_are_version_4_uuids_and_differ() {
        let ids: HashSet<_> = (0..1_000).map(|_| random_uuid()).collect();
        assert_eq!(ids.len(), 1_000);
        for id in ids {
            let groups: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(id.as_bytes()[14], b'4', "{id}");
            assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        }
    }
}
