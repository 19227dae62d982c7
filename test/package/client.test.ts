/** The examples of docs/client.md in Node, with the packed package. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { guideExample } from '../helpers/client-guide.ts';
import { PackedSite } from '../helpers/packed-site.ts';
import { startServer } from '../helpers/test-server.ts';
import type { TestServer } from '../helpers/test-server.ts';

/** Node has had its own WebSocket since 22, and the same one behind a flag since 20.10. */
const OWN_SOCKET = Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-websocket'] : [];

describe('the client in Node', () => {
  let site: PackedSite;
  let server: TestServer;
  before(async () => {
    server = await startServer();
    site = await PackedSite.make();
  });
  after(async () => {
    await server.stop();
    site.remove();
  });

  /** Runs a script until it has printed something. @returns everything it has printed */
  const printed = (script: string, wanted: RegExp, flags: readonly string[] = []): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', script], {
        cwd: site.folder,
        env: { PATH: process.env.PATH ?? '' },
      });
      let output = '';
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        if (!wanted.test(output)) return;
        child.kill();
        resolve(output);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', () => reject(new Error(`it has not printed ${String(wanted)}:\n${output}`)));
    });

  test('runs the example with Node’s own WebSocket', async () => {
    const output = await printed(guideExample('example', server.origin), /Ada: Hello/, OWN_SOCKET);
    assert.match(output, /connecting\nonline\n1 online\n/);
  });

  test('runs the example with ws', async () => {
    await printed(guideExample('ws', server.origin), /Ada: Hello/);
  });

  test('says what to do without any WebSocket', async () => {
    const script = `delete globalThis.WebSocket;\n`;
    const example = guideExample('example', server.origin).replace(/^import.*$/m, '');
    await printed(
      `${script}const { createPresenceClient } = await import('live-presence/client');${example}`,
      /install ws and pass transport: wsTransport\(WebSocket\)/,
    );
  });

  test('says why the server refuses it, as it does in a browser', async () => {
    const example = guideExample('example', `${server.origin}/elsewhere`);
    await printed(
      `${example}client.on('status', () => console.log(client.refusal))`,
      /not_found/,
      OWN_SOCKET,
    );
  });
});
