use std::{io, sync::Arc};

use crate::{
    What,
    catalog::Known,
    cursor,
    directory::Lanes,
    file_system::Kind,
    lane::{Lane, sweep},
    segment::{Scan, SegmentId, scan, sequence_of},
    store::Store,
};

/// The segments of a lane that is ours now, as they were found.
#[derive(Debug)]
pub(crate) struct Adopted {
    pub(crate) lane: Arc<Lane>,
    pub(crate) segments: Vec<(SegmentId, Known)>,
}

/// Takes the lanes of dead writers, the oldest first, and reads what is in them, until `take` wants no more.
pub(crate) fn adopt(store: &Store, mut take: impl FnMut(Adopted) -> bool) {
    let file_system = &*store.file_system;
    let lanes = match Lanes::list(file_system, &store.directory) {
        Ok(lanes) => lanes,
        Err(error) => {
            let what = What::Unreadable { reason: error.to_string() };
            store.catalog().incidents.push_once(store.directory.clone(), what);
            return;
        }
    };
    for unfinished in lanes.unfinished {
        sweep(file_system, &unfinished);
    }
    for writer in lanes.writers {
        match Lane::claim(file_system, &store.directory, writer) {
            Ok(None) => {}
            Ok(Some(lane)) => match read(store, lane) {
                Ok(lane) => {
                    if !take(lane) {
                        return;
                    }
                }
                Err(error) => unreadable(store, writer, &error),
            },
            Err(error) => unreadable(store, writer, &error),
        }
    }
}

fn unreadable(store: &Store, writer: u128, error: &io::Error) {
    let path = store.directory.join(format!("{writer:032x}"));
    let what = What::Unreadable { reason: error.to_string() };
    store.catalog().incidents.push_once(path, what);
}

fn read(store: &Store, lane: Lane) -> io::Result<Adopted> {
    let lane = Arc::new(lane);
    let entries = store.file_system.entries(&lane.path)?;
    let files = entries.iter().filter(|entry| entry.kind == Kind::File);
    let sequences = files.filter_map(|file| sequence_of(file.name.to_str()?, "seg"));
    let ids = sequences.map(|sequence| SegmentId { writer: lane.writer, sequence });
    let segments = ids.filter_map(|id| {
        let found = read_segment(store, &lane, id);
        let told = found.as_ref().err().map(ToString::to_string);
        if let Some(reason) = told {
            let path = id.path(&lane.path);
            store.catalog().incidents.push_once(path, What::Unreadable { reason });
        }
        found.ok().flatten().map(|known| (id, known))
    });
    let segments = segments.collect();
    Ok(Adopted { lane, segments })
}

/// What is known of a segment from now on; nothing where it was unreadable and is set aside.
fn read_segment(store: &Store, lane: &Arc<Lane>, id: SegmentId) -> io::Result<Option<Known>> {
    let file_system = &*store.file_system;
    let path = id.path(&lane.path);
    let file = match file_system.open(&path) {
        // It stays so: nobody who comes later may open it either.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let what = What::Unreadable { reason: error.to_string() };
            store.catalog().incidents.push_once(path.clone(), what);
            store.set_aside.file(store, id, &path)?;
            return Ok(None);
        }
        opened => opened?,
    };
    let cursor = cursor::read(file_system, &lane.path, id);
    let bytes = file.metadata()?.bytes;
    match scan(&*file, id, cursor)? {
        Scan::Unreadable { reason } => {
            store.tell(&*path, What::Unreadable { reason });
            store.set_aside.file(store, id, &path)?;
            Ok(None)
        }
        Scan::Nothing { bytes } => {
            // A cursor is made behind the first records: they were there.
            if bytes > 0 || cursor > 0 {
                store.tell(&*path, What::TornTail { bytes });
            }
            file_system.remove_file(&path)?;
            Ok(None)
        }
        Scan::Segment(found) => {
            if found.torn > 0 {
                // So that it is told once. Where it cannot be cut it is told again by the next one.
                let _later = file.set_len(found.end);
                store.tell(&*path, What::TornTail { bytes: found.torn });
            }
            let damaged = found.damaged_bytes > 0;
            if damaged {
                let (bytes, records) = (found.damaged_bytes, found.damaged_records);
                store.tell(&*path, What::Damaged { bytes, records });
            }
            Ok(Some(Known {
                lane: lane.clone(),
                preamble: found.preamble,
                sealed: true,
                end: found.end,
                bytes: bytes - found.torn,
                cursor: cursor.max(found.start),
                unsaved: false,
                waiting: found.waiting,
                oldest: found.oldest,
                newest: found.newest,
                damaged,
                told: found.end,
                stuck: false,
            }))
        }
    }
}
