"""Write a report as a list that a person reads: ✓ passed, · noted or not checked, ✗ failed."""

from collections.abc import Iterator
from datetime import timedelta, timezone

from .report import Outcome, Report, SealFound, Step
from .words import NAMES

SHANGHAI = timezone(timedelta(hours=8))
SIGNS = {
    Outcome.PASSED: "✓",
    Outcome.NOTED: "·",
    Outcome.NOT_CHECKED: "·",
    Outcome.FAILED: "✗",
}


def written(name: str, report: Report, language: str | None = None) -> str:
    """Return a report on a named file, in one language or both."""
    lines = [f"{name} ({report.kind})", *(f"  {line}" for line in _lines(report, language))]
    return "\n".join(lines) + "\n"


def _lines(report: Report, language: str | None) -> Iterator[str]:
    if report.identifier:
        version = _either(language, f"第{report.version}版", f"version {report.version}")
        yield f"{report.identifier} {version}"
    for seal in report.seals:
        yield _seal(seal, language)
    for step in report.steps:
        yield _step(step, language)
    whole = _either(language, "文件属实", "the file holds")
    broken = _either(language, "文件不可信", "the file does not hold")
    yield f"✓ {whole}" if report.intact else f"✗ {broken}"


def _either(language: str | None, zh: str, en: str) -> str:
    return {"zh": zh, "en": en}.get(language or "", f"{zh} · {en}")


def _seal(seal: SealFound, language: str | None) -> str:
    at = seal.sealed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S +08:00")
    told = _either(language, "用章", "sealed")
    certificate = _either(language, "证书", "certificate")
    return f"{seal.where}: {seal.name} · {seal.holder} · {told} {at} · {certificate} {seal.serial}"


def _step(step: Step, language: str | None) -> str:
    name, says = _either(language, *NAMES[step.name]), _either(language, step.zh, step.en)
    place = f" ({step.where})" if step.where else ""
    return f"{SIGNS[step.outcome]} {name}: {says} [{step.code}]{place}"
