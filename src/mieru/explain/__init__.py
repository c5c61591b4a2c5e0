"""Looking inside: what a trained network sees, computes and gets wrong."""
