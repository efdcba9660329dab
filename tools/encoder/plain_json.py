"""JSON as the project's formatter writes it, so that generated files pass its check."""

from __future__ import annotations

import json
import re


def plain_json(value: object) -> str:
    """Indents by two spaces per level, and keeps lists of plain values on one line."""
    indented = json.dumps(value, indent=2)
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + re.sub(r"\s*\n\s*", " ", found[1]) + "]", indented) + "\n"
