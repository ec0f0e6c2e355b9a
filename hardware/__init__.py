"""Things with a plug: printers, scanners, the ways out for notices. They know no visits."""
