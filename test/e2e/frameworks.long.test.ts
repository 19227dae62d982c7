/** Fresh projects, installed from the registry, built, and visited by two people. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { PackedSite } from '../helpers/packed-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { startStaticSite } from '../helpers/static-site.ts';
import { meetAndChat } from '../helpers/visit.ts';

const page = (main: string): string =>
  `<!doctype html><html lang="en"><body><div id="app"></div><script type="module" src="/${main}"></script></body></html>`;

interface Framework {
  name: string;
  packages: string[];
  files: (server: string) => Record<string, string>;
}

const FRAMEWORKS: Framework[] = [
  {
    name: 'React',
    packages: ['vite@7.3.8', 'react@18', 'react-dom@18'],
    files: (server) => ({
      'index.html': page('main.jsx'),
      'vite.config.js': `export default { esbuild: { jsx: 'automatic' } };`,
      'main.jsx': `
        import { createRoot } from 'react-dom/client';
        import { LivePresence } from 'live-presence/react';
        createRoot(document.getElementById('app')).render(
          <main><h1>The harbour</h1><LivePresence server="${server}" room="docs" /></main>);`,
    }),
  },
  {
    name: 'Vue',
    packages: ['vite@7.3.8', 'vue@3.5.45', '@vitejs/plugin-vue@6.0.11'],
    files: (server) => ({
      'index.html': page('main.js'),
      'vite.config.js': `
        import vue from '@vitejs/plugin-vue';
        const isCustomElement = (tag) => tag.startsWith('live-presence');
        export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };`,
      'main.js': `
        import 'live-presence';
        import { createApp } from 'vue';
        import App from './App.vue';
        createApp(App).mount('#app');`,
      'App.vue': `
        <script setup>
        import { ref } from 'vue';
        const last = ref('');
        </script>
        <template>
          <main><h1>The harbour</h1><output>{{ last }}</output></main>
          <live-presence server="${server}" room="docs" @presence-message="last = $event.detail.message.text" />
        </template>`,
    }),
  },
  {
    name: 'Svelte',
    packages: ['vite@7.3.8', 'svelte@5.57.3', '@sveltejs/vite-plugin-svelte@6.2.3'],
    files: (server) => ({
      'index.html': page('main.js'),
      'vite.config.js': `
        import { svelte } from '@sveltejs/vite-plugin-svelte';
        export default { plugins: [svelte()] };`,
      'main.js': `
        import 'live-presence';
        import { mount } from 'svelte';
        import App from './App.svelte';
        mount(App, { target: document.getElementById('app') });`,
      'App.svelte': `
        <script>
          let last = $state('');
        </script>
        <main><h1>The harbour</h1><output>{last}</output></main>
        <live-presence server="${server}" room="docs" onpresence-message={({ detail }) => (last = detail.message.text)}
        ></live-presence>`,
    }),
  },
];

void describe('a fresh project', { timeout: 240_000 }, () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  });
  after(() => browser.close());

  for (const { name, packages, files } of FRAMEWORKS) {
    void test(`with Vite and ${name}`, async () => {
      const site = await PackedSite.install(packages);
      const server = new ServerProcess(
        { NODE_ENV: 'development' },
        ['serve'],
        join(site.package, 'dist/cli/main.js'),
      );
      try {
        site.write(files(`http://127.0.0.1:${String(await server.listening())}`));
        await site.run(process.execPath, 'node_modules/vite/bin/vite.js', 'build');
        const web = await startStaticSite(join(site.folder, 'dist'));
        try {
          await meetAndChat(browser, web.origin);
          assert.ok(web.asked.some((path) => path.includes('chat-module')));
        } finally {
          await web.close();
        }
      } finally {
        await server.kill();
        site.remove();
      }
    });
  }
});
