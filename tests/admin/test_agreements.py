"""Managers publish what visitors agree to; nobody changes what was published (R17)."""

from collections.abc import Callable

import pytest

from shared.access.rules import Person
from shared.agreements.actions import publish
from shared.agreements.queries import newest_text
from shared.agreements.rules import ALWAYS_IN, AgreementKind
from shared.agreements.seed import first_wording
from tests.admin.clerk import Clerk
from tests.house import House

SignIn = Callable[..., Clerk]
NEXT = {
    "title-zh-CN": "新的说明",
    "text-zh-CN": "第一段\r\n\r\n第二段",
    "title-en": "New words",
    "text-en": "One\r\n\r\nTwo",
}


def holds(house: House, language: str = "en") -> str:
    """Return the title of the consent text that holds."""
    with house.node.reading() as rows:
        text = newest_text(rows, house.site, AgreementKind.CONSENT, language)
    assert text is not None
    return f"{text.version} {text.title}"


def test_a_manager_publishes_the_next_version_and_the_old_one_can_be_read(house: House, clerk: SignIn) -> None:
    manager = clerk(house.boss)
    listed = manager.reads("/agreements")
    assert "How we use what you tell us" in listed
    assert "came with Usher" in listed
    address = f"/agreements/{house.site}/consent"
    assert "You need not register here" in manager.reads(address)
    page = manager.does(address, NEXT | {"title-fr": "Nouveau texte", "text-fr": "Un"})
    assert "Version 2 is published" in page
    assert (holds(house), holds(house, "fr"), holds(house, "de")) == ("2 New words", "2 Nouveau texte", "2 New words")
    assert "How we use what you tell us" in manager.reads(f"{address}/1")
    assert "SHA-256" in manager.reads(f"{address}/2")
    assert "hold already" in manager.does(address, NEXT | {"title-fr": "Nouveau texte", "text-fr": "Un"})


def test_a_house_that_is_older_than_our_translations_is_offered_them(house: House, clerk: SignIn) -> None:
    """Nothing holds before somebody publishes it; words of the house's own are never filled in for."""
    ours = {language: first_wording(AgreementKind.NDA, language) for language in ALWAYS_IN}
    with house.node.transaction() as rows:
        publish(rows, house.site, AgreementKind.NDA, ours, house.boss.id, house.node.now())
    manager, address = clerk(house.boss), f"/agreements/{house.site}/nda"
    page = manager.reads(address)
    assert "translations that come with Usher" in page
    assert "Vertraulichkeit" in page
    manager.does(address, NEXT)
    page = manager.reads(address)
    assert "translations that come with Usher" not in page
    assert "Vertraulichkeit" not in page


def test_what_is_wrong_with_a_text_is_said_and_nothing_is_lost(house: House, clerk: SignIn) -> None:
    manager = clerk(house.boss)
    answer = manager.sends(f"/agreements/{house.site}/nda", NEXT | {"text-en": "", "title-zh-CN": "x" * 121})
    assert answer.status_code == 422
    assert "Write the text." in answer.text
    assert "Shorten the title to 120 characters." in answer.text
    assert "第二段" in answer.text
    markup = manager.sends(f"/agreements/{house.site}/nda", NEXT | {"text-en": "<script>x</script>"})
    assert markup.status_code == 302
    assert "<script>x" not in manager.reads(f"/agreements/{house.site}/nda/2")


@pytest.mark.parametrize("who", ["host", "receptionist", "guard"])
def test_nobody_else_may(house: House, clerk: SignIn, who: str) -> None:
    person: Person = getattr(house, who)
    assert clerk(person).opens("/agreements").status_code == 403
    assert clerk(person).sends(f"/agreements/{house.site}/consent", NEXT).status_code == 403
    assert holds(house).startswith("1 ")


def test_another_site_s_texts_are_not_there(house: House, clerk: SignIn) -> None:
    manager = clerk(house.boss)
    assert manager.opens(f"/agreements/{house.other_site}/consent").status_code == 404
    assert manager.sends(f"/agreements/{house.other_site}/consent", NEXT).status_code == 404
    assert manager.opens(f"/agreements/{house.site}/poem").status_code == 404
    assert manager.opens(f"/agreements/{house.site}/consent/9").status_code == 404
