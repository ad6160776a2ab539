"""Say how to begin: where the demonstration answers, as whom, and two requests to try."""

from typing import Final

from hub.sample.files import load_personas
from hub.sample.province import landmark_licenses
from hub.settings import Settings

SHOWN: Final = ("anyone", "safety-officer", "issuer-housing-construction", "bank")
"""Four who ask for the same license and are answered differently."""

LICENSE: Final = "safety-officer-old-revision"

_ASK = """\
curl -s {base}/graphql -H 'Content-Type: application/json'{more} \\
  -d '{{"query": "{{ license(identifier: \\"{identifier}\\") {{ fields {{ key value outcome }} }} }}"}}'
"""  # noqa: E501 - a line to be copied

_AS_BANK = """ \\
  -H "Authorization: Bearer $(.venv/bin/hub token bank)" \\
  -H 'X-Hub-Purpose: {"cause": "贷款审核"}'"""

_WELCOME = """
电子证照共享枢纽演示 · demonstration: http://{base}
  GET / (pages, for people)   POST /graphql   GET /explorer   GET /demo/personas   GET /readyz
基础库 · reference registers that holders are checked against (art. 23):
  {population}   {legal_entity}

{personas}

A token: .venv/bin/hub token KEY, or POST /demo/token with {{"persona": "KEY"}}

As anyone:
{anyone}
As the partner bank, which states a purpose:
{bank}
Ctrl-C ends it; the province stays for the next time."""


def welcome(settings: Settings) -> str:
    """Return what a visitor reads first."""
    base, identifier = f"{settings.host}:{settings.port}", _identifier()
    personas = load_personas()
    return _WELCOME.format(
        base=base,
        population=settings.population_register_url,
        legal_entity=settings.legal_entity_register_url,
        personas="\n".join(f"  {key:28} {personas[key].zh} · {personas[key].en}" for key in SHOWN),
        anyone=_ASK.format(base=base, identifier=identifier, more=""),
        bank=_ASK.format(base=base, identifier=identifier, more=_AS_BANK),
    )


def _identifier() -> str:
    return next(str(r["identifier"]) for mark, r in landmark_licenses() if mark.name == LICENSE)
