import type { Member, Profile } from '../../protocol/presence.ts';
import type { Identity } from '../auth/authenticator.ts';
import type { ColorOwner, Look } from './page-colors.ts';
import type { PresentNames } from './present-names.ts';
import type { ReservedNames } from './reserved-names.ts';
import { cleanColor, cleanName, generatedColor, generatedName } from './profile.ts';

/** What a member needs of one of their sessions. */
export interface MemberSession {
  /** Key of the visitor's address. */
  readonly address: string;
  readonly page: { readonly name: string };
  readonly session: { write(frames: Buffer): void };
  /** Its tab is hidden. */
  away: boolean;
}

/** Which names visitors may choose. */
export interface NameRules {
  /** Most UTF-16 units. */
  length: number;
  reserved: ReservedNames;
  /** Those of the room's members. */
  present: PresentNames;
}

const MAX_PAGES = 5;
/** Bytes of their names; the newest page is always among them, however long its name is. */
const PAGES_BYTES = 1_600;

const sizes = new WeakMap<Member, number>();

/** Bytes of a member's JSON. */
export function bytesOf(view: Member): number {
  let bytes = sizes.get(view);
  if (bytes === undefined) sizes.set(view, (bytes = Buffer.byteLength(JSON.stringify(view))));
  return bytes;
}

/** One person in a room with all their sessions. */
export class RoomMember implements ColorOwner {
  readonly identity: Identity;
  readonly #names: NameRules;
  /** The most recently entered last. */
  readonly #sessions = new Set<MemberSession>();
  #name: string;
  #isNamed = false;
  #look: Look;
  #chosenColor: string | undefined;
  /** Their pages when the last session left. */
  #lastPages: string[] = [];
  #view: Member | undefined;
  /** Key of the address that the newest session came from. */
  address = '';
  /** Others know that they are here. */
  announced = false;
  /** When the room was last sent a change of theirs. */
  updatedAt = -Infinity;
  /** Cancels the end of the grace after the last session. */
  cancelLeave: (() => void) | undefined;

  constructor(identity: Identity, names: NameRules) {
    this.identity = identity;
    this.#names = names;
    this.#name = identity.name ?? generatedName(identity.id);
    this.#look = { color: generatedColor(identity.id, new Map()), tone: 0 };
  }

  get id(): string {
    return this.identity.id;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** Each of them. */
  get all(): Iterable<MemberSession> {
    return this.#sessions;
  }

  /** The pages of their sessions. */
  get pages(): Set<string> {
    return new Set([...this.#sessions].map(({ page }) => page.name));
  }

  get chosenColor(): string | undefined {
    return this.#chosenColor;
  }

  get look(): Look {
    return this.#look;
  }

  set look(look: Look) {
    this.#look = look;
    this.#view = undefined;
  }

  /** As others see them; the same object until something changes. */
  get view(): Member {
    return (this.#view ??= this.#makeView());
  }

  /** A session enters the room, or another page of it. */
  enter(session: MemberSession): void {
    this.#sessions.delete(session);
    this.#sessions.add(session);
    this.address = session.address;
    this.#view = undefined;
  }

  exit(session: MemberSession): void {
    if (this.#sessions.size === 1) this.#lastPages = this.view.pages;
    if (this.#sessions.delete(session)) this.#view = undefined;
  }

  /**
   * Applies what is new and acceptable in a profile; a name from a token stays. An empty text restores the generated
   * name, and gives up the chosen colour.
   * @returns whether the profile asked for a reserved name, and the generated one replaces it
   */
  describe(session: MemberSession, profile: Profile): boolean {
    const isReserved = this.#rename(profile.name);
    if (profile.color !== undefined) {
      const color = cleanColor(profile.color);
      if (color !== undefined || profile.color === '') this.#chosenColor = color;
    }
    if (profile.away !== undefined) session.away = profile.away;
    this.#view = undefined;
    return isReserved;
  }

  /** @returns whether the name is reserved, and the generated one replaces it */
  #rename(raw: string | undefined): boolean {
    const { length, reserved, present } = this.#names;
    const isFirst = !this.#isNamed;
    this.#isNamed = true;
    if (this.identity.name !== undefined) {
      if (isFirst) present.takeVerified(this.id, this.identity.name);
      return false;
    }
    const asked = cleanName(raw, length);
    const isReserved = asked !== undefined && reserved.cover(asked);
    if (isReserved || raw === '' || (isFirst && asked === undefined))
      this.#name = present.take(this.id, generatedName(this.id));
    else if (asked !== undefined) this.#name = present.take(this.id, asked);
    return isReserved;
  }

  #makeView(): Member {
    const sessions = [...this.#sessions].reverse();
    const pages = withinBytes([...new Set(sessions.map(({ page }) => page.name))].slice(0, MAX_PAGES));
    const view: Member = {
      id: this.id,
      name: this.#name,
      color: this.#look.color,
      pages: sessions.length > 0 ? pages : this.#lastPages,
    };
    if (this.#look.tone > 0) view.tone = this.#look.tone;
    if (this.identity.avatar !== undefined) view.avatar = this.identity.avatar;
    if (sessions.length > 0 && sessions.every(({ away }) => away)) view.away = true;
    return view;
  }
}

/** The first of the pages: at least one, and as many as fit. */
function withinBytes(pages: readonly string[]): string[] {
  let bytes = 0;
  const end = pages.findIndex((page) => (bytes += Buffer.byteLength(page)) > PAGES_BYTES);
  return end < 0 ? [...pages] : pages.slice(0, Math.max(1, end));
}
