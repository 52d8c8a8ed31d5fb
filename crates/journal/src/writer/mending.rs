use std::io;

use super::{Refusal, Writer};
use crate::{
    What,
    lane::{Lane, is_gone},
    store::Store,
};

impl Writer {
    /// Finds out whether somebody removed files of the lane, and counts what was in them.
    pub(crate) fn look(&mut self, store: &Store) {
        let file_system = &*store.file_system;
        let Some(lane) = self.lane.clone() else { return };
        let is_lane_there = lane.is_there(file_system);
        if is_lane_there && self.is_active_there(store, &lane) {
            return;
        }
        self.active = None;
        let mut records = 0;
        let own = store.catalog().own_segments();
        for id in own {
            let is_removed = match file_system.metadata(&id.path(&lane.path)) {
                Err(error) => is_gone(&error),
                Ok(_) => false,
            };
            let mut catalog = store.catalog();
            if !is_removed {
                if let Some(known) = catalog.segments.get_mut(&id) {
                    known.sealed = true;
                }
            } else if let Some(known) = catalog.segments.remove(&id) {
                records += known.waiting;
                store.space.release(known.bytes);
            }
        }
        if !is_lane_there {
            self.lane = None;
            store.catalog().own = None;
        }
        store.tell(&*lane.path, What::Removed { records });
    }

    /// Gives the bytes of an acknowledged segment back where they are getting scarce, perhaps to another journal.
    pub(crate) fn tidy(&mut self, store: &Store) {
        if store.space.used() > store.space.max() / 2 && self.is_drained(store) {
            self.seal(store);
        }
    }

    /// Tries whether the disk takes something again, and writes what waits in memory. How many records those were is
    /// returned.
    pub(crate) fn recover(&mut self, store: &Store) -> Result<u64, Refusal> {
        self.look(store);
        let disk = |error: io::Error| Refusal::Disk(error.to_string());
        self.lane(store)?.probe(&*store.file_system).map_err(disk)?;
        let mut moved = 0;
        loop {
            let front = store.catalog().memory.front();
            let Some((group, acknowledged)) = front else { break };
            self.write(store, &group.records, acknowledged, group.time)?;
            moved += store.catalog().memory.acknowledge(group.end());
        }
        Ok(moved)
    }

    /// Whether the segment at the end was removed, so that whatever is written there is found by nobody.
    pub(super) fn is_nameless(&self) -> bool {
        let held = self.active.as_ref().map(|active| active.file.metadata());
        held.is_some_and(|held| held.is_ok_and(|held| held.names == 0))
    }

    fn is_active_there(&self, store: &Store, lane: &Lane) -> bool {
        let Some(active) = &self.active else { return true };
        match (store.file_system.metadata(&active.id.path(&lane.path)), active.file.metadata()) {
            (Ok(named), Ok(held)) => named.identity == held.identity,
            (Err(error), _) => !is_gone(&error),
            (_, Err(_)) => true,
        }
    }
}
