"""The device page: every kiosk and printer with its state, what they printed, and what can be done about it."""
