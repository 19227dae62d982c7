/* global Bun, Response, setInterval -- run by Bun, not by Node */
// Bun's native publish with ticks: positions gathered for 1/30 s, one binary frame published to the room.
const HZ = 30;
const rooms = new Map();
const server = Bun.serve({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  fetch: (request, self) =>
    self.upgrade(request, { data: { room: new URL(request.url).pathname } }) ? undefined : new Response('no'),
  websocket: {
    perMessageDeflate: false,
    open(socket) {
      socket.subscribe(socket.data.room);
      if (!rooms.has(socket.data.room)) rooms.set(socket.data.room, new Map());
    },
    message(socket, data) {
      // sender, x and y, 16 bits each
      rooms.get(socket.data.room).set((data[0] << 8) | data[1], data);
    },
  },
});
setInterval(() => {
  for (const [room, moved] of rooms) {
    if (moved.size === 0) continue;
    const frame = new Uint8Array(moved.size * 6);
    let at = 0;
    for (const data of moved.values()) {
      frame.set(data, at);
      at += 6;
    }
    moved.clear();
    server.publish(room, frame);
  }
}, 1000 / HZ);
console.log('ready');
