"""The closed vocabularies of who calls: organizations, offices, representation."""

from enum import StrEnum


class OrganizationKind(StrEnum):
    """What an organization is to the hub."""

    SUPERVISOR = "SUPERVISOR"
    DATA_CENTER = "DATA_CENTER"
    DEPARTMENT = "DEPARTMENT"
    GOVERNMENT = "GOVERNMENT"
    INSTITUTION = "INSTITUTION"
    PARTNER = "PARTNER"


class Level(StrEnum):
    """The level of government that an organization belongs to (art. 4)."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"


class Role(StrEnum):
    """What an office entitles to do in its organization."""

    CATALOG_EDITOR = "CATALOG_EDITOR"
    CATALOG_REVIEWER = "CATALOG_REVIEWER"
    ISSUER = "ISSUER"
    AGGREGATOR = "AGGREGATOR"
    USER = "USER"
    OVERSEER = "OVERSEER"
    SYSTEM_ADMIN = "SYSTEM_ADMIN"
    SECURITY_ADMIN = "SECURITY_ADMIN"
    AUDITOR = "AUDITOR"


SEPARATED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Roles of which one person may hold no more than one, so that nobody oversees the own acts."""


class RepresentationKind(StrEnum):
    """For whom a person stands: agent of a legal person, guardian of a child under fourteen."""

    AGENT = "AGENT"
    GUARDIAN = "GUARDIAN"
