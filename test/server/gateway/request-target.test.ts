import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestTarget } from '../../../server/gateway/request-target.ts';

for (const scheme of ['http', 'https', 'ws', 'wss', 'WS', 'WSS'])
  test(`a request for a whole ${scheme} URL is one for its path and query`, () => {
    for (const target of ['/v1/rooms/x/socket', '/v1/rooms/x/socket?a=b', '/'])
      assert.equal(requestTarget({ url: `${scheme}://chat.example:8787${target}` }), target);
    assert.equal(requestTarget({ url: `${scheme}://chat.example` }), '/');
  });
