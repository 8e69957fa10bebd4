"""How long each kind of data is kept, what deletes it, and what a restored backup must not bring back."""
