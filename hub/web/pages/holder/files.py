"""Files that pages hand over."""

import orjson
from starlette.responses import Response


def proof(document: object, name: str) -> Response:
    """Hand over a document that hub-verify checks without the hub (art. 24)."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.json"',
        "Cache-Control": "no-store",
    }
    return Response(orjson.dumps(document), media_type="application/json", headers=headers)
