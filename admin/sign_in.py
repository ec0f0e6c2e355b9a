"""Signing in and out: by password, by one-time link; and the browsers where one is signed in."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from admin.asking import CHOSEN, me, node, person
from admin.forms import Typed
from shared.access.actions import (
    WeakPassword,
    may_try,
    revoke_sign_in,
    sign_in_with_password,
    sign_out_of,
    use_link,
)
from shared.access.actions import set_password as set_password_of
from shared.access.actions import sign_in as sign_in_account
from shared.access.models import Account
from shared.access.queries import account_for_link, sign_ins_of
from shared.access.rules import LINK_BY_ADDRESS, SHORTEST_PASSWORD
from shared.web.sessions import current_sign_in, forget_browser, remember_browser

pages = Blueprint("sign_in", __name__)

FRESH = timedelta(minutes=15)
"""A password may be set without the old one by who has just signed in, by whatever way."""
