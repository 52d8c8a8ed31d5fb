"""Comparing nested values field by field."""

MAX_SHOWN = 120


def differences(expected, received, path=""):
    """Each field that differs, with where it is."""
    if isinstance(expected, dict) and isinstance(received, dict):
        for key in sorted(expected.keys() | received.keys()):
            where = f"{path}/{key}"
            if key not in received:
                yield f"{where}: missing, expected {_shown(expected[key])}"
            elif key not in expected:
                yield f"{where}: not expected, received {_shown(received[key])}"
            else:
                yield from differences(expected[key], received[key], where)
    elif isinstance(expected, (list, tuple)) and isinstance(received, (list, tuple)):
        if len(expected) != len(received):
            yield f"{path}: expected {_shown(expected)}, received {_shown(received)}"
            return
        for index, (one, other) in enumerate(zip(expected, received)):
            yield from differences(one, other, f"{path}/{index}")
    elif type(expected) is not type(received) or expected != received:
        yield f"{path}: expected {_shown(expected)}, received {_shown(received)}"


def _shown(value):
    shown = repr(value)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}..."


def without(whole, *fields):
    """The same spans or metrics without fields that a reader cannot see."""
    return {key: {name: part[name] for name in part if name not in fields} for key, part in whole.items()}


def leaves(value, path=()):
    """The path of every single value."""
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from leaves(part, path + (key,))
    elif isinstance(value, (list, tuple)) and value:
        for index, part in enumerate(value):
            yield from leaves(part, path + (index,))
    else:
        yield path


def changed(value, path):
    """A copy with another value at `path`."""
    if not path:
        return _other(value)
    first, *rest = path
    if isinstance(value, dict):
        return {**value, first: changed(value[first], rest)}
    copy = list(value)
    copy[first] = changed(copy[first], rest)
    return copy


def _other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value * (1 + 2**-52) if value else 5e-324
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return "something else"
