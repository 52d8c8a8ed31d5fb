# Sums by model of what calls.jq or jaeger-calls.jq gives: ... | jq -scf totals.jq
group_by(.model)[]
| {
    model: .[0].model,
    calls: length,
    errors: map(select(.error)) | length,
    input_tokens: map(.input_tokens // 0) | add,
    output_tokens: map(.output_tokens // 0) | add,
    cost: map(.cost // empty) | add,
    slowest_seconds: map(.seconds) | max
  }
# Where no cost is known there is none, which is not 0.
| with_entries(select(.value != null))
