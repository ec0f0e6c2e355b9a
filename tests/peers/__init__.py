"""The other ends of the wire: real servers that speak what printers and mail servers speak."""
