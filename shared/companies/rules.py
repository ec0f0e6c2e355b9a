"""What makes two companies or two visitors the same."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

import phonenumbers

KEPT_AFTER_LAST_VISIT = timedelta(days=180)
"""R29: personal data goes this long after the last visit."""


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


def phone_of(text: str, region: str = "CN") -> str | None:
    """Return a phone number in E.164, or None if it can't be one; `region` is for numbers without +."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
