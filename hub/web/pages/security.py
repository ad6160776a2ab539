"""Headers of every page: nothing from other hosts, nothing in line, in no frame, kept by nobody.

A page tells its own host where a form was sent from; with no referrer at all, browsers would not.
"""

from typing import Final

from hub.web.front.headers import content_policy

_ALLOWED: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY: Final = {
    "Content-Security-Policy": content_policy(_ALLOWED),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
