"""A guest's sheet at the gate, the list of the day, notes, and the green lane's forms."""

from collections.abc import Callable
from datetime import timedelta

from shared.bookings.models import Guest
from shared.bookings.more import More
from shared.declarations.queries import items_of
from shared.desk.gate_items import MOST_LINES
from shared.desk.outcomes import Admitted, ItemsOpen
from shared.desk.release import brought_in, visitor_says
from shared.devices.actions import station_starts
from shared.gate.models import GateNote
from shared.kernel.logbook import Kind, LogLine
from shared.visits.models import Visit
from tests.admin.clerk import Clerk
from tests.desk.test_screening import watched_for
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]


def asks(house: House) -> str:
    """Let somebody stand at the door and ask; return the guest."""
    booking = house.approved(house.wish(OLA))
    guest = booking.guests[0].id
    row = {"booking_id": booking.id, "guest_id": guest, "site_id": house.site, "host_id": booking.host_id}
    with house.node.transaction() as rows:
        rows.add(Visit(**row, station="lobby", state="asking", arrived_at=house.node.now()))
    return guest


def test_who_asks_is_held_refused_and_let_in_from_the_board(house: House, clerk: SignIn) -> None:
    """Each with two taps at most; another guard's board shows the same."""
    guest = asks(house)
    guard, other = clerk(house.guard), clerk(house.receptionist)
    assert "Asks to come in; Wei Li is asked" in guard.reads("/gate")
    guard.sends(f"/gate/guests/{guest}/hold", {"reason": "items", "words": "两箱"})
    assert "Held: items to be checked" in other.reads("/gate")
    sheet = other.reads(f"/gate/guests/{guest}")
    assert "Kai Zhou at the gate: 两箱" in sheet
    other.sends(f"/gate/guests/{guest}/refuse", {"reason": "papers"})
    assert "Refused: papers are missing" in guard.reads(f"/gate/guests/{guest}")
    assert "Nobody waits for you" in guard.reads("/gate")
    assert guard.sends(f"/gate/guests/{guest}/hold", {"reason": "nose"}).status_code == 400
    second = asks(house)
    guard.sends(f"/gate/guests/{second}/admit")
    assert "Nobody waits for you" in guard.reads("/gate")
    assert "Ola Nordmann" in guard.reads("/gate/people?show=inside")


def test_vehicle_items_and_release_pass(house: House, clerk: SignIn) -> None:
    """What the guard writes down stands on the board and on the paper."""
    booking = house.approved()
    guest = booking.guests[0].id
    came = house.scanned(house.pass_of(booking))
    assert isinstance(came, Admitted)
    guard = clerk(house.guard)
    guard.does(f"/gate/guests/{guest}/items", {"what": "示波器", "quantity": "2"})
    guard.does(f"/gate/guests/{guest}/vehicle", {"plate": "苏e·7k219", "place": "P2"})
    assert "苏E7K219" in guard.reads("/gate")
    paper = guard.reads(f"/gate/visits/{came.visit}/release-pass")
    for words in ("放行条", "示波器", "苏E7K219, P2", str(booking.permit)):
        assert words in paper
    page = guard.does(f"/gate/guests/{guest}/vehicle", {"plate": "x" * 99, "place": ""})
    assert "That is too long. Nothing was written down." in page
    guard.does(f"/gate/guests/{guest}/needs-help", {"needs": "yes"})
    with house.node.reading() as rows:
        assert rows.get_one(Guest, guest).needs_help


