"""How badges look: one layout a grade and paper, with a live picture by the renderer that prints."""
