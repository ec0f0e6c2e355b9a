"""What makes two companies or two visitors the same."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import phonenumbers

KEPT_AFTER_LAST_VISIT = timedelta(days=180)
"""R29: personal data goes this long after the last visit."""


class Tier(StrEnum):
    """How much a company buys in a year (大客户分级, R4), from the least to the most. The codes are stored."""

    NONE = "none"
    VIP = "vip"
    GOLD = "gold"
    PLATINUM = "platinum"
    DIAMOND = "diamond"


def tier_for(revenue_fen: int, thresholds: Mapping[Tier, int]) -> Tier:
    """Return the highest tier whose threshold a yearly revenue reaches, both in hundredths of the currency (R4)."""
    reached = [tier for tier in Tier if tier in thresholds and revenue_fen >= thresholds[tier]]
    return reached[-1] if reached else Tier.NONE


@dataclass(frozen=True)
class Contact:
    """A visitor as a booking names them."""

    name: str
    company: str
    phone: str | None
    email: str | None


def company_key(name: str) -> str:
    """Return the form in which two spellings of one company are equal: width, case, spaces aside.

    Signs count: C++ Ltd and C# Ltd are two companies.
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def identity(contact: Contact) -> tuple[str, str, str | None, str | None]:
    """Return what makes one person of two contacts: the very same name, company, phone and e-mail.

    A stranger who knows half of them would otherwise put an address of their own on somebody else's file, and get
    that person's next pass.
    """
    return contact.name, company_key(contact.company), contact.phone, contact.email


_REGIONS = {"zh-TW": "TW", "ko": "KR", "ja": "JP", "de": "DE", "fr": "FR", "es": "ES"}
"""Where somebody's number is from, as their language suggests, when they don't say so."""
_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_BETWEEN_DIGITS = re.compile(r"[\s().\-·]+")


def phone_said(text: str, language: str) -> str | None:
    """Return a number that a visitor typed, in E.164; None if it can't be one, or nobody knows of which country.

    01012345678 is a mobile phone to a Korean and a landline of Beijing to a Chinese.
    """
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith(("+", "00")) or _CHINESE_MOBILE.fullmatch(digits):
        return phone_of(digits)
    region = _REGIONS.get(language)
    if region and (number := _parsed(digits, region)) and phonenumbers.is_valid_number(number):
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return phone_of(digits) if language.startswith("zh") else None


def phone_shown(phone: str) -> str:
    """Return a number in E.164 as it is written between countries: +82 10-1234-5678."""
    number = _parsed(phone, None)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)) if number else phone


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def phone_of(text: str, region: str = "CN") -> str | None:
    """Return a phone number in E.164, or None if it can't be one; `region` is for numbers without +."""
    number = _parsed(text, region)
    if number is None or not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
