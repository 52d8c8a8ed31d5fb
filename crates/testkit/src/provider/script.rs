use std::collections::VecDeque;

use super::reply::Reply;

/// The replies that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Script {
    anywhere: VecDeque<Reply>,
    at_path: Vec<(String, VecDeque<Reply>)>,
    otherwise: Reply,
}

impl Script {
    pub(crate) fn push(&mut self, reply: Reply) {
        self.anywhere.push_back(reply);
    }

    pub(crate) fn push_at(&mut self, path: String, reply: Reply) {
        match self.at_path.iter_mut().find(|(known, _)| *known == path) {
            Some((_, queue)) => queue.push_back(reply),
            None => self.at_path.push((path, VecDeque::from([reply]))),
        }
    }

    pub(crate) fn otherwise(&mut self, reply: Reply) {
        self.otherwise = reply;
    }

    /// The next reply for exactly this path.
    pub(crate) fn next_at(&mut self, path: &str) -> Option<Reply> {
        let (_, queue) = self.at_path.iter_mut().find(|(known, _)| known == path)?;
        queue.pop_front()
    }

    /// The next reply for any path; once there is none left, the one for all further requests.
    pub(crate) fn next_anywhere(&mut self) -> Reply {
        self.anywhere.pop_front().unwrap_or_else(|| self.otherwise.clone())
    }

    pub(crate) fn remaining(&self) -> usize {
        self.anywhere.len() + self.at_path.iter().map(|(_, queue)| queue.len()).sum::<usize>()
    }
}
