/** `live-presence/react`: the elements as React components, with typed properties and events. */
import type { EventName, ReactWebComponent } from '@lit/react';
import * as React from 'react';
import type { LivePresenceEvents } from './events.ts';
import { LivePresence as Element, LivePresenceBadge as Badge, LivePresenceChat as Chat } from './package.ts';

type Pascal<S extends string> = S extends `${infer A}-${infer B}`
  ? `${Capitalize<A>}${Pascal<B>}`
  : Capitalize<S>;
/** `onPresenceStatus` for `presence-status`, and so on. */
type Listeners = {
  [K in keyof LivePresenceEvents as `on${Pascal<K>}`]: EventName<LivePresenceEvents[K]>;
};
/** All events, each under its own name. */
const EVENTS = {
  onPresenceStatus: 'presence-status',
  onPresenceJoin: 'presence-join',
  onPresenceLeave: 'presence-leave',
  onPresenceMessage: 'presence-message',
  onPresenceFollow: 'presence-follow',
  onPresenceLanguage: 'presence-language',
  onPresenceError: 'presence-error',
} as const satisfies { [K in keyof LivePresenceEvents as `on${Pascal<K>}`]: K };

/** Props that React handles itself. */
const REACTS = new Set(['children', 'className', 'localName', 'ref', 'style']);

/**
 * Sets properties and listens to events, which React by itself does differently in each version. It sets only what has
 * changed since the last render, and so keeps what the visitor or the page has changed.
 */
function component<E extends HTMLElement, L extends Record<string, EventName> = Record<string, never>>(
  tag: string,
  elementClass: new () => E,
  events: Readonly<Record<string, string>> = {},
): ReactWebComponent<E, L> {
  const component = React.forwardRef<E, Record<string, unknown>>((props, ref) => {
    const element = React.useRef<E>(null);
    const last = React.useRef<Record<string, unknown>>({});
    const own: Record<string, unknown> = {};
    // Attributes that were rendered on a server are properties here.
    const reacts: Record<string, unknown> = { suppressHydrationWarning: true, ref: element };
    for (const [name, value] of Object.entries(props)) {
      if (name in events || (name in elementClass.prototype && !REACTS.has(name))) own[name] = value;
      else reacts[name === 'className' ? 'class' : name] = value;
    }
    React.useImperativeHandle(ref, () => element.current as E, []);
    React.useLayoutEffect(() => {
      const node = element.current as E;
      const before = last.current;
      last.current = own;
      for (const name of new Set([...Object.keys(before), ...Object.keys(own)])) {
        const [value, old] = [own[name], before[name]];
        if (Object.is(value, old)) continue;
        const event = events[name];
        if (event !== undefined) {
          node.removeEventListener(event, old as EventListener);
          node.addEventListener(event, value as EventListener);
          continue;
        }
        Object.assign(node, { [name]: value });
        // An attribute like `id` would become "undefined".
        if ((value ?? undefined) === undefined && name in HTMLElement.prototype) node.removeAttribute(name);
      }
    });
    return React.createElement(tag, reacts);
  });
  component.displayName = elementClass.name;
  return component as ReactWebComponent<E, L>;
}

export const LivePresence = component<Element, Listeners>('live-presence', Element, EVENTS);
export const LivePresenceBadge = component('live-presence-badge', Badge);
export const LivePresenceChat = component('live-presence-chat', Chat);
export type { LivePresenceEvents } from './events.ts';
