"""The same paper gives the same bytes: twice, in threads, and in a process with other settings."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.structs import replace

from hub.crypto.digests import sm3
from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import Line, Paper
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.policy.templates import TEMPLATES
from tests.hub.documents.papers import FACTS, HOLDERS, MARK, PORTRAIT, paper, stamp


def papers() -> list[Paper]:
    lines = (*HOLDERS["person"], *FACTS, Line("照片", "Photo", "", PORTRAIT))
    return [paper(template, lines=lines, mark=MARK) for template in sorted(TEMPLATES)]


def digests() -> list[str]:
    """Return the digest of every document in both formats, sealed."""
    stamps = [stamp(), stamp("乙局")]
    pdfs = [seal_pdf(typeset(it), stamps) for it in papers()]
    ofds = [seal_ofd(ofd_files(it), stamps) for it in papers()]
    return [sm3(it).hex() for it in (*pdfs, *ofds)]


def test_another_process_makes_the_same_bytes() -> None:
    env = {
        **os.environ,
        "TZ": "America/New_York",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "7",
    }
    script = "from tests.hub.documents.test_same_bytes import digests; print(*digests())"
    root = Path(__file__).parents[3]
    made = subprocess.run(
        [sys.executable, "-c", script],
        env=env,
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    assert made.stdout.split() == digests()


def test_threads_make_the_same_bytes() -> None:
    wanted = [replace(it, number=str(n)) for n in range(5) for it in papers()]
    alone = [typeset(it) for it in wanted]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(typeset, wanted)) == alone


def test_another_word_gives_other_bytes() -> None:
    one, other = paper(), paper(number="519999000000002")
    assert typeset(one) != typeset(other)
    assert ofd_files(one) != ofd_files(other)
