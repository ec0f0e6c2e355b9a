"""How quick Usher is: whole processes, whole requests, on an empty house and on one with a million visits."""
