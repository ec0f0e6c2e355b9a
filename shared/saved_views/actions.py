"""Keeping a list's filter under a name."""

from datetime import datetime

from sqlalchemy.orm import Session

from shared.saved_views.models import SavedView
from shared.saved_views.queries import views_of
from shared.saved_views.rules import List, problem_with_name


def keep_view(session: Session, account_id: str, of: List, name: str, query: str, now: datetime) -> str | None:
    """Keep a list as it is filtered; return what is wrong with the name instead, as a code."""
    others = [view.name for view in views_of(session, account_id, of)]
    if problem := problem_with_name(name, others):
        return problem
    session.add(SavedView(account_id=account_id, of=of.value, name=name, query=query, made_at=now))
    return None


def rename_view(session: Session, view: SavedView, name: str) -> str | None:
    """Give a view another name; return what is wrong with it instead, as a code."""
    others = [each.name for each in views_of(session, view.account_id, view.of) if each.id != view.id]
    if problem := problem_with_name(name, others):
        return problem
    view.name = name
    return None
