"""What every opening raises when the sealed thing is not what this hub sealed."""


class Tampered(Exception):  # noqa: N818 - a finding about data, named as it is said
    """What was to be opened was altered, or sealed for another place or under an unknown key."""
