"""Build the explorer's page into a folder: `python -m tests.clients.explorer FOLDER`."""

import sys
from pathlib import Path
from typing import Final

from tests.clients.npm import PROJECT, ended, installed, node

PAGE: Final = PROJECT / "hub" / "web" / "explorer" / "page"
ENTRIES: Final = (
    "explorer.jsx",
    "editor.worker=monaco-editor/esm/vs/editor/editor.worker.js",
    "json.worker=monaco-editor/esm/vs/language/json/json.worker.js",
    "graphql.worker=monaco-graphql/esm/graphql.worker.js",
)
HOW: Final = (
    "--bundle",
    "--format=esm",
    "--minify",
    "--jsx=automatic",
    "--loader:.ttf=file",
    "--loader:.graphql=text",
    '--define:process.env.NODE_ENV="production"',
)


def build(folder: Path) -> None:
    """Bundle the page and the editor's workers.

    Raises: NotInstalled.
    """
    packages = installed(PAGE) / "node_modules"
    bundler = str(packages / "esbuild" / "bin" / "esbuild")
    into = f"--outdir={folder.resolve()}"
    ended(node(bundler, *ENTRIES, *HOW, into, folder=PAGE, given={"NODE_PATH": str(packages)}))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
