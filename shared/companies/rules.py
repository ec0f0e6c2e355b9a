"""What makes two companies or two visitors the same."""

from dataclasses import dataclass

import phonenumbers

from shared.kernel.names import normal


@dataclass(frozen=True)
class Contact:
    """A visitor as a booking names them."""

    name: str
    company: str
    phone: str | None
    email: str | None


def company_key(name: str) -> str:
    """Return the form in which two spellings of one company are equal: width, case, spaces aside."""
    return normal(name)


def phone_of(text: str, region: str = "CN") -> str | None:
    """Return a phone number in E.164, or None if it can't be one; `region` is for numbers without +."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
