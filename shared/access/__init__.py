"""Access: who may sign in, as what, and until when."""
