"""What the office writes into the logbook when files are opened, lists are taken away, and things are forgotten."""

from datetime import timedelta

from shared.companies.models import AccountTier, Merge, Visitor
from shared.desk.files import VISITOR, change_file, change_tier, merge_files, undo_merge
from shared.desk.forgetting import forget_what_is_over
from shared.desk.on_record import book_printed, file_opened, picture_seen, visits_exported
from shared.visits.queries import visit
from tests.house import House


def files_are_opened_and_lists_taken_away(house: House, visit_id: str) -> None:
    """Look at a photo, take visits away, print the book, open, change and merge files, change a tier."""
    by, now = house.boss.id, house.node.now()
    with house.node.transaction() as session:
        stay = visit(session, visit_id)
        assert stay is not None
        picture_seen(session, stay, "photo", by, now)
        visits_exported(session, house.site, "csv", ["q"], 1, by, now)
        book_printed(session, house.site, (now.date(), now.date()), 1, by, now)
        first, second, *_rest = session.query(Visitor).order_by(Visitor.id)
        file_opened(session, VISITOR, first.id, by, now)
        change_file(session, VISITOR, first, {"needs": "none"}, by, now)
        change_tier(session, session.get_one(AccountTier, "vip"), {"from_fen": 1}, "on trial", by, now)
        merge_files(session, VISITOR, first.id, second.id, by, now)
        session.flush()
        undo_merge(session, session.query(Merge).one().id, by, now)


def all_is_forgotten_in_the_end(house: House) -> None:
    """Let a portion of what there is be over."""
    with house.node.transaction() as session:
        forget_what_is_over(session, house.node.now() + timedelta(days=4000))
