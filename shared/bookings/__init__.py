"""Bookings: the request to visit, its guests, its permit and their passes."""
