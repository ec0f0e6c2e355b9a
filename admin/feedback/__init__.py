"""What visitors say: the survey's public page, complaints, summaries, and how it is all set up (R23)."""
