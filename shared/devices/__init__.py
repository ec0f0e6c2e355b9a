"""Devices: the stations at which visitors check in, and the printers behind them. They know no visits."""
