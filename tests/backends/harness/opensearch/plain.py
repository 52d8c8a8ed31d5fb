"""Answers with aggregations, without what is around the values."""


def plain(aggregations):
    """The aggregations of an answer without what is around the values."""
    return {name: _plain(each) for name, each in aggregations.items()}


def _plain(each):
    if "buckets" in each:
        return {_key(bucket): _bucket(bucket) for bucket in each["buckets"]}
    if "values" in each:
        return each["values"]
    if "value" in each:
        return each.get("value_as_string", each["value"])
    return _bucket(each)


def _bucket(bucket):
    parts = {name: part for name, part in bucket.items() if isinstance(part, dict)}
    return {"calls": bucket["doc_count"], **plain(parts)}


def _key(bucket):
    return bucket.get("key_as_string", bucket["key"])
