"""What every noun stands on: settings, clock, ids, database, logbook."""
