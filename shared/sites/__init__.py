"""Sites: the places that visitors come to, with their zone and opening hours."""
