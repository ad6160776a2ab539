"""Register what organizations use licenses for, and recognize where licenses are shown."""

from hub.authorizations.applications.commands import recognize_application
from hub.authorizations.applications.wishes import RecognizeApplication
from hub.authorizations.scenarios.commands import register_scenario
from hub.catalog.queries import load_catalog
from hub.clock import held_at
from hub.sample.files import REVISED, load_scenarios
from hub.sample.loading.compiling import PUBLISHER
from hub.sample.loading.stage import Stage, Told, morning

APPLICATION = RecognizeApplication(
    client="tianfu-demo",
    organization="12519999MB99000993",
    zh="天府证照（演示）",
    en="Tianfu licenses (demonstration)",
)


async def register_scenarios(stage: Stage) -> None:
    """Let each using organization register its scenarios, and the data center recognize an app."""
    scenarios = load_scenarios()
    with held_at(morning(REVISED)):
        for done, known in enumerate(scenarios, 1):
            call = await stage.call(known.by)
            async with call.read() as connection:
                catalog = await load_catalog(connection)
            await register_scenario(call, catalog, known.scenario)
            stage.tell(Told("scenarios", done, len(scenarios)))
        await recognize_application(await stage.call(PUBLISHER), APPLICATION)
