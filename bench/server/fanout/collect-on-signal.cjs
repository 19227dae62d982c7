// Required before a server's own code: what nobody needs any more is not what a socket costs.
process.on('SIGUSR2', () => {
  global.gc();
  global.gc();
});
