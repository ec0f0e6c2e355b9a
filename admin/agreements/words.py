"""What the texts are called, and what may be wrong with one."""

from typing import Any

from admin.speech import _l
from shared.agreements.rules import LONGEST_TEXT, LONGEST_TITLE, AgreementKind

KIND: dict[AgreementKind, Any] = {
    AgreementKind.CONSENT: _l("Consent to the use of data"),
    AgreementKind.SITE_RULES: _l("Rules of the site"),
    AgreementKind.NDA: _l("Confidentiality agreement"),
}

TROUBLE: dict[tuple[str, str], Any] = {
    ("title", "missing"): _l("Write a title."),
    ("text", "missing"): _l("Write the text."),
    ("title", "too_long"): _l("Shorten the title to %(longest)s characters.", longest=LONGEST_TITLE),
    ("text", "too_long"): _l("Shorten the text to %(longest)s characters.", longest=LONGEST_TEXT),
    ("title", "odd"): _l("There are characters in the title that nobody can see. Write it anew."),
    ("text", "odd"): _l("There are characters in the text that nobody can see. Write them anew."),
}
