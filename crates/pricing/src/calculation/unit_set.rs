//! Sets of units, and which units are parts of which.

use genai_otel_core::CostSide;

use crate::unit::Unit;

/// The number of units.
pub(crate) const UNITS: usize = Unit::ALL.len();

/// A set of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UnitSet(u64);

impl UnitSet {
    pub(crate) const EMPTY: Self = Self(0);

    pub(crate) const fn of(units: &[Unit]) -> Self {
        let mut set = Self::EMPTY;
        let mut index = 0;
        while index < units.len() {
            set = set.with(units[index]);
            index += 1;
        }
        set
    }

    pub(crate) const fn with(self, unit: Unit) -> Self {
        Self(self.0 | 1 << unit as u8)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn insert(&mut self, unit: Unit) {
        *self = self.with(unit);
    }

    pub(crate) const fn contains(self, unit: Unit) -> bool {
        self.0 & 1 << unit as u8 != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The units, in their order.
    pub(crate) fn iter(self) -> impl Iterator<Item = Unit> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let unit = Unit::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*unit)
        })
    }

    pub(crate) fn first(self) -> Option<Unit> {
        self.iter().next()
    }
}

/// All units that are part of this one.
pub(crate) const fn parts_of(unit: Unit) -> UnitSet {
    PARTS[unit as usize]
}

/// All units that this one is part of.
pub(crate) const fn wholes_of(unit: Unit) -> UnitSet {
    WHOLES[unit as usize]
}

/// All units of one side.
pub(crate) const fn side(side: CostSide) -> UnitSet {
    match side {
        CostSide::Input => INPUT,
        CostSide::Output => OUTPUT,
        _ => UnitSet::EMPTY,
    }
}

/// The units by the number of their wholes: each stands in a later level than all that it is part of.
pub(crate) const LEVELS: [UnitSet; 6] = levels();

const PARTS: [UnitSet; UNITS] = relations(true);
const WHOLES: [UnitSet; UNITS] = relations(false);
const INPUT: UnitSet = of_side(true);
const OUTPUT: UnitSet = of_side(false);

const fn relations(down: bool) -> [UnitSet; UNITS] {
    const { assert!(UNITS <= 64, "a set of units has 64 bits") };
    let mut table = [UnitSet::EMPTY; UNITS];
    let mut index = 0;
    while index < UNITS {
        let mut other = 0;
        while other < UNITS {
            let (this, that) = (Unit::ALL[index], Unit::ALL[other]);
            let related = if down { that.is_part_of(this) } else { this.is_part_of(that) };
            if related {
                table[index].insert(that);
            }
            other += 1;
        }
        index += 1;
    }
    table
}

const fn levels() -> [UnitSet; 6] {
    let wholes = relations(false);
    let mut levels = [UnitSet::EMPTY; 6];
    let mut index = 0;
    while index < UNITS {
        levels[wholes[index].len()].insert(Unit::ALL[index]);
        index += 1;
    }
    levels
}

const fn of_side(input: bool) -> UnitSet {
    let mut set = UnitSet::EMPTY;
    let mut index = 0;
    while index < UNITS {
        let unit = Unit::ALL[index];
        match unit.side() {
            CostSide::Input if input => set.insert(unit),
            CostSide::Output if !input => set.insert(unit),
            _ => {}
        }
        index += 1;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_stands_in_a_later_level_than_all_that_it_is_part_of() {
        let level = |unit| LEVELS.iter().position(|level| level.contains(unit)).unwrap();
        for unit in Unit::ALL {
            for whole in wholes_of(*unit).iter() {
                assert!(level(*unit) > level(whole), "{unit} of {whole}");
                assert!(parts_of(whole).contains(*unit));
            }
        }
    }

    #[test]
    fn a_set_lists_its_units_in_their_order() {
        let set = UnitSet::of(&[Unit::Requests, Unit::InputTokens, Unit::Images]);
        let listed: Vec<Unit> = set.iter().collect();
        assert_eq!(listed, [Unit::InputTokens, Unit::Images, Unit::Requests]);
        assert_eq!(UnitSet::EMPTY.first(), None);
    }
}
