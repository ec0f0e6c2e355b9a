"""The texts that visitors agree to: read, published anew, and every version kept."""
