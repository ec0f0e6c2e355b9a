"""The preview of the coming week: which weeks have been sent to those who prepare them (R28)."""
