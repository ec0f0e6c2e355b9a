"""What is to be printed, and what became of it: generic rows that know no visits."""
