"""The files of visitors and companies: lists, pages, and two files that are made one (R27)."""
