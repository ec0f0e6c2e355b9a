"""The desk: the verbs that join nouns, one a file."""
