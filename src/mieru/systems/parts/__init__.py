"""What pages of the course lean on: mathematics and drawings too long to stand in one page."""
