// What takes longer than one answer goes on by itself; without a script, its button stays.
document.querySelector("form[data-onwards]")?.requestSubmit();
