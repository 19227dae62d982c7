import { MemoryStore } from '../../../server/store/memory.ts';
import { contract } from './contract.ts';

contract('memory', () => Promise.resolve(new MemoryStore()));
