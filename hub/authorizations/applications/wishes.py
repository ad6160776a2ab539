"""What the data center wishes of applications, as plain data."""

import msgspec


class RecognizeApplication(msgspec.Struct, frozen=True, kw_only=True):
    """An application to be recognized, and the organization that answers for it."""

    client: str
    organization: str
    zh: str
    en: str


class WithdrawRecognition(msgspec.Struct, frozen=True):
    """The application in which licenses are shown no more."""

    client: str
