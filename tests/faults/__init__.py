"""Real parts are raced, killed, cut off: what was promised must hold all the same."""
