"""One office process for tests: the office app as it is served, over the database that the settings name."""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import sys

from admin import create_admin
from admin.live import attach_live
from admin.serving import serve
from shared.kernel.node import Node
from shared.kernel.settings import Settings


def main() -> int:
    """Serve until told to stop."""
    settings = Settings.read()
    node = Node.open(settings)
    app = create_admin(settings, node)
    attach_live(app, node, "gevent")
    return serve(app, settings, starting=[node.bell.start], stopping=[node.close])


if __name__ == "__main__":
    sys.exit(main())
