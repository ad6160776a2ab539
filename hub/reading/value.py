"""Take a decided cell's value out of its row, as JSON text; what was withheld is not there."""

import base64

import orjson

from hub.crypto.envelope import Envelopes
from hub.identity.directory import Directory
from hub.policy.entry import STATUS
from hub.policy.masks import masked
from hub.policy.terms import Outcome
from hub.reading.cells import COLUMNS, COMPUTED, SEALED
from hub.reading.decide import DecidedCell, Row


class Values:
    """Opens cells: unseals what was granted, and works out what is no stored value."""

    def __init__(self, envelopes: Envelopes, directory: Directory) -> None:
        """Take the data keys and the organizations."""
        self._envelopes = envelopes
        self._directory = directory

    def json_of(self, row: Row, decided: DecidedCell) -> str | None:
        """Return the JSON text of a cell's value, or None where it is empty or withheld."""
        cell, decision, position = decided
        if decision.outcome is Outcome.WITHHELD:
            return None
        if cell.field.key in COMPUTED:
            return self._shown(decided, self._computed(row, cell.field.key))
        stored = row.record["cells"]
        text = None if position is None or stored is None else stored[position]
        if text is None or cell.field.key in COLUMNS:
            return self._shown(decided, text)
        return self._unsealed(row, cell.name, text) if text.startswith(SEALED) else str(text)

    def _shown(self, decided: DecidedCell, text: str | None) -> str | None:
        """Mask what is no stored cell, and so has no stored mask."""
        rule = decided.decision.mask
        if text is None or rule is None:
            return text
        return orjson.dumps(masked(rule, orjson.loads(text), decided.cell.field.keep)).decode()

    def _computed(self, row: Row, key: str) -> str | None:
        if key == STATUS:
            return orjson.dumps(row.decided.state).decode()
        issuer = self._directory.by_id[row.record["issuer_id"]]
        return orjson.dumps(issuer.name_zh).decode()

    def _unsealed(self, row: Row, name: str, text: str) -> str:
        bound = row.record["face_id"].bytes + name.encode()
        return self._envelopes.open(base64.b64decode(text.removeprefix(SEALED)), bound).decode()
