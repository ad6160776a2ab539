"""Types made of the contract compile strictly, and what they promise is what comes."""

from collections.abc import Callable

from tests.clients.npm import Workshop
from tests.schema.http.asking import identifier
from tests.schema.http.streams.serving import Served

LOOSE = "// @ts-expect-error: the contract knows no such field\n"


def test_a_typed_program_compiles_strictly_and_runs(
    app: Callable[[str], Workshop], hub: Served
) -> None:
    shop = app("codegen")
    shop.tool("graphql-codegen")
    shop.tool("tsc", "--noEmit", "--strict")
    shop.tool("esbuild", "app.ts", "--bundle", "--format=esm", "--outfile=built.js")
    told = shop.told(
        "built.js",
        HUB=hub.address,
        TOKEN=hub.token("adult"),
        LICENSE=identifier("adult-driving"),
    )
    assert told["status"] == "IN_FORCE"
    assert told["issued"] < "2027"
    assert (told["outcomes"]["GRANTED"] > 5, told["outcomes"]["WITHHELD"]) == (True, 0)
    program = shop.folder / "app.ts"
    program.write_text(program.read_text("utf-8").replace(LOOSE, ""), "utf-8")
    assert "holder" in shop.refused("tsc", "--noEmit", "--strict")
