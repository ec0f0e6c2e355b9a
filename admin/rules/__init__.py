"""The house's rules as figures that a person changes: grades, lead times, sites."""
