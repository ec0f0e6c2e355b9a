"""How the kiosk looks and greets: colours, logo, picture and greeting, tried on before they are saved."""
