"""Companies and the visitors who come from them."""
