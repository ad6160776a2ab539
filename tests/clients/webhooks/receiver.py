"""A partner's own code that takes a webhook: no library is needed."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping


def is_from_the_hub(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Tell whether a message was signed under the secret, just now."""
    moment = headers["webhook-timestamp"]
    if abs(time.time() - int(moment)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{moment}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())
