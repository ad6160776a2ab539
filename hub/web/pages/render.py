"""Turn templates into pages: everything is escaped, and nothing that is missing goes unnoticed."""

from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.web.pages import naming, plots, vocabulary
from hub.web.pages.look import Look
from hub.web.pages.words import Language, Words

STATIC: Final = Path(__file__).parent / "static"


class Renderer:
    """Renders the templates below a folder; a page extends `base.html` of `templates`."""

    def __init__(self, root: Path = Path(__file__).parent) -> None:
        """Take the folder of the pages."""
        self.root = root
        self._in_language = {one: _environment(root, one) for one in Language}

    def render(
        self, folder: Path | None, template: str, look: Look, values: Mapping[str, object]
    ) -> str:
        """Render a template of a page's folder, or one that all share."""
        place = template if folder is None else f"{folder.relative_to(self.root)}/{template}"
        return self._in_language[look.language].get_template(place).render(look=look, **values)


def _environment(root: Path, language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([root, root / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "say": partial(_said, language),
        "asset": _asset,
        "choices": partial(naming.choices, language=language),
    }
    environment.filters |= {
        "told": lambda words: words.told(language),
        "name": partial(naming.name, language=language),
        "day": partial(naming.day, language=language),
        "moment": partial(naming.moment, language=language),
        "deadline": partial(naming.deadline, language=language),
        "term": partial(naming.term, language=language),
        "value": partial(naming.value, language=language),
        "number": plots.number,
        "left": partial(naming.left, language=language),
        "sector": lambda code: vocabulary.sector(code).told(language),
        "failure": lambda code: vocabulary.failure(code).told(language),
    }
    return environment


def _said(language: Language, zh: str, en: str) -> str:
    return Words(zh, en).told(language)


_versions: dict[str, str] = {}


def _asset(name: str) -> str:
    """Return the address of a file of ours, which changes with what is in it."""
    if name not in _versions:
        _versions[name] = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{_versions[name]}"
