// What the pages share: the same data, the same initial weights, the same clock. A page calls yard.define(build);
// build(spec, data, init) returns, perhaps as a promise,
//   run(steps)   trains; may return a promise
//   predict()    the outputs for the first data.nEval rows, as a Float32Array
//   dispose()    optional
// spec is a workload of workloads.mjs; data has n rows: x (n × nin), y (n × nout), label (classes), `batches` whole
// batches; init has {nin, nout, w: [nin][nout], b} per layer. Then window.benchTrain({...spec, steps}) returns the
// seconds that so many steps took, and window.evalLoss() the mean loss.
(() => {
  const rng = (seed) => () => {
    // mulberry32
    let t = (seed += 0x6d2b79f5);
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (random) => () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  // Two inputs: a spiral of 500 points, shuffled. Otherwise 1024 noisy rows of ten sparse prototypes.
  function makeData({layers, batch}) {
    const nin = layers[0],
      nout = layers.at(-1),
      n = nin === 2 ? 500 : 1024;
    const random = rng(7),
      gauss = normal(random);
    const x = new Float32Array(n * nin),
      y = new Float32Array(n * nout),
      label = new Int32Array(n);
    if (nin === 2) {
      const order = [...Array(n).keys()].map((i) => [random(), i]).sort((a, b) => a[0] - b[0]);
      order.forEach(([, i], k) => {
        const arm = i & 1,
          along = (i >> 1) / (n / 2),
          angle = 3.5 * Math.PI * along + arm * Math.PI;
        x[2 * k] = 5 * along * Math.sin(angle);
        x[2 * k + 1] = 5 * along * Math.cos(angle);
        label[k] = arm;
        y[k] = arm ? -1 : 1;
      });
    } else {
      const prototypes = Float32Array.from({length: 10 * nin}, () => (random() < 0.2 ? random() : 0));
      for (let k = 0; k < n; k++) {
        const c = (label[k] = Math.floor(random() * 10));
        for (let j = 0; j < nin; j++)
          x[k * nin + j] = Math.max(0, Math.min(1, prototypes[c * nin + j] + 0.1 * gauss()));
        y[k * nout + c] = 1;
      }
    }
    return {n, nin, nout, x, y, label, batches: Math.floor(n / batch), nEval: 500};
  }

  function makeInit({layers, activation}) {
    // He for relu, Xavier for tanh
    const gauss = normal(rng(42));
    return layers
      .slice(1)
      .map((nout, i) => ({
        nin: layers[i],
        nout,
        b: new Float32Array(nout),
        w: Float32Array.from(
          {length: layers[i] * nout},
          () => gauss() * Math.sqrt((activation === 'relu' ? 2 : 1) / layers[i]),
        ),
      }));
  }

  function meanLoss(loss, {nEval, nout, y, label}, outputs) {
    let total = 0;
    for (let k = 0; k < nEval; k++)
      if (loss === 'softmax') total -= Math.log(Math.max(1e-12, outputs[k * nout + label[k]]));
      else for (let j = 0; j < nout; j++) total += 0.5 * (outputs[k * nout + j] - y[k * nout + j]) ** 2;
    return total / nEval;
  }

  let model, key, data, loss;
  async function prepare(spec, build) {
    if (key === JSON.stringify(spec)) return;
    model?.dispose?.();
    key = model = undefined;
    data = makeData(spec);
    model = await build(spec, data, makeInit(spec));
    loss = spec.loss;
    key = JSON.stringify(spec);
  }
  window.yard = {
    define(build) {
      window.evalLoss = async () => meanLoss(loss, data, await model.predict());
      window.benchTrain = async ({steps, ...spec}) => {
        await prepare(spec, build);
        const began = performance.now();
        if (steps > 0) await model.run(steps);
        return (performance.now() - began) / 1000;
      };
    },
  };
})();
