"""A perceptron that reads handwritten digits, in a few seconds: ``python examples/mnist.py``."""

import mieru
from mieru import Adam, Cosine, Dense, Dropout, Flatten, He, Network, Progress, fit
from mieru.evaluate import judge

network = Network(
    (28, 28, 1),
    [
        Flatten(),
        Dense(256, initial=He()), "relu", Dropout(0.2),
        Dense(10),
    ],
)  # fmt: skip
print(network.summary())

mnist = mieru.data.load("mnist", seed=0)
run = fit(
    network,
    mnist,
    epochs=5,
    batch_size=128,
    optimizer=Adam(Cosine(0.002, epochs=5)),
    listeners=[Progress()],
)

found = judge(run, mnist.test.open("final accuracy"))
print(f"test accuracy {found.metrics['accuracy']:.2%}; test part opened {mnist.test.openings}")
mieru.save("mnist.safetensors", run)
