use std::{
    io,
    time::{Duration, SystemTime},
};

use super::Keeper;
use crate::{file_system::Kind, lines::held::Held, lock::lock};

impl Keeper {
    /// Closes files that were written beside the first one, by processes that died some time ago: nobody takes them as
    /// long as fewer processes write than did then.
    pub(super) fn close_orphans(&self, now: SystemTime) -> io::Result<()> {
        for entry in self.file_system.entries(&self.directory)? {
            let Some(name) = entry.name.to_str().filter(|_| entry.kind == Kind::File) else {
                continue;
            };
            if self.names.number_of(name).is_none_or(|number| number < 2) {
                continue;
            }
            let path = self.directory.join(name);
            let Ok(known) = self.file_system.metadata(&path) else { continue };
            if known.bytes == 0 || now.duration_since(known.modified).unwrap_or_default() < IDLE {
                continue;
            }
            self.attempt(&path, "close it", || {
                let mut told = lock(&self.incidents);
                let tell = &mut |it: crate::Incident| told.push_once(it.path, it.what);
                let taken = Held::try_take(&*self.file_system, &path, tell);
                drop(told);
                match taken? {
                    Some(mut held) if held.end > 0 => {
                        let of = (&*self.directory, &self.names);
                        held.close(&*self.file_system, of, self.writer).map(drop)
                    }
                    _ => Ok(()),
                }
            });
        }
        Ok(())
    }
}

/// After which a file that nobody writes is closed.
const IDLE: Duration = Duration::from_secs(3_600);
