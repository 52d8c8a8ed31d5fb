//! Numbers to be looked at, in blocks of Unicode.

/// A column for each number, the highest one full. What is zero is the lowest block, what is unknown a blank.
pub(crate) fn sparkline(numbers: &[Option<f64>]) -> String {
    let highest = numbers.iter().flatten().copied().fold(0.0, f64::max);
    let column = |number: &Option<f64>| match number {
        None => ' ',
        Some(number) if highest > 0.0 => {
            // At most the last one, whatever is rounded.
            let step = (number / highest * (COLUMNS.len() - 1) as f64).round() as usize;
            COLUMNS[step.min(COLUMNS.len() - 1)]
        }
        Some(_) => COLUMNS[0],
    };
    numbers.iter().map(column).collect()
}

/// A bar of `part` of `columns`. What is more than nothing is seen.
pub(crate) fn bar(part: f64, columns: usize) -> String {
    let eighths = (part.clamp(0.0, 1.0) * columns as f64 * 8.0).round() as usize;
    let eighths = if part > 0.0 { eighths.max(1) } else { eighths };
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.push(PARTS[eighths % 8 - 1]);
    }
    bar
}

const COLUMNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const PARTS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_number_is_a_full_column() {
        assert_eq!(sparkline(&[Some(0.0), Some(1.0), Some(2.0), None, Some(4.0)]), "▁▃▅ █");
        assert_eq!(sparkline(&[Some(0.0), Some(0.0)]), "▁▁");
    }

    #[test]
    fn bars_are_as_long_as_their_part() {
        for (part, shown) in [(0.0, ""), (0.5, "██"), (0.0001, "▏"), (0.66, "██▋"), (2.0, "████")]
        {
            assert_eq!(bar(part, 4), shown, "{part}");
        }
    }
}
