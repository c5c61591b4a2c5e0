"""The page of learning: optimizers on surfaces, regularization, landscapes, labels, rates."""
