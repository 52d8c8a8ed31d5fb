//! What people and jobs do.

mod agent;
mod chat;
mod ingest;
mod search;

use super::incident::Trouble;
use super::stage::Stage;

/// Plays a scene with at most this many calls, and at least one.
pub(super) fn play(stage: &mut Stage, most: u64) {
    let scenes: &[(u64, Scene)] = match (most, stage.trouble()) {
        (0..MOST_CALLS, _) => &[(1, chat::play)],
        (_, Some(Trouble::Runaway)) => &[(4, chat::play), (2, search::play), (6, agent::play)],
        _ => &[(60, chat::play), (24, search::play), (10, agent::play), (6, ingest::play)],
    };
    if let Some(scene) = stage.random.pick(scenes) {
        scene(stage);
    }
}

/// Makes at least one call, and at most [`MOST_CALLS`].
type Scene = fn(&mut Stage);

/// The most calls of one scene.
const MOST_CALLS: u64 = 24;
