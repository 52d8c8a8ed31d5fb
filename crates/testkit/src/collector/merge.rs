use std::collections::BTreeMap;

use super::metric::{CollectedMetric, DataPoint, HistogramValue, PointValue, Temporality};

/// Several exports of the same metrics as one: of gauges and cumulative points the last is kept, delta points are
/// added up. The order is that of the first appearance.
///
/// Two points belong together when resource, scope, name, unit, kind and attributes are the same. Exponential
/// histograms with delta temporality are not added up, their points stay apart; so do histograms whose bounds differ.
#[must_use]
pub fn merge_metrics(exports: &[CollectedMetric]) -> Vec<CollectedMetric> {
    let mut merged: Vec<CollectedMetric> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for export in exports {
        let CollectedMetric { name, unit, kind, scope, resource, .. } = export;
        // The debug form tells all values apart and has an order, which floats by themselves have not.
        let identity = format!("{name:?} {unit:?} {kind:?} {scope:?} {resource:?}");
        let at = *known.entry(identity).or_insert_with(|| {
            merged.push(CollectedMetric { points: Vec::new(), ..export.clone() });
            merged.len() - 1
        });
        for point in &export.points {
            merge_point(&mut merged[at].points, point, kind.temporality());
        }
    }
    merged
}

fn merge_point(points: &mut Vec<DataPoint>, new: &DataPoint, temporality: Temporality) {
    // Looked for from the end, where the point is when points stayed apart.
    let old = points.iter_mut().rev().find(|old| old.attributes == new.attributes);
    let Some(old) = old else { return points.push(new.clone()) };
    if temporality != Temporality::Delta {
        *old = new.clone();
        return;
    }
    match sum(&old.value, &new.value) {
        Some(value) => {
            old.value = value;
            old.unix_nanos = new.unix_nanos;
        }
        None => points.push(new.clone()),
    }
}

fn sum(old: &PointValue, new: &PointValue) -> Option<PointValue> {
    match (old, new) {
        (PointValue::Int(old), PointValue::Int(new)) => {
            Some(PointValue::Int(old.saturating_add(*new)))
        }
        (PointValue::Double(old), PointValue::Double(new)) => Some(PointValue::Double(old + new)),
        (PointValue::Histogram(old), PointValue::Histogram(new)) => {
            let same =
                old.bounds == new.bounds && old.bucket_counts.len() == new.bucket_counts.len();
            same.then(|| PointValue::Histogram(sum_histograms(old, new)))
        }
        _ => None,
    }
}

fn sum_histograms(old: &HistogramValue, new: &HistogramValue) -> HistogramValue {
    let both = |old: Option<f64>, new: Option<f64>, of: fn(f64, f64) -> f64| {
        old.zip(new).map(|(old, new)| of(old, new))
    };
    let counts = old.bucket_counts.iter().zip(&new.bucket_counts);
    HistogramValue {
        count: old.count.saturating_add(new.count),
        sum: both(old.sum, new.sum, |old, new| old + new),
        min: both(old.min, new.min, f64::min),
        max: both(old.max, new.max, f64::max),
        bounds: old.bounds.clone(),
        bucket_counts: counts.map(|(old, new)| old.saturating_add(*new)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::metric::MetricKind;
    use super::*;

    fn histogram(count: u64, sum: f64, bucket_counts: &[u64]) -> PointValue {
        PointValue::Histogram(HistogramValue {
            count,
            sum: Some(sum),
            min: Some(sum),
            max: Some(sum),
            bounds: vec![1.0; bucket_counts.len() - 1],
            bucket_counts: bucket_counts.to_vec(),
        })
    }

    fn export(kind: MetricKind, values: &[PointValue]) -> CollectedMetric {
        let points = values.iter().enumerate().map(|(index, value)| DataPoint {
            attributes: [("index".to_owned(), i64::try_from(index).unwrap().into())].into(),
            value: value.clone(),
            ..DataPoint::default()
        });
        CollectedMetric { kind, points: points.collect(), ..CollectedMetric::default() }
    }

    fn values(metrics: &[CollectedMetric]) -> Vec<PointValue> {
        metrics.iter().flat_map(|m| m.points.iter().map(|p| p.value.clone())).collect()
    }

    #[test]
    fn delta_points_are_added_up() {
        let kind = MetricKind::Histogram { temporality: Temporality::Delta };
        let merged = merge_metrics(&[
            export(kind, &[histogram(2, 3.0, &[1, 1]), histogram(1, 9.0, &[0, 1])]),
            export(kind, &[histogram(1, 4.0, &[0, 1])]),
        ]);
        let expected = HistogramValue {
            count: 3,
            sum: Some(7.0),
            min: Some(3.0),
            max: Some(4.0),
            bounds: vec![1.0],
            bucket_counts: vec![1, 2],
        };
        assert_eq!(values(&merged), [PointValue::Histogram(expected), histogram(1, 9.0, &[0, 1])]);
    }

    #[test]
    fn cumulative_points_replace_each_other() {
        let kind = MetricKind::Sum { temporality: Temporality::Cumulative, monotonic: true };
        let merged = merge_metrics(&[
            export(kind, &[PointValue::Int(1)]),
            export(kind, &[PointValue::Int(3)]),
        ]);
        assert_eq!(values(&merged), [PointValue::Int(3)]);
    }

    #[test]
    fn delta_histograms_with_other_bounds_stay_apart() {
        let kind = MetricKind::Histogram { temporality: Temporality::Delta };
        let (one, other) = (histogram(1, 1.0, &[1, 0]), histogram(1, 1.0, &[1, 0, 0]));
        let merged = merge_metrics(&[
            export(kind, std::slice::from_ref(&one)),
            export(kind, std::slice::from_ref(&other)),
        ]);
        assert_eq!(values(&merged), [one, other]);
    }
}
