"""How exactly products are computed on chips that offer less than float32."""

import jax
from jax import lax


def precision() -> lax.Precision | None:
    """Float32 in full; None where the user of JAX has set ``jax_default_matmul_precision``.

    A GPU's own default rounds the factors to 10 bits (TF32), so that the same network would answer
    otherwise there than on a CPU, and otherwise in batches of another size.
    """
    chosen: str | None = jax.config.jax_default_matmul_precision  # type: ignore[attr-defined]
    return None if chosen else lax.Precision.HIGHEST
