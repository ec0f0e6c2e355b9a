"""A site to print at."""

import pytest

from shared.kernel.node import Node
from shared.sites.actions import open_site


@pytest.fixture
def site_id(node: Node) -> str:
    """A site with a lobby."""
    with node.transaction() as session:
        return open_site(session, "HQ", "总部", "Head office").id
