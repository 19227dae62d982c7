import { MemoryStore } from '../../../server/store/memory.ts';
import { contract } from './contract.ts';
import { forgettingContract } from './forgetting-contract.ts';
import { ruleContract } from './rule-contract.ts';

contract('memory', () => Promise.resolve(new MemoryStore()));
forgettingContract('memory', () => Promise.resolve(new MemoryStore()));
ruleContract('memory', () => Promise.resolve(new MemoryStore()));
