"""Undoing what a body was compressed with, to its last byte."""

import zlib


def decode(encoding, body):
    """The body as it was before `encoding`. What is cut short or followed by something is a fault."""
    if encoding in (None, "identity"):
        return body
    decompressor = _DECOMPRESSORS[encoding]()
    plain = decompressor.decompress(body)
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError(f"the body is not one whole piece of {encoding}")
    return plain


def _zstd():
    from backports import zstd

    return zstd.ZstdDecompressor()


_DECOMPRESSORS = {"gzip": lambda: zlib.decompressobj(31), "zstd": _zstd}
