"""The calendar of working days as the repository tells it."""

from pathlib import Path

import hub.calendar
from hub.calendar.rules import read_notices
from hub.workdays import Calendar

NOTICES = Path(hub.calendar.__file__).with_name("notices.yaml")
CALENDAR = Calendar(read_notices(NOTICES.read_bytes()))
