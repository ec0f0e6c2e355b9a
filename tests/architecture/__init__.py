"""Contracts that the whole tree keeps."""
