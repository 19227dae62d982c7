import type { Profile } from '../../protocol/presence.ts';

/** Which cursors the visitor wants. */
export interface Visibility {
  /** The others' are shown. */
  showOthers: boolean;
  /** The visitor's own is sent. */
  shareOwn: boolean;
}

/** How the visitor is alerted of messages. */
export interface Alerts {
  /** By a sound. */
  sound: boolean;
  /** By a system notification while the page is hidden. */
  notify: boolean;
}

export type Chosen =
  'consent' | 'name' | 'color' | 'others' | 'own' | 'sound' | 'notify' | 'ignored' | 'dismissed';

/** Where choices are stored. */
interface Memory {
  read: (key: Chosen) => string | undefined;
  write: (key: Chosen, value: string) => void;
  forget: (key: Chosen) => void;
}

/** Most members that a visitor can mute. */
const MAX_IGNORED = 100;

/** What the visitor has chosen. It is stored, and takes precedence over the site's attributes. */
export class VisitorChoices {
  readonly #memory: Memory;
  readonly #changed: () => void;

  /** @param changed called after each change */
  constructor(memory: Memory, changed: () => void) {
    this.#memory = memory;
    this.#changed = changed;
  }

  /** The visitor agreed when they were asked. It applies to other pages, too. */
  get consented(): boolean {
    return this.#has('consent');
  }

  grantConsent(): void {
    this.#memory.write('consent', 'granted');
    this.#changed();
  }

  /** The visitor hid the widget until they leave the site. */
  get dismissed(): boolean {
    return this.#has('dismissed');
  }

  setDismissed(dismissed: boolean): void {
    this.#keep('dismissed', dismissed);
    this.#changed();
  }

  /** The browser sends Global Privacy Control, so the visitor's own cursor is not shared at first. */
  get privacy(): boolean {
    return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  }

  get visibility(): Visibility {
    const own = this.#memory.read('own');
    return { showOthers: !this.#has('others'), shareOwn: own ? own === 'on' : !this.privacy };
  }

  setVisibility({ showOthers: others, shareOwn: own }: Partial<Visibility>): void {
    // Defaults are not stored.
    if (others !== undefined) this.#keep('others', !others, 'off');
    if (own !== undefined) this.#keep('own', !own || this.privacy, own ? 'on' : 'off');
    this.#changed();
  }

  /** Neither at first. */
  get alerts(): Alerts {
    return { sound: this.#has('sound'), notify: this.#has('notify') };
  }

  setAlerts({ sound, notify }: Partial<Alerts>): void {
    if (sound !== undefined) this.#keep('sound', sound);
    if (notify !== undefined) this.#keep('notify', notify);
    this.#changed();
  }

  /** Members whose messages the visitor has muted. */
  get ignored(): ReadonlySet<string> {
    return new Set(this.#memory.read('ignored')?.split(' ', MAX_IGNORED));
  }

  ignore(member: string, ignored: boolean): void {
    const others = [...this.ignored].filter((id) => id && id !== member);
    this.#memory.write('ignored', (ignored ? [member, ...others] : others).join(' '));
    this.#changed();
  }

  /** Name and colour (`#rrggbb`), if the visitor has chosen any. */
  get profile(): Pick<Profile, 'name' | 'color'> {
    const [name, color] = [this.#memory.read('name'), this.#memory.read('color')];
    return { ...(name && { name }), ...(color && { color }) };
  }

  /** An empty text removes the choice. */
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
