import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MessageStore } from '../../../server/store/message-store.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { contract } from './contract.ts';
import { TestStore } from './test-store.ts';

const files: TestStore[] = [];
after(async () => {
  for (const file of files) await file[Symbol.asyncDispose]();
});

contract('sqlite', () => {
  const file = new TestStore();
  files.push(file);
  return file.open();
});
