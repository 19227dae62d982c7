// Runs one attack until it is killed: `node --import tsx test/attacks/attacker.ts name http://127.0.0.1:8787`.
import { attackOf } from './all.ts';

const [, , name = '', origin = ''] = process.argv;
await attackOf(name).run(origin);
