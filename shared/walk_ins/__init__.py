"""Walk-ins: who comes without a booking, from the first question until the host is asked."""
