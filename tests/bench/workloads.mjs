// The six networks that are trained. loss fixes the output layer: 'tanh-mse' is ½(o − t)² of tanh outputs with t = ±1,
// 'mse' the same of linear outputs, 'softmax' cross-entropy.
const hidden = (inputs, width, depth, outputs) => [inputs, ...Array(depth).fill(width), outputs];
const sgd = (lr) => ({name: 'sgd', lr});

export const workloads = [
  {id: 'W1', layers: [2, 4, 2, 1], activation: 'tanh', loss: 'tanh-mse', batch: 10, optimizer: sgd(0.03)},
  {id: 'W2a', layers: hidden(2, 8, 6, 1), activation: 'tanh', loss: 'tanh-mse', batch: 10, optimizer: sgd(0.03)},
  {id: 'W2b', layers: hidden(2, 8, 6, 1), activation: 'tanh', loss: 'tanh-mse', batch: 32, optimizer: sgd(0.03)},
  {
    id: 'W3',
    layers: [784, 128, 64, 10],
    activation: 'relu',
    loss: 'softmax',
    batch: 64,
    optimizer: {name: 'momentum', lr: 0.01, momentum: 0.9},
  },
  {
    id: 'W4',
    layers: [784, 512, 512, 10],
    activation: 'relu',
    loss: 'softmax',
    batch: 128,
    optimizer: {name: 'adam', lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-7},
  },
  {id: 'W5', layers: hidden(2, 32, 50, 1), activation: 'relu', loss: 'mse', batch: 64, optimizer: sgd(3e-3)},
];

/** 2 flop per weight and sample forward, 4 backward, less the input gradient of the first layer. */
export function flopsPerStep({layers, batch}) {
  let weights = 0;
  for (let i = 1; i < layers.length; i++) weights += layers[i - 1] * layers[i];
  return batch * (6 * weights - 2 * layers[0] * layers[1]);
}

export function describe({layers, activation, batch, optimizer}) {
  const deep = layers.length > 5;
  const shape = deep ? [layers[0], `(${layers[1]}×${layers.length - 2})`, layers.at(-1)] : layers;
  return `${shape.join('-')} ${activation}, batch ${batch}, ${optimizer.name}`;
}
