"""How a company's kiosk looks and greets: its colours, logo, picture and greeting."""
