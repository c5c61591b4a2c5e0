"""What computes: one interface, whether native, NumPy, JAX, or the original's way of learning."""
