"""What is planned, by day and by week: the calendar, and the coming week for those who prepare it."""
