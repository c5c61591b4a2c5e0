"""How a trace is written as LaTeX: its levels, arrays, losses, and the two passes."""
