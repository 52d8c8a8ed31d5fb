//! Somebody asks an assistant.

use super::super::models::{OWN, TALK};
use super::super::stage::Stage;
use super::super::talk::Talk;

/// One question, with all that was said before.
pub(super) fn play(stage: &mut Stage) {
    let visit = stage.visit();
    let picked = stage.random.pick(TALK);
    let model = picked.filter(|_| !stage.random.chance(0.06)).unwrap_or(&OWN);
    let before = 850 + visit.turns.min(40) * 420;
    let known = if visit.turns > 0 { before / 128 * 128 } else { 0 };
    let talk = Talk::new(model, before + stage.random.count(140.0, 1.0), 240.0);
    // Questions that others have asked come from the application's own cache.
    let asks_cache = visit.turns == 0 && stage.random.chance(0.5);
    let cache = asks_cache.then(|| stage.random.chance(0.22));
    let streams = stage.random.chance(0.8);
    let _answered = Talk { known, cache, streams, ..talk }.hold(stage, &visit);
}
