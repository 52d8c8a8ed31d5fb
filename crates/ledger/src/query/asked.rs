//! A question that is being asked of lines.

mod walk;

use super::figures::Figures;
use super::key::Labels;
use super::name::Name;
use super::plan::Plan;
use super::{Field, Key};
use crate::entry::Entry;
use crate::line::{Checksum, Line, checksum_of};
use crate::scan::{Found, Moments, Walker};

/// A question that is being asked of lines, one after the other, by one thread.
#[derive(Debug)]
pub(super) struct Asked<'p> {
    plan: &'p Plan,
    walker: Walker,
    found: Found,
    moments: Moments,
    /// Of each key that is a stretch of the calendar.
    labels: Vec<Option<Labels>>,
    name: Name,
}

/// What a line says to the question.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "it is taken apart as soon as it is made")]
pub(super) enum Said<'a> {
    /// A call of the group of this name.
    Call(&'a Name, Figures),
    /// A call that does not pass.
    Other,
    /// Calls that the ledger refused.
    Refused(u64),
}

impl<'p> Asked<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let labels = plan.keys.iter().map(|key| match key {
            Key::Period(period) => Some(Labels::new(*period, plan.zone.clone())),
            Key::Field(_) => None,
        });
        let labels = labels.collect();
        let (walker, found) = (Walker::new(), Found::new());
        Self { plan, walker, found, moments: Moments::default(), labels, name: Name::default() }
    }

    /// Asks a line. Nothing of it is believed before its checksum holds or it was read strictly.
    ///
    /// # Errors
    ///
    /// Why the line is not understood.
    #[inline]
    pub(super) fn ask(&mut self, line: &[u8]) -> Result<Said<'_>, String> {
        match checksum_of(line) {
            Checksum::Holds => match self.walk(line) {
                Some(Some(call)) => return Ok(Said::Call(&self.name, call)),
                Some(None) => return Ok(Said::Other),
                None => {}
            },
            // The strict reader says what is wrong.
            Checksum::Broken | Checksum::None => {}
        }
        self.read(line)
    }

    /// Reads a whole line, unless it shows at once that its call does not pass.
    pub(super) fn entry(&mut self, line: &[u8]) -> Result<Option<Line>, String> {
        if checksum_of(line) == Checksum::Holds && matches!(self.walk(line), Some(None)) {
            return Ok(None);
        }
        let line = Line::read(line)?;
        let passes = match &line {
            Line::Call(entry) => self.plan.tests.iter().all(|test| test.passes(entry)),
            Line::Gap(_) => true,
        };
        Ok(passes.then_some(line))
    }

    fn read(&mut self, line: &[u8]) -> Result<Said<'_>, String> {
        let entry = match Line::read(line)? {
            Line::Call(entry) => entry,
            Line::Gap(gap) => return Ok(Said::Refused(gap.refused)),
        };
        if !self.plan.tests.iter().all(|test| test.passes(&entry)) {
            return Ok(Said::Other);
        }
        self.name.clear();
        for (key, labels) in self.plan.keys.iter().zip(&mut self.labels) {
            match (key, labels) {
                (Key::Field(field), _) => {
                    self.name.push(value(field, &entry).as_ref().map(String::as_bytes))
                }
                (_, Some(labels)) => self.name.push(Some(labels.of(entry.timestamp).as_bytes())),
                _ => {}
            }
        }
        Ok(Said::Call(&self.name, Figures::of(&entry)))
    }
}

fn value(field: &Field, entry: &Entry) -> Option<String> {
    field.value(entry).map(|value| value.into_text())
}

#[cfg(test)]
mod tests;
