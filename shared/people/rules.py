"""Ranks, so that approvals and receivers can match them (R3, R6)."""

from enum import IntEnum


class Rank(IntEnum):
    """How high a person stands; a higher rank may do what a lower one may."""

    STAFF = 0
    MANAGER = 1
    DEPARTMENT_HEAD = 2
    GENERAL_MANAGER = 3
