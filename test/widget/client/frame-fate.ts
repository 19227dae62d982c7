import assert from 'node:assert/strict';
import type { Fate, Frames } from '../../helpers/frame-proxy.ts';
import type { Exchange } from './lossy-frames.ts';
import { World } from './lossy-world.ts';

/** Has one frame of an exchange meet its fate, and sees that soon all is as if nothing had happened. */
export async function meets(fate: Fate, frames: Frames, exchange: Exchange): Promise<void> {
  const { before, act, healed, connection } = exchange;
  await using world = new World(frames[0]);
  await world.start();
  await world.join();
  await before?.(world);
  const { connections } = world.proxy;
  let caught = false;
  void world.proxy.catch(fate, ...frames).then(() => {
    caught = true;
  });
  await act(world);
  await world.until('the frame is sent', () => caught);
  await world.until('it is healed', () => healed(world));
  if (connection === 'ends') return;
  // Who says hello again too often does so on a new connection.
  const mayChange =
    connection !== undefined || fate === 'late' || (fate === 'refused' && frames[1] === 'hello');
  if (!mayChange) assert.equal(world.proxy.connections, connections, 'the connection stays');
  // And all goes on.
  world.ada.client.setProfile({ name: 'Lady' });
  await world.until('it goes on', () => world.ada.client.self?.name === 'Lady');
}
