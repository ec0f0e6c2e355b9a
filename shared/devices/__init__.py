"""Devices: the stations at which visitors check in."""
