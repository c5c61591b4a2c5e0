// The original playground's own engine, asked to do as many epochs or pictures as a line says.
//
// node engine.cjs NN.JS, its compiled source. Reads a setting as JSON, answers "ready"; then reads
// "epochs N" or "pictures N" and answers the seconds it took.

const readline = require("node:readline");

const nn = require(process.argv[2]);
const INPUTS = [
  (x, y) => x,
  (x, y) => y,
  (x, y) => x * x,
  (x, y) => y * y,
  (x, y) => x * y,
  (x) => Math.sin(x),
  (x, y) => Math.sin(y),
];

let asked = null;

function begin({ sizes, batch, rate, train, test, density }) {
  const names = INPUTS.slice(0, sizes[0]).map((_, i) => `input${i}`);
  const { TANH } = nn.Activations;
  const network = nn.buildNetwork(sizes, TANH, TANH, null, names);
  asked = { network, inputs: INPUTS.slice(0, sizes[0]), batch, rate, train, test, density, maps: {} };
}

// The page makes the inputs anew for every point, and so must this.
const made = ([x, y]) => asked.inputs.map((f) => f(x, y));

function loss(points) {
  let sum = 0;
  for (const point of points)
    sum += nn.Errors.SQUARE.error(nn.forwardProp(asked.network, made(point)), point[2]);
  return sum / points.length;
}

// One step of the page: every training point, then both losses.
function epoch() {
  const { network, train, test, batch, rate } = asked;
  train.forEach((point, i) => {
    nn.forwardProp(network, made(point));
    nn.backProp(network, point[2], nn.Errors.SQUARE);
    if ((i + 1) % batch === 0) nn.updateWeights(network, rate, 0);
  });
  return [loss(train), loss(test)];
}

// What every unit tells at each place of the grid.
function pictures() {
  const { network, density, maps } = asked;
  const last = density - 1;
  for (let i = 0; i < density; i++) {
    for (let j = 0; j < density; j++) {
      nn.forwardProp(network, made([-6 + (12 * i) / last, 6 - (12 * j) / last]));
      nn.forEachNode(network, true, (node) => {
        maps[node.id] ??= Array.from({ length: density }, () => new Array(density));
        maps[node.id][i][j] = node.output;
      });
    }
  }
}

const WORK = { epochs: epoch, pictures };

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  if (line.startsWith("{")) {
    begin(JSON.parse(line));
    console.log("ready");
    return;
  }
  const [what, count] = line.split(" ");
  const before = process.hrtime.bigint();
  for (let n = 0; n < Number(count); n++) WORK[what]();
  console.log(Number(process.hrtime.bigint() - before) / 1e9);
});
