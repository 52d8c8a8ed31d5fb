//! What was looked up before.

use std::fmt;
use std::hash::Hasher;
use std::sync::OnceLock;

use genai_otel_core::Unpriced;
use siphasher::sip::SipHasher13;

use super::lookup::Lookup;
use super::search::Located;

/// Answers to lookups, so that rules are tried once for each name. It takes no lock and forgets nothing: what finds no
/// place is looked up again each time. Names of which there is no end (those of callers, misspelt) have their own
/// places, so that they take none from models that exist; fine-tuned models are among them.
pub(crate) struct Memory {
    found: Box<[Slot]>,
    missed: Box<[Slot]>,
}

type Slot = OnceLock<Box<Remembered>>;

struct Remembered {
    hash: u64,
    question: [Option<Box<str>>; 4],
    answer: Result<Located, Unpriced>,
}

impl Memory {
    pub(crate) fn new() -> Self {
        let slots = |count| std::iter::repeat_with(Slot::new).take(count).collect();
        Self { found: slots(FOUND), missed: slots(MISSED) }
    }

    /// The answer to a lookup: the one from before, or else that of `find`.
    pub(crate) fn answer<T>(
        &self,
        lookup: &Lookup<'_>,
        find: impl FnOnce() -> Result<Located, Unpriced>,
        read: impl FnOnce(&Result<Located, Unpriced>) -> T,
    ) -> T {
        let question = parts(lookup);
        let hash = hash(&question);
        let remembered = [&self.found, &self.missed]
            .into_iter()
            .flat_map(|slots| places(slots, hash))
            .filter_map(OnceLock::get)
            .find(|known| known.hash == hash && known.is(&question));
        if let Some(remembered) = remembered {
            return read(&remembered.answer);
        }
        let answer = find();
        let result = read(&answer);
        let length: usize = question.iter().flatten().map(|part| part.len()).sum();
        if length <= LONGEST {
            let is_tuned = question.iter().flatten().any(|part| part.contains("ft:"));
            let slots = if answer.is_ok() && !is_tuned { &self.found } else { &self.missed };
            let question = question.map(|part| part.map(Box::from));
            let mut remembered = Box::new(Remembered { hash, question, answer });
            for slot in places(slots, hash) {
                match slot.set(remembered) {
                    Ok(()) => break,
                    Err(taken) => remembered = taken,
                }
            }
        }
        result
    }
}

impl Remembered {
    fn is(&self, question: &[Option<&str>; 4]) -> bool {
        self.question.iter().zip(question).all(|(known, asked)| known.as_deref() == *asked)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

const fn parts<'a>(lookup: &Lookup<'a>) -> [Option<&'a str>; 4] {
    [lookup.provider, lookup.server_address, lookup.response_model, lookup.request_model]
}

/// What is the same model asked for in another way has the same places, and is told apart there.
fn hash(question: &[Option<&str>; 4]) -> u64 {
    let mut hasher = SipHasher13::new();
    for part in question.iter().flatten() {
        hasher.write(part.as_bytes());
    }
    hasher.finish()
}

/// The few slots in which an answer may be.
fn places(slots: &[Slot], hash: u64) -> impl Iterator<Item = &Slot> {
    let count = u64::try_from(slots.len()).unwrap_or(1).max(1);
    let numbers = (0..WAYS).map(move |way| hash.wrapping_add(way) % count);
    numbers.filter_map(|number| slots.get(usize::try_from(number).ok()?))
}

/// How many answers are kept: some 200 kilobytes where all are and names are usual, 0.8 MB where names are as long as they
/// may be.
const FOUND: usize = 1024;
const MISSED: usize = 256;

/// How many places an answer may have.
const WAYS: u64 = 4;

/// Bytes of the longest question that is kept.
const LONGEST: usize = 512;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::matching::What;

    /// Asks for a model; how often it had to be looked for.
    fn asked(memory: &Memory, model: &str, answer: &Result<Located, Unpriced>) -> u32 {
        let times = Cell::new(0);
        let find = || {
            times.set(times.get() + 1);
            answer.clone()
        };
        let lookup = Lookup::new().provider("openai").response_model(model);
        memory.answer(&lookup, find, |read| assert_eq!(read, answer, "{model}"));
        times.get()
    }

    fn found(name: &str) -> Result<Located, Unpriced> {
        let what = What::Free { overlay: 0, provider: "openai".into(), name: name.into() };
        Ok(Located { what, billed_by: "openai".into(), steps: Vec::new() })
    }

    #[test]
    fn what_was_found_is_looked_for_once() {
        let memory = Memory::new();
        let unknown = Err(Unpriced::UnknownModel);
        assert_eq!([asked(&memory, "a", &found("a")), asked(&memory, "a", &found("a"))], [1, 0]);
        assert_eq!([asked(&memory, "b", &unknown), asked(&memory, "b", &unknown)], [1, 0]);
        // Who is asked for in another way is another.
        let lookup = Lookup::new().provider("openai").request_model("a");
        memory.answer(&lookup, || Err(Unpriced::UnknownModel), |read| assert_eq!(read, &unknown));
    }

    #[test]
    fn what_finds_no_place_is_looked_for_again_and_answered_rightly() {
        let memory = Memory::new();
        let names: Vec<String> = (0..5 * FOUND).map(|number| format!("model-{number}")).collect();
        for name in &names {
            asked(&memory, name, &found(name));
        }
        let again: u32 = names.iter().map(|name| asked(&memory, name, &found(name))).sum();
        let kept = u32::try_from(FOUND).unwrap();
        assert!(again >= 4 * kept && again < 5 * kept, "{again}");
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(asked(&memory, &long, &found("x")), 1);
        assert_eq!(asked(&memory, &long, &found("x")), 1);
    }

    #[test]
    fn names_that_are_not_found_take_no_place_from_models() {
        let memory = Memory::new();
        for number in 0..10 * FOUND {
            asked(&memory, &format!("misspelt-{number}"), &Err(Unpriced::UnknownModel));
        }
        assert_eq!([asked(&memory, "a", &found("a")), asked(&memory, "a", &found("a"))], [1, 0]);
    }

    #[test]
    fn threads_that_ask_for_the_same_agree() {
        let memory = Memory::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for number in 0..2_000 {
                        let name = format!("model-{number}");
                        asked(&memory, &name, &found(&name));
                    }
                });
            }
        });
        assert_eq!(asked(&memory, "model-0", &found("model-0")), 0);
    }
}
