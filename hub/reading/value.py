"""Take a decided cell's value out of its row, as JSON text; what was withheld is not there."""

import base64

import orjson

from hub.crypto.envelope import Envelopes
from hub.identity.directory import Directory
from hub.policy.entry import STATUS
from hub.policy.masks import masked
from hub.policy.terms import FieldType, Outcome
from hub.reading.cells import COLUMNS, COMPUTED, SEALED
from hub.reading.decide import DecidedCell, Row
from hub.reading.links import Links


class Values:
    """Opens cells: unseals what was granted, and works out what is no stored value."""

    def __init__(self, envelopes: Envelopes, images: Links, directory: Directory) -> None:
        """Take the data keys, the maker of links, and the organizations."""
        self._envelopes = envelopes
        self._images = images
        self._directory = directory

    def json_of(self, row: Row, decided: DecidedCell) -> str | None:
        """Return the JSON text of a cell's value, or None where it is empty or withheld."""
        cell, decision = decided.cell, decided.decision
        if decision.outcome is Outcome.WITHHELD:
            return None
        if cell.field.key in COMPUTED:
            return self._shown(decided, self._computed(row, cell.field.key))
        text = self.stored(row, decided)
        if text is not None and cell.field.type is FieldType.IMAGE:
            return orjson.dumps(self._link(row, decided)).decode()
        return self._shown(decided, text) if cell.field.key in COLUMNS else text

    def _link(self, row: Row, decided: DecidedCell) -> str:
        record = row.record
        return self._images.link(record["holder_key"], record["id"], part=decided.cell.name)

    def stored(self, row: Row, decided: DecidedCell) -> str | None:
        """Return the JSON text that the statement let through, unsealed where it was sealed."""
        cells, position = row.record["cells"], decided.position
        text = None if position is None or cells is None else cells[position]
        if text is None or not text.startswith(SEALED):
            return None if text is None else str(text)
        return self._unsealed(row, decided.cell.name, text)

    def _shown(self, decided: DecidedCell, text: str | None) -> str | None:
        """Mask what is no stored cell, and so has no stored mask."""
        rule = decided.decision.mask
        if text is None or rule is None:
            return text
        return orjson.dumps(masked(rule, orjson.loads(text), decided.cell.field.keep)).decode()

    def _computed(self, row: Row, key: str) -> str | None:
        if key == STATUS:
            return orjson.dumps(row.decided.state).decode()
        names = [self._directory.by_id[one].name_zh for one in row.issuers]
        return orjson.dumps("、".join(names)).decode()

    def _unsealed(self, row: Row, name: str, text: str) -> str:
        bound = row.record["face_id"].bytes + name.encode()
        return self._envelopes.open(base64.b64decode(text.removeprefix(SEALED)), bound).decode()
