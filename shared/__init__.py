"""The heart of Usher: what a visit is and what may be done with it. Knows no Flask and no plug."""
