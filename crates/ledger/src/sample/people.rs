//! Who calls.

use genai_otel_core::Attribution;
use jiff::{SignedDuration, Timestamp};

use super::random::Random;

/// All who call: few of them often, most of them seldom, as Zipf found of words.
#[derive(Debug)]
pub(super) struct People {
    /// The sum of the weights up to each person.
    reach: Vec<f64>,
    people: Vec<Person>,
}

#[derive(Clone, Debug, Default)]
struct Person {
    last: Option<Timestamp>,
    sessions: u64,
    turns: u64,
}

/// A person at work.
#[derive(Debug)]
pub(super) struct Visit {
    /// Who it is, in which session.
    pub(super) attribution: Attribution,
    /// The conversation.
    pub(super) conversation: String,
    /// How many times the person has asked in this session before.
    pub(super) turns: u64,
}

impl People {
    /// As many as make this many calls.
    pub(super) fn new(calls: u64) -> Self {
        let count = usize::try_from((calls / 100).clamp(3, MOST)).unwrap_or(3);
        let mut sum = 0.0;
        let reach = (1..=count).map(|rank| {
            sum += 1.0 / (rank as f64 + 3.0);
            sum
        });
        Self { reach: reach.collect(), people: vec![Person::default(); count] }
    }

    /// Somebody asks something: in the session of before, or in a new one after half an hour.
    pub(super) fn visit(&mut self, random: &mut Random, now: Timestamp) -> Visit {
        let at = random.unit() * self.reach.last().copied().unwrap_or(1.0);
        let index = self.reach.partition_point(|reach| *reach <= at).min(self.people.len() - 1);
        self.visit_of(index, now)
    }

    /// The job that runs by night and has no session.
    pub(super) fn job() -> Visit {
        let attribution = Attribution::new().user_id("svc-ingest").team("platform");
        let attribution = attribution.organization_id("acme").tenant("eu-1");
        Visit { attribution, conversation: String::new(), turns: 0 }
    }

    fn visit_of(&mut self, index: usize, now: Timestamp) -> Visit {
        let person = &mut self.people[index];
        let is_new =
            person.last.is_none_or(|last| now.duration_since(last) > SignedDuration::from_mins(30));
        if is_new {
            person.sessions += 1;
            person.turns = 0;
        }
        person.last = Some(now);
        let turns = person.turns;
        person.turns += 1;
        let user = format!("user-{:04}", index + 1);
        let session = format!("{user}-s{}", person.sessions);
        let attribution = Attribution::new()
            .user_id(&user)
            .session_id(&session)
            .organization_id(if index.is_multiple_of(4) { "globex" } else { "acme" })
            .team(TEAMS[index % TEAMS.len()])
            .tenant(if index.is_multiple_of(3) { "us-1" } else { "eu-1" })
            .customer(CUSTOMERS[index % CUSTOMERS.len()]);
        Visit { attribution, conversation: format!("conv-{session}"), turns }
    }
}

const MOST: u64 = 20_000;
const TEAMS: [&str; 5] = ["support", "search", "growth", "platform", "legal"];
const CUSTOMERS: [&str; 7] = ["anvil", "birch", "cobalt", "delta", "ember", "fjord", "grove"];
