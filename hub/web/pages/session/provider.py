"""The identity provider that visitors are sent to: OpenID Connect, by code and PKCE (RFC 7636)."""

from collections.abc import Iterable
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Final
from urllib.parse import urlencode

import httpx
import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from hub import clock
from hub.errors import Kind, Refusal
from hub.identity.compact import parts_of
from hub.identity.issuers import ASSURANCE_BY_ACR, TrustedIssuer
from hub.web.pages.session.sealed import SIGNING_IN_SECONDS, SigningIn

HOME: Final = "/"
BACK: Final = "/sign-in/back"
TIMEOUT_SECONDS: Final = 10.0
LARGEST_TOKEN: Final = 16 * 1024

_METHOD: Final = "S256"

Url = Annotated[
    str, msgspec.Meta(pattern=r"^(https://|http://(127\.0\.0\.1|localhost)(:\d+)?/)[^\s]*$")
]


class ProviderUnavailable(Refusal):
    """The identity provider does not answer, or not as it should."""

    kind = Kind.UNAVAILABLE
    zh = "身份提供方暂不可用，请稍后重试"
    en = "The identity provider cannot be used now; try again later"


class SignInFailed(Refusal):
    """What came back from the identity provider does not belong to this attempt."""

    kind = Kind.UNAUTHENTICATED
    zh = "登录未完成或已超时，请重新登录"
    en = "The sign-in was not completed, or took too long; sign in again"


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An identity provider, as its discovery document and its registration of the hub tell."""

    issuer: Annotated[str, msgspec.Meta(min_length=1)]
    authorization_endpoint: Url
    token_endpoint: Url
    end_session_endpoint: Url | None = None
    """Where its own session is ended, if it can be (OpenID Connect RP-Initiated Logout, 2)."""
    client_id: Annotated[str, msgspec.Meta(min_length=1)]
    client_secret_file: str | None = None
    scope: str = "openid"


class _Claims(msgspec.Struct):
    """What an ID token must say (OpenID Connect Core, 3.1.3.7)."""

    iss: str
    aud: str | list[str]
    exp: float
    nonce: str


class _Given(msgspec.Struct):
    """What a code is good for (OpenID Connect Core, 3.1.3.3)."""

    access_token: str
    id_token: str


def read_provider(path: Path) -> Provider:
    """Read the identity provider from its JSON file."""
    return msgspec.json.decode(path.read_bytes(), type=Provider)


def begun(back: str) -> SigningIn:
    """Begin to sign in, to come back to a page."""
    until = clock.now().timestamp() + SIGNING_IN_SECONDS
    return SigningIn(token_urlsafe(), token_urlsafe(), token_urlsafe(48), back, until)


class SignIn:
    """Sends visitors to the identity provider, and takes what they bring back."""

    def __init__(
        self, provider: Provider, base_url: str, trusted: Iterable[TrustedIssuer] = ()
    ) -> None:
        """Take the provider, where the hub is reached, and the issuers of tokens it trusts."""
        self._provider, self._redirect = provider, base_url + BACK
        self._home = base_url + HOME
        said = (one.assurance for one in trusted if one.issuer == provider.issuer)
        self._assurance = next(said, ASSURANCE_BY_ACR)
        secret = provider.client_secret_file
        self._secret = None if secret is None else Path(secret).read_text("utf-8").strip()

    def address(self, kept: SigningIn, least: int = 0) -> str:
        """Return where to send a visitor; to be asked anew for a level of assurance, if any.

        The values come in order of preference (Core, 3.1.2.1): as high as the provider can. What
        came of it, the access token tells.
        """
        provider = self._provider
        anew = {"prompt": "login", "acr_values": self._acr_values(least)} if least else {}
        address = prepare_grant_uri(
            provider.authorization_endpoint,
            provider.client_id,
            "code",
            redirect_uri=self._redirect,
            scope=provider.scope,
            state=kept.state,
            nonce=kept.nonce,
            code_challenge=create_s256_code_challenge(kept.verifier),
            code_challenge_method=_METHOD,
            **anew,
        )
        return str(address)

    @property
    def way_out(self) -> str | None:
        """Return where a visitor signs out of the provider too, to come back to the beginning.

        There is no ID token to hint with, since none is kept.
        """
        provider = self._provider
        if provider.end_session_endpoint is None:
            return None
        told = {"client_id": provider.client_id, "post_logout_redirect_uri": self._home}
        joined = "&" if "?" in provider.end_session_endpoint else "?"
        return f"{provider.end_session_endpoint}{joined}{urlencode(told)}"

    async def token(self, kept: SigningIn, code: str) -> str:
        """Return the access token that a code is good for.

        Raises: SignInFailed, ProviderUnavailable.
        """
        provider, form = self._provider, self._redeeming(kept, code)
        login = None if self._secret is None else (provider.client_id, self._secret)
        try:
            async with httpx.AsyncClient(
                auth=login, timeout=TIMEOUT_SECONDS, trust_env=False
            ) as client:
                answer = await client.post(provider.token_endpoint, data=form)
            if answer.status_code == httpx.codes.BAD_REQUEST:
                raise SignInFailed
            given = msgspec.json.decode(answer.raise_for_status().content, type=_Given)
            claims = msgspec.json.decode(
                parts_of(given.id_token, LARGEST_TOKEN).payload, type=_Claims
            )
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderUnavailable from error
        self._check(claims, kept)
        return given.access_token

    def _acr_values(self, least: int) -> str:
        """Return what stands for a level and above in the tokens of the provider, highest first."""
        levels = self._assurance
        highest_first = sorted(levels, key=levels.__getitem__, reverse=True)
        return " ".join(one for one in highest_first if levels[one] >= least)

    def _redeeming(self, kept: SigningIn, code: str) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "client_id": self._provider.client_id,
            "code_verifier": kept.verifier,
        }

    def _check(self, claims: _Claims, kept: SigningIn) -> None:
        """Refuse an ID token that is not of this attempt.

        It came straight from the provider's own address, which vouches for it in place of its
        signature; who somebody is, the access token tells, whose signature is always verified.
        """
        audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        ours = claims.iss == self._provider.issuer and self._provider.client_id in audience
        if not ours or claims.nonce != kept.nonce or claims.exp <= clock.now().timestamp():
            raise SignInFailed
