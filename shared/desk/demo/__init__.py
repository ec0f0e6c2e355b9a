"""A believable company to try Usher with: people once, and a fresh set of visits each day."""

from shared.desk.demo.company import company_accounts, seed_company
from shared.desk.demo.day import DemoPass, seed_day
from shared.desk.demo.past import seed_past

__all__ = ["DemoPass", "company_accounts", "seed_company", "seed_day", "seed_past"]
