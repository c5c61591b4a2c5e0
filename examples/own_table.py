"""From a CSV to a judged network: ``python examples/own_table.py [FILE]``.

Without a file it makes one up.
"""

import sys
from pathlib import Path

import numpy as np

import mieru
from mieru import Adam, Dense, EarlyStopping, Network, fit
from mieru.evaluate import judge

if len(sys.argv) > 1:
    path = sys.argv[1]
else:
    path = "plants.csv"
    random = np.random.default_rng(0)
    light, water = random.uniform(0, 10, (2, 300))
    soil = random.choice(["clay", "sand"], 300)
    grows = light + water + 2 * (soil == "clay") + random.normal(0, 1, 300) > 11
    with Path(path).open("w", encoding="utf-8") as file:
        file.write("light,water,soil,grows\n")
        for row in zip(light, water, soil, np.where(grows, "yes", "no"), strict=True):
            file.write("{:.2f},{:.2f},{},{}\n".format(*row))

table = mieru.data.load(path, target="grows", seed=0)
for note in table.notes:
    print("·", note)

network = Network(table.input_shape, [Dense(16), "tanh", Dense(table.outputs)])
run = fit(network, table, epochs=200, optimizer=Adam(0.01), stopping=EarlyStopping(20))
found = judge(run, table.test.open("final accuracy"))
print(f"test accuracy {found.metrics['accuracy']:.1%} on {found.examples} rows")
