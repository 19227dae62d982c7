import { readFileSync } from 'node:fs';

/** @throws if a replacement does not apply, because the file has changed */
export function deployed(name: string, replacements: readonly [RegExp, string][]): string {
  let text = readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
  for (const [from, to] of replacements) {
    if (!from.test(text)) throw new Error(`deploy/${name} does not match ${String(from)}`);
    text = text.replace(from, () => to);
  }
  return text;
}