def test_the_gate_writes_down_what_a_booked_guest_carries(house: House, clerk: SignIn) -> None:
    """What was said with the booking stays; a thing said once more gets its new number; then it has to be accounted."""
    booking = house.approved(house.wish(more=More(items="样品 ×3")))
    guest = booking.guests[0].id
    guard = clerk(house.guard)
    assert "What is brought in" not in guard.reads(f"/gate/guests/{guest}")
    text = house.pass_of(booking)
    came = house.scanned(text)
    assert isinstance(came, Admitted)
    items = f"/gate/guests/{guest}/items"
    for what, quantity in (("Laptop", "1"), ("示波器", "2"), ("Laptop", "3")):
        guard.does(items, {"what": what, "quantity": quantity})
    with house.node.reading() as rows:
        assert [(each.what, each.quantity) for each in items_of(rows, came.visit)] == [
            ("样品", 3),
            ("笔记本电脑", 3),
            ("示波器", 2),
        ]
    for wrong, said in (
        ({"what": " ", "quantity": "1"}, "Say what it is."),
        ({"what": "x" * 81, "quantity": "1"}, "That is too long."),
        ({"what": "锤子", "quantity": "0"}, "Say how many: a number from 1 to 999."),
        ({"what": "锤\x1b子", "quantity": "1"}, "a character in this that cannot be shown"),
    ):
        assert said in guard.does(items, wrong)
    assert clerk(house.host).sends(items, {"what": "锤子", "quantity": "1"}).status_code == 403
    assert isinstance(house.left(text), ItemsOpen)
    with house.node.transaction() as rows:
        taken = {each.id: each.quantity for each in brought_in(rows, came.visit)}
        visitor_says(rows, rows.get_one(Visit, came.visit), taken, "lobby", house.node.now())
    late = guard.sends(items, {"what": "锤子", "quantity": "1"})
    assert (late.status_code, "The visitor has already said what goes out" in late.text) == (409, True)
    assert "What is brought in" not in guard.reads(f"/gate/guests/{guest}")


def test_the_gate_adds_to_whatever_was_said_with_the_booking(house: House, clerk: SignIn) -> None:
    """However many lines that are: what the guard did not type is not found fault with."""
    ahead = [f"箱{number}" for number in range(18)] + ["螺丝 ×5000", "箱0"]
    booking = house.approved(house.wish(more=More(items="\n".join(ahead))))
    came = house.scanned(house.pass_of(booking))
    assert isinstance(came, Admitted)
    guard, items = clerk(house.guard), f"/gate/guests/{booking.guests[0].id}/items"
    guard.does(items, {"what": "梯子", "quantity": "1"})
    guard.does(items, {"what": "箱0", "quantity": "2"})
    with house.node.reading() as rows:
        lines = [(each.name, each.quantity) for each in brought_in(rows, came.visit)]
    assert (lines[0], lines[1], lines[18:]) == (("箱0", 2), ("箱1", 1), [("螺丝", 999), ("箱0", 1), ("梯子", 1)])
    for number in range(MOST_LINES - len(lines)):
        guard.sends(items, {"what": f"盒{number}", "quantity": "1"})
    assert "A release pass has room for 60 things." in guard.does(items, {"what": "毯子", "quantity": "1"})


def test_a_note_stands_on_reception_s_pages_until_somebody_has_read_it(house: House, clerk: SignIn) -> None:
    """On every page, with its words as they were typed, escaped."""
    guard, reception = clerk(house.guard), clerk(house.receptionist)
    guard.does("/gate/notes", {"words": "<b>两箱样品</b>"})
    assert "&lt;b&gt;两箱样品&lt;/b&gt;" in reception.reads("/devices/alarm")
    with house.node.reading() as rows:
        note = rows.query(GateNote).one()
    reception.does(f"/gate/notes/{note.id}/seen")
    assert "两箱样品" not in guard.reads("/gate")


def test_who_was_brought_in_without_approval_is_put_on_record(house: House, clerk: SignIn) -> None:
    """By the e-mail address of the employee; the gate can't admit them."""
    guest = house.booked(house.wish(OLA, grade="A")).guests[0].id
    guard = clerk(house.guard)
    sheet = guard.reads(f"/gate/guests/{guest}")
    assert "Brought in without approval" in sheet
    assert "act-lamp" not in sheet
    assert guard.sends(f"/gate/guests/{guest}/admit").status_code == 409
    assert "Nothing was written down" in guard.does(f"/gate/guests/{guest}/brought-in", {"employee": "x@y.example"})
    guard.does(f"/gate/guests/{guest}/brought-in", {"employee": "li.wei@usher.example"})
    booking = house.node
    with booking.reading() as rows:
        assert rows.query(LogLine).filter(LogLine.kind == Kind.BroughtInAnyway).count() == 1


