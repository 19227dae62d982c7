import type { Profile } from '../../protocol/presence.ts';

/** What of the cursors a visitor wants. */
export interface Visibility {
  /** Others' are drawn. */
  showOthers: boolean;
  /** One's own is sent. */
  shareOwn: boolean;
}

/** How a visitor wants to be told of messages. */
export interface Alerts {
  /** A sound. */
  sound: boolean;
  /** A notification of the system's, while the page is hidden. */
  notify: boolean;
}

export type Chosen =
  'consent' | 'name' | 'color' | 'others' | 'own' | 'sound' | 'notify' | 'ignored' | 'dismissed';

/** Where choices are kept. */
interface Memory {
  read: (key: Chosen) => string | undefined;
  write: (key: Chosen, value: string) => void;
  forget: (key: Chosen) => void;
}

/** People whom a visitor does not want to hear. */
const MAX_IGNORED = 100;

/** What the visitor has chosen for themselves. It is remembered, and goes before what the site says. */
export class VisitorChoices {
  readonly #memory: Memory;
  readonly #changed: () => void;

  /** @param changed called after each change that was made here */
  constructor(memory: Memory, changed: () => void) {
    this.#memory = memory;
    this.#changed = changed;
  }

  /** The visitor agreed when they were asked: it holds on other pages, too. */
  get consented(): boolean {
    return this.#has('consent');
  }

  grantConsent(): void {
    this.#memory.write('consent', 'granted');
    this.#changed();
  }

  /** The visitor hid the widget for the visit. */
  get dismissed(): boolean {
    return this.#has('dismissed');
  }

  setDismissed(dismissed: boolean): void {
    this.#keep('dismissed', dismissed);
    this.#changed();
  }

  /** The visitor's browser asks sites not to share (Global Privacy Control): one's own cursor starts unshared. */
  get privacy(): boolean {
    return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  }

  get visibility(): Visibility {
    const own = this.#memory.read('own');
    return { showOthers: !this.#has('others'), shareOwn: own ? own === 'on' : !this.privacy };
  }

  setVisibility({ showOthers: others, shareOwn: own }: Partial<Visibility>): void {
    // What is so anyway is not remembered.
    if (others !== undefined) this.#keep('others', !others, 'off');
    if (own !== undefined) this.#keep('own', !own || this.privacy, own ? 'on' : 'off');
    this.#changed();
  }

  /** By nothing but the badge at first. */
  get alerts(): Alerts {
    return { sound: this.#has('sound'), notify: this.#has('notify') };
  }

  setAlerts({ sound, notify }: Partial<Alerts>): void {
    if (sound !== undefined) this.#keep('sound', sound);
    if (notify !== undefined) this.#keep('notify', notify);
    this.#changed();
  }

  /** Members whose messages the visitor does not want to see. */
  get ignored(): ReadonlySet<string> {
    return new Set(this.#memory.read('ignored')?.split(' ', MAX_IGNORED));
  }

  ignore(member: string, ignored: boolean): void {
    const others = [...this.ignored].filter((id) => id && id !== member);
    this.#memory.write('ignored', (ignored ? [member, ...others] : others).join(' '));
    this.#changed();
  }

  /** Name and colour (`#rrggbb`), as far as they were chosen. */
  get profile(): Pick<Profile, 'name' | 'color'> {
    const [name, color] = [this.#memory.read('name'), this.#memory.read('color')];
    return { ...(name && { name }), ...(color && { color }) };
  }

  /** An empty text takes a choice back. */
  setProfile({ name, color }: Pick<Profile, 'name' | 'color'>): void {
    if (name !== undefined) this.#keep('name', !!name, name);
    if (color !== undefined) this.#keep('color', !!color, color);
    this.#changed();
  }

  #has(key: Chosen): boolean {
    return this.#memory.read(key) !== undefined;
  }

  #keep(key: Chosen, kept: boolean, value = 'on'): void {
    if (kept) this.#memory.write(key, value);
    else this.#memory.forget(key);
  }
}
