"""What needs somebody at the gate now, a file for each kind of reason; `every` asks them all."""
