//! An order of numbered things in which each can be moved to the end at once.

/// An order of numbered things: the first is the one that was moved to the end the longest ago.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// Before and behind each.
    links: Vec<(u32, u32)>,
    first: Option<u32>,
    last: Option<u32>,
}

impl List {
    /// Puts what is not in it at its end.
    pub(crate) fn push(&mut self, number: u32) {
        let index = number as usize;
        if self.links.len() <= index {
            self.links.resize(index + 1, (NONE, NONE));
        }
        self.links[index] = (self.last.unwrap_or(NONE), NONE);
        match self.last {
            Some(last) => self.links[last as usize].1 = number,
            None => self.first = Some(number),
        }
        self.last = Some(number);
    }

    /// Takes out what is in it.
    pub(crate) fn remove(&mut self, number: u32) {
        let (before, behind) = self.links[number as usize];
        match before {
            NONE => self.first = some(behind),
            _ => self.links[before as usize].1 = behind,
        }
        match behind {
            NONE => self.last = some(before),
            _ => self.links[behind as usize].0 = before,
        }
    }

    /// Moves what is in it to its end.
    pub(crate) fn touch(&mut self, number: u32) {
        if self.last != Some(number) {
            self.remove(number);
            self.push(number);
        }
    }

    pub(crate) const fn first(&self) -> Option<u32> {
        self.first
    }

    /// What comes behind.
    pub(crate) fn next(&self, number: u32) -> Option<u32> {
        some(self.links[number as usize].1)
    }
}

const fn some(number: u32) -> Option<u32> {
    if number == NONE { None } else { Some(number) }
}

const NONE: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_queue_from_whose_middle_can_be_taken(steps in prop::collection::vec((0_u32..8, any::<bool>()), 0..60)) {
            let (mut list, mut model) = (List::default(), VecDeque::new());
            for (number, touch) in steps {
                let known = model.iter().position(|it| *it == number);
                match (known, touch) {
                    (Some(place), touch) => {
                        model.remove(place);
                        if touch {
                            list.touch(number);
                            model.push_back(number);
                        } else {
                            list.remove(number);
                        }
                    }
                    (None, _) => {
                        list.push(number);
                        model.push_back(number);
                    }
                }
                let order: Vec<_> = std::iter::successors(list.first(), |it| list.next(*it)).collect();
                prop_assert_eq!(order, model.iter().copied().collect::<Vec<_>>());
            }
        }
    }
}
