"""The pages on which visits are decided on: a queue, a booking's own steps, and a link from a letter."""