def test_a_guest_of_another_site_is_not_there(house: House, clerk: SignIn) -> None:
    """404, whatever is asked."""
    guest = house.approved(house.wish(site_id=house.site)).guests[0].id
    elsewhere = house.booked(
        house.wish(OLA, site_id=house.other_site, host_id=str(house.other_host.employee_id)), by=house.other_host
    )
    guard = clerk(house.guard)
    assert guard.opens(f"/gate/guests/{guest}").status_code == 200
    assert guard.opens(f"/gate/guests/{elsewhere.guests[0].id}").status_code == 404
    for deed in ("admit", "hold", "refuse", "vehicle"):
        path = f"/gate/guests/{elsewhere.guests[0].id}/{deed}"
        assert guard.sends(path, {"reason": "other"}).status_code == 404


def lane(**different: str) -> dict[str, str]:
    """Return the green lane's form, filled in."""
    guest = {"name": "王晓琳", "company": "启航精密技术", "phone": "13812340001", "email": ""}
    fields = {f"guests-0-{name}": value for name, value in guest.items()}
    return fields | {"leader": "0", "purpose": "签约", "grade": "A", "hours": "4", "station": "lobby"} | different


def test_one_form_registers_a_guest_on_the_way_in(house: House, clerk: SignIn) -> None:
    """What is wrong is said beside its field, and nothing typed is lost."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
    host = clerk(house.host)
    assert "B Key account" in host.reads("/green-lane")
    assert "D Supplier" not in host.reads("/green-lane")
    refused = host.sends("/green-lane", lane(purpose="", plate="苏E7K219"))
    assert refused.status_code == 422
    assert "Say what the visit is for." in refused.text
    assert 'value="苏E7K219"' in refused.text
    assert host.sends("/green-lane", lane(grade="D")).status_code == 422
    assert "The badge prints at the gate now." in host.does("/green-lane", lane())
    assert "On the way in since 09:00; badge at lobby" in clerk(house.guard).reads("/gate")


def test_officials_are_admitted_by_security_only(house: House, clerk: SignIn) -> None:
    """With what they have shown."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
    guard = clerk(house.guard)
    form = lane(host="li.wei@usher.example", grade="C", purpose="消防检查")
    assert "Say what they have shown." in guard.sends("/gate/officials", form).text
    assert "Admitted, and on record." in guard.does("/gate/officials", form | {"shown": "fire"})
    assert clerk(house.receptionist).opens("/gate/officials").status_code == 403
    with house.node.reading() as rows:
        assert rows.query(Visit).filter(Visit.state == "inside").count() == 1


def test_the_day_s_list_shows_each_kind(house: House, clerk: SignIn) -> None:
    """Expected, waiting, on site, left."""
    asks(house)
    house.approved(
        house.wish(WANG, starts_at=house.node.now() + timedelta(hours=2), ends_at=house.node.now() + timedelta(hours=3))
    )
    booking = house.approved()
    house.scanned(house.pass_of(booking))
    house.left(house.pass_of(booking))
    guard = clerk(house.guard)
    for show, words in (("expected", "Not arrived"), ("waiting", "Asks to come in"), ("left", "Left at 09:00")):
        assert words in guard.reads(f"/gate/people?show={show}")
    assert "Nobody in this list." in guard.reads("/gate/people?show=overdue")


def test_the_page_says_that_security_has_to_look_at_officials_first(house: House, clerk: SignIn) -> None:
    """Who is on the watchlist is not called admitted, and is not inside."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
    watched_for(house, name="王晓琳")
    form = lane(host="li.wei@usher.example", grade="C", purpose="消防检查", shown="fire")
    page = clerk(house.guard).does("/gate/officials", form)
    assert "Ask security: they have to look first." in page
    assert "Admitted, and on record." not in page
    with house.node.reading() as rows:
        assert rows.query(Visit).count() == 0
