"""Tables that people send and fetch: CSV and XLSX."""
