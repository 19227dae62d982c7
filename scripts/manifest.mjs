// Writes `custom-elements.json`, which editors and documentation tools read, from the elements' own comments.
//
// The analyzer reports everything in the sources. The manifest keeps what a site may use: nothing private, nothing from
// Lit, nothing for tests. It describes the published module, because the sources are not in the package.
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { ROOT } from './sources.mjs';

const MODULE = 'dist/package/live-presence.js';
const SOURCES = {
  'widget/live-presence.ts': 'live-presence',
  'widget/badge/live-presence-badge.ts': 'live-presence-badge',
  'widget/chat/live-presence-chat.ts': 'live-presence-chat',
};
/** Public only for other parts of the widget, or for tests. */
const INTERNAL = new Set(['origin', 'clock', 'createClient', 'suspend', 'owner', 'toggle']);
const REFLECTED_TYPES = /^Choice<'(\w+)'>$/;

export async function manifest() {
  const { modules } = await cli({
    argv: ['analyze', '--quiet', '--globs', ...Object.keys(SOURCES)],
    cwd: ROOT,
    noWrite: true,
  });
  const elements = modules.map(({ path, declarations }) => {
    const found = declarations.find(({ kind, name }) => kind === 'class' && name.startsWith('LivePresence'));
    return tidy({ ...found, customElement: true, tagName: SOURCES[path] });
  });
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE,
        declarations: elements,
        exports: elements.flatMap(({ name, tagName }) => [
          { kind: 'js', name, declaration: { name, module: MODULE } },
          { kind: 'custom-element-definition', name: tagName, declaration: { name, module: MODULE } },
        ]),
      },
    ],
  };
}

function tidy(element) {
  const { attributes = [], members = [], events = [] } = element;
  const values = new Map(attributes.map(({ name, type }) => [name, type && quoted(type.text)]));
  const fields = new Set(members.map(({ name }) => name));
  return {
    ...element,
    superclass: { name: 'LitElement', package: 'lit' },
    // Only the documented ones: whatever else the analyzer takes for an attribute is just a property.
    attributes: attributes
      .filter(({ description }) => description)
      .map(({ name, description }) => ({
        name,
        description,
        type: { text: values.get(name) ?? 'string' },
        ...(values.get(name) && { default: values.get(name).split(' | ')[0] }),
        ...(fields.has(name) && { fieldName: name }),
      })),
    // For an event fired with a variable as its type, the analyzer reports the variable's name.
    events: events
      .filter(({ description }) => description)
      .map(({ name, description }) => ({ name, description, type: { text: typeOf(name) } })),
    members: members
      .filter(
        ({ name, privacy }) => !name.startsWith('#') && privacy !== 'private' && privacy !== 'protected',
      )
      .filter((member) => !member.static && !INTERNAL.has(member.name))
      .map((member) => ({
        ...member,
        attribute: undefined,
        privacy: undefined,
        ...(REFLECTED_TYPES.test(member.type?.text) && { type: { text: values.get(member.name) } }),
        ...(member.kind === 'field' && values.has(member.name) && { attribute: member.name }),
      })),
  };
}

function typeOf(event) {
  return event.startsWith('presence-') ? `LivePresenceEvents['${event}']` : 'CustomEvent';
}

/** `on|off` → `'on' | 'off'` */
function quoted(text) {
  return text.includes('|') && !/[ ']/.test(text)
    ? text
        .split('|')
        .map((value) => `'${value}'`)
        .join(' | ')
    : undefined;
}
