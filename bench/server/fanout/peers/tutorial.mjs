// The server that every tutorial starts from: each move, as JSON, to every other socket.
import { WebSocket, WebSocketServer } from 'ws';

const server = new WebSocketServer({
  port: Number(process.env.PORT),
  host: '127.0.0.1',
  perMessageDeflate: false,
});
const rooms = new Map();
server.on('connection', (socket, request) => {
  const members = rooms.get(request.url) ?? new Set();
  rooms.set(request.url, members.add(socket));
  socket.on('message', (data) => {
    const move = JSON.parse(data.toString());
    const text = JSON.stringify(move);
    for (const other of members)
      if (other !== socket && other.readyState === WebSocket.OPEN) other.send(text);
  });
  socket.on('close', () => members.delete(socket));
});
server.on('listening', () => console.log('ready'));
