// Loaded into the server by memory.ts: collects garbage when it is asked to, and says how much memory is left.
process.on("message", () => {
  globalThis.gc();
  globalThis.gc();
  process.send(process.memoryUsage());
});
process.channel.unref();
