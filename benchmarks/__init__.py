"""Side-by-side measurements of Mieru and its peers; README.md says how they are made."""
