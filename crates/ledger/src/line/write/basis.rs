//! How a cost was computed: all that is needed to tell it without the price book.

use genai_otel_core::{CostBasis, CostComponent, CostFactor};

use super::super::object::{Object, write_text};
use super::super::side;

pub(super) fn write(basis: &CostBasis, line: &mut Vec<u8>) {
    let mut object = Object::open(line);
    object.text("provider", Some(&*basis.provider));
    object.text("model", Some(&*basis.model));
    object.texts("steps", &basis.steps);
    object.text("price_from", basis.price_from.as_deref());
    if let Some(hours) = &basis.hours {
        let mut inner = Object::open(object.key("hours"));
        inner.whole("from", Some(hours.from));
        inner.whole("until", Some(hours.until));
        inner.close();
    }
    let mut book = Object::open(object.key("book"));
    book.text("version", Some(&*basis.book.version));
    book.text("hash", Some(&*basis.book.hash));
    book.close();
    object.whole("context_tier", basis.context_tier);
    if !basis.conditions.is_empty() {
        object.list("conditions", &basis.conditions, |line, (key, value)| {
            line.push(b'[');
            write_text(line, key);
            line.push(b',');
            write_text(line, value);
            line.push(b']');
        });
    }
    if !basis.factors.is_empty() {
        object.list("factors", &basis.factors, factor);
    }
    object.list("components", &basis.components, component);
    object.close();
}

fn factor(line: &mut Vec<u8>, factor: &CostFactor) {
    let mut object = Object::open(line);
    object.text("reason", Some(&*factor.reason));
    object.text("times", Some(&*factor.times));
    object.close();
}

fn component(line: &mut Vec<u8>, component: &CostComponent) {
    let mut object = Object::open(line);
    object.text("unit", Some(&*component.unit));
    object.text("side", Some(side::name(component.side)));
    object.whole("count", Some(component.count));
    object.whole("per", Some(component.per));
    object.money("rate", Some(component.rate));
    object.money("amount", Some(component.amount));
    object.close();
}
