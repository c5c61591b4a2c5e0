"""What takes long in the studio: threads that can be asked how far they are, and be stopped."""
