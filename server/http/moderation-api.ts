import { Hono } from 'hono';
import type { Clock } from '../../protocol/clock.ts';
import type { Rule } from '../store/rule-store.ts';
import { withinDeadline } from '../room/deadline.ts';
import type { AdminParts } from './admin-parts.ts';
import { jsonIn, roomIn } from './admin-request.ts';
import { ROOM_ACTION, SWITCHES, checked } from './admin-schema.ts';
import type { RoomAction } from './admin-schema.ts';

/** The routes that set and list restrictions, of one room or of the whole server. */
export function moderationApi({ hub, moderation, limits, clock, log }: AdminParts): Hono {
  const api = new Hono();
  const inTime = <T>(work: Promise<T>): Promise<T> => withinDeadline(clock, work);

  api.post('/rooms/:room/moderation', async (c) => {
    const name = roomIn(c, limits.roomLength);
    const action = checked(ROOM_ACTION, await jsonIn(c, limits.frameBytes));
    const [change, rule] = ruleChange(action, name, clock);
    // Operations from before the change end before the answer: none is stored after it.
    await inTime(moderation[change](rule).then(() => hub.find(name)?.chat.settled()));
    log.info({ room: name, ...action }, 'room moderated');
    return c.json(moderation.rulesOf(name));
  });

  const switches = (): object => ({
    chat: moderation.isOff('chat') ? 'off' : 'on',
    cursors: moderation.isOff('cursors') ? 'off' : 'on',
  });
  api.get('/moderation', async (c) => {
    await moderation.load();
    return c.json(switches());
  });
  api.post('/moderation', async (c) => {
    const wanted = checked(SWITCHES, await jsonIn(c, limits.frameBytes));
    const change = async (): Promise<void> => {
      for (const kind of ['chat', 'cursors'] as const) {
        if (wanted[kind] === 'off') await moderation.apply({ kind });
        if (wanted[kind] === 'on') await moderation.remove({ kind });
      }
      // As for a room.
      await hub.settled();
    };
    await inTime(change());
    log.info(wanted, 'server moderated');
    return c.json(switches());
  });
  return api;
}

function ruleChange(action: RoomAction, room: string, clock: Clock): ['apply' | 'remove', Rule] {
  switch (action.action) {
    case 'mute': {
      const { member, seconds } = action;
      const end = seconds === undefined ? {} : { until: clock.date() + seconds * 1_000 };
      return ['apply', { kind: 'muted', room, member, ...end }];
    }
    case 'unmute':
      return ['remove', { kind: 'muted', room, member: action.member }];
    case 'pause':
    case 'resume':
      return [action.action === 'pause' ? 'apply' : 'remove', { kind: 'paused', room }];
    case 'close':
    case 'open':
      return [action.action === 'close' ? 'apply' : 'remove', { kind: 'closed', room }];
  }
}
