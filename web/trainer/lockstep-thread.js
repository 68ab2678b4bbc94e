// One more thread of a trainer, started by lockstep-core.js: the same program in the same memory, on its own stack.

async function work(port, {module, memory, stack, thread}) {
  const env = {memory, emscripten_notify_memory_growth() {}};
  const {exports} = await WebAssembly.instantiate(module, {env});
  exports.__stack_pointer.value = stack;
  port.postMessage('ready');
  exports.work(thread);
}

if (globalThis.process?.versions?.node) {
  const {parentPort} = await import('node:worker_threads');
  parentPort.once('message', (job) => work(parentPort, job));
} else {
  onmessage = ({data}) => work(globalThis, data);
}
