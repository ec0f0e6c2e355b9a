"""The desk: reception and gate do for a visitor whatever the kiosk does, on one page."""
