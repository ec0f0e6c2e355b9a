"""Who works here: the list, one person's page, and taking in a table of them."""
