// socket.io 4 as its guide shows it: a room, and each move broadcast to it. WebSocket only, no compression.
import { Server } from 'socket.io';

const io = new Server(Number(process.env.PORT), { transports: ['websocket'], perMessageDeflate: false });
io.on('connection', (socket) => {
  const room = socket.handshake.query.room;
  socket.join(room);
  socket.on('move', (move) => socket.to(room).emit('move', move));
});
console.log('ready');
