//! Charts as SVG.

use super::element::escaped;

/// What is drawn over the days.
#[derive(Debug)]
pub(super) struct Series {
    /// The class of its colour.
    pub(super) class: &'static str,
    /// A number for each day, where there is one, and how it is told.
    pub(super) points: Vec<Option<(f64, String)>>,
}

/// Bars over days, with the number at the pointer.
pub(super) fn bars(days: &[String], series: &Series, top: (f64, &str)) -> String {
    let step = ROOM.0 / days.len().max(1) as f64;
    let bars: String = days
        .iter()
        .zip(&series.points)
        .enumerate()
        .filter_map(|(at, (day, point))| {
            let (number, told) = point.as_ref()?;
            let high = height(*number, top.0);
            let (x, y) = (LEFT + step * at as f64 + step * 0.1, TOP + ROOM.1 - high);
            let title = escaped(&format!("{day}: {told}"));
            Some(format!(
                "<rect class=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{high:.1}\"><title>{title}</title></rect>\n",
                series.class,
                step * 0.8
            ))
        })
        .collect();
    framed(days, top.1, &bars)
}

/// Lines over days; a day without a number is a gap.
pub(super) fn lines(days: &[String], series: &[Series], top: (f64, &str)) -> String {
    let step = ROOM.0 / days.len().max(1) as f64;
    let place = |at: usize, number: f64| {
        (LEFT + step * (at as f64 + 0.5), TOP + ROOM.1 - height(number, top.0))
    };
    let drawn = series.iter().map(|series| {
        let mut path = String::new();
        let mut dots = String::new();
        let mut before = false;
        for (at, point) in series.points.iter().enumerate() {
            let Some((number, told)) = point else {
                before = false;
                continue;
            };
            let (x, y) = place(at, *number);
            path.push_str(&format!("{}{x:.1} {y:.1}", if before { " L" } else { " M" }));
            let title = escaped(&format!("{}: {told}", days[at]));
            dots.push_str(&format!(
                "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{title}</title></circle>\n",
                series.class
            ));
            before = true;
        }
        format!("<path class=\"line {}\" d=\"{}\"/>\n{dots}", series.class, path.trim())
    });
    framed(days, top.1, &drawn.collect::<String>())
}

/// Bars beside names: a name, its part of the longest, and its number.
pub(super) fn named_bars(rows: &[(String, f64, String)], class: &str) -> String {
    let high = 26.0 * rows.len() as f64 + 6.0;
    let rows = rows.iter().enumerate().map(|(at, (name, part, told))| {
        let y = 26.0 * at as f64 + 4.0;
        let long = (part * 520.0).max(1.0);
        let middle = y + 14.0;
        format!(
            "<text class=\"name\" x=\"0\" y=\"{middle}\">{}</text><rect class=\"{class}\" x=\"220\" y=\"{y}\" width=\"{long:.1}\" height=\"18\" rx=\"2\"/><text x=\"{:.1}\" y=\"{middle}\">{}</text>\n",
            escaped(name),
            228.0 + long,
            escaped(told)
        )
    });
    let rows: String = rows.collect();
    format!("<svg viewBox=\"0 0 960 {high}\" role=\"img\">\n{rows}</svg>")
}

/// A frame with the highest number, half of nothing, and the first, middle and last day.
fn framed(days: &[String], top: &str, inner: &str) -> String {
    let (bottom, right) = (TOP + ROOM.1, LEFT + ROOM.0);
    let middle = TOP + ROOM.1 / 2.0;
    let rules: String = [TOP, middle, bottom]
        .iter()
        .map(|y| {
            format!("<line class=\"grid\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y}\" y2=\"{y}\"/>")
        })
        .collect();
    let step = ROOM.0 / days.len().max(1) as f64;
    let mut ticks = vec![(days.len().saturating_sub(1), "end", right)];
    if days.len() > 2 {
        let middle = days.len() / 2;
        ticks.push((middle, "middle", LEFT + step * (middle as f64 + 0.5)));
    }
    if days.len() > 1 {
        ticks.push((0, "start", LEFT));
    }
    let named = ticks.into_iter().filter_map(|(at, anchor, x)| {
        let (day, y) = (escaped(days.get(at)?), bottom + 16.0);
        Some(format!("<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{day}</text>"))
    });
    let named: String = named.collect();
    let scale = format!(
        "<text x=\"{0}\" y=\"{1}\" text-anchor=\"end\">{2}</text><text x=\"{0}\" y=\"{3}\" text-anchor=\"end\">0</text>",
        LEFT - 6.0,
        TOP + 4.0,
        escaped(top),
        bottom + 4.0
    );
    format!("<svg viewBox=\"0 0 960 212\" role=\"img\">\n{rules}{scale}{named}\n{inner}</svg>")
}

fn height(number: f64, top: f64) -> f64 {
    if top > 0.0 { (number / top).clamp(0.0, 1.0) * ROOM.1 } else { 0.0 }
}

const LEFT: f64 = 90.0;
const TOP: f64 = 10.0;
/// How wide and high what is drawn may be.
const ROOM: (f64, f64) = (860.0, 180.0);
