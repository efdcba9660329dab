"""Teaches schemathesis to send the two kinds of bodies that it does not know."""

import schemathesis


@schemathesis.serializer("application/zip", "application/x-ndjson")
def as_bytes(_context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
