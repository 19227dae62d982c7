import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GUIDE = fileURLToPath(new URL('../../docs/client.md', import.meta.url));
const ADDRESS = 'https://presence.example.com';

/** A code block of docs/client.md, exactly as it stands there but for the server's address. @param name after `js` */
export function guideExample(name: string, server: string): string {
  const code = new RegExp(`\`\`\`js ${name}\n(.*?)\`\`\``, 's').exec(readFileSync(GUIDE, 'utf8'))?.[1];
  if (!code?.includes(ADDRESS)) throw new Error(`docs/client.md has no example "${name}" with ${ADDRESS}`);
  return code.replace(ADDRESS, server);
}
