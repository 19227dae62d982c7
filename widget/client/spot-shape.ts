import type { Spot } from '../../protocol/anchor.ts';
import { anchor } from './connection/server-message.ts';
import type { FieldsOf } from './connection/shape.ts';

export const spot = { anchor, flags: 'number', x: 'number', y: 'number' } as const satisfies FieldsOf<Spot>;
