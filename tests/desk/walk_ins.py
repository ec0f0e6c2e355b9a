"""People who come without a booking, as the desk's tests need them."""

import uuid

from shared.agreements.queries import newest_text
from shared.agreements.rules import AgreementKind
from shared.declarations.rules import Agreed, Declared
from shared.desk.outcomes import Outcome
from shared.desk.walk_in import WalkIn, register
from shared.walk_ins.rules import Purpose, contact_typed
from tests.house import House


def consent(house: House) -> Agreed:
    """Return that the visitor agreed to the text which holds."""
    with house.node.reading() as session:
        text = newest_text(session, house.site, AgreementKind.CONSENT, "en")
    assert text is not None, "the house has no text to agree to"
    return Agreed(text.id, text.sum, house.node.now())


def registered(
    house: House,
    *,
    host: str | None = None,
    name: str = "张三",
    tap: str | None = None,
    search: str = "",
    purpose: Purpose = Purpose.BUSINESS,
    declared: Declared | None = None,
    plate: str = "",
) -> Outcome:
    """Register somebody who comes to see the house's host, unless another is named."""
    came = WalkIn(
        contact=contact_typed(name, "恒远橡塑有限公司", "138 1234 0099"),
        purpose=purpose,
        host=host or str(house.host.employee_id),
        declared=declared or Declared(agreed=(consent(house),)),
        search=search,
        plate=plate,
    )
    with house.node.transaction() as session:
        return register(session, tap or str(uuid.uuid4()), (name,), came, house.door, house.node.now())
