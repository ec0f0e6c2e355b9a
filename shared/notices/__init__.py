"""Notices: whom to tell what, and when to try. They know no visits; words are made when sending."""
