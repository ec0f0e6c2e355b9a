"""What both web apps need from Flask: the only part of the heart that knows it."""
