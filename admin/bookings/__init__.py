"""The pages of bookings: list, form, one booking, its passes."""
