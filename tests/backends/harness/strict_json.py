"""OTLP's JSON: protobuf's, with identifiers in hexadecimal and enumerations as numbers, and nothing else."""

import base64
import json
import re

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor

IDENTIFIERS = {"trace_id": 32, "span_id": 16, "parent_span_id": 16}
WIDE = {
    FieldDescriptor.TYPE_INT64,
    FieldDescriptor.TYPE_UINT64,
    FieldDescriptor.TYPE_FIXED64,
    FieldDescriptor.TYPE_SFIXED64,
    FieldDescriptor.TYPE_SINT64,
}


def parse(body, message):
    """The message that a body stands for; what breaks a rule is a `ValueError`."""
    tree = json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    return json_format.ParseDict(_plain(tree, message.DESCRIPTOR, "$"), message)


def _once(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"a key is there twice among {keys}")
    return dict(pairs)


def _plain(tree, kind, path):
    """The same as protobuf's own JSON, where identifiers are base64."""
    if not isinstance(tree, dict):
        raise ValueError(f"{path} is no object")
    fields = {field.json_name: field for field in kind.fields}
    result = {}
    for name, value in tree.items():
        if name not in fields:
            raise ValueError(f"{path} has no field {name!r}")
        result[name] = _field(value, fields[name], f"{path}.{name}")
    return result


def _field(value, field, path):
    if not field.is_repeated:
        return _one(value, field, path)
    if not isinstance(value, list):
        raise ValueError(f"{path} is no list")
    return [_one(each, field, f"{path}[{index}]") for index, each in enumerate(value)]


def _one(value, field, path):
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return _plain(value, field.message_type, path)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _identifier(value, field, path)
    if field.type in WIDE and not (isinstance(value, str) and re.fullmatch(r"-?\d+", value)):
        raise ValueError(f"{path} is {value!r}: 64 bits are a decimal number in a string")
    if field.type == FieldDescriptor.TYPE_ENUM and type(value) is not int:
        raise ValueError(f"{path} is {value!r}: an enumeration is a number")
    return value


def _identifier(value, field, path):
    length = IDENTIFIERS.get(field.name)
    if length is None:
        return value
    if not re.fullmatch(rf"[0-9a-fA-F]{{{length}}}|", value):
        raise ValueError(f"{path} is {value!r}: an identifier is {length} hexadecimal digits")
    return base64.b64encode(bytes.fromhex(value)).decode()
