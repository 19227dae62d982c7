import type { Member, Profile } from '../../protocol/presence.ts';
import type { Identity } from '../auth/authenticator.ts';
import type { ReservedNames } from './reserved-names.ts';
import { cleanColor, cleanName, generatedProfile } from './profile.ts';

/** What a member needs to know of one of their sessions. */
interface Presence {
  page: string;
  away: boolean;
}

/** What visitors may call themselves. */
export interface NameRules {
  /** Most UTF-16 units. */
  length: number;
  reserved: ReservedNames;
}

const MAX_PAGES = 5;

/** One person in a room with all their sessions. */
export class RoomMember {
  readonly identity: Identity;
  readonly #names: NameRules;
  readonly #sessions = new Map<object, Presence>();
  #name: string;
  #color: string;
  /** Where they were when the last session went. */
  #lastPages: string[] = [];
  #view: Member | undefined;
  /** Undoes the timer that ends the grace after the last session went. */
  cancelLeave: (() => void) | undefined;

  /** @param taken colours that others in the room have */
  constructor(identity: Identity, names: NameRules, taken?: ReadonlySet<string>) {
    this.identity = identity;
    this.#names = names;
    const { name, color } = generatedProfile(identity.id, taken);
    this.#name = identity.name ?? name;
    this.#color = color;
  }

  get id(): string {
    return this.identity.id;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** As others see them; the same object until something changes. */
  get view(): Member {
    return (this.#view ??= this.#look());
  }

  /** A session comes, or goes to another page. */
  enter(session: object, page: string): void {
    const away = this.#sessions.get(session)?.away ?? false;
    this.#sessions.delete(session);
    this.#sessions.set(session, { page, away });
    this.#view = undefined;
  }

  exit(session: object): void {
    if (this.#sessions.size === 1) this.#lastPages = this.view.pages;
    if (this.#sessions.delete(session)) this.#view = undefined;
  }

  /**
   * Takes what is new and acceptable in a profile; a name from a token stays. An empty text takes back what was chosen.
   * @returns whether it asked for a reserved name: there is a generated one now
   */
  describe(session: object, profile: Profile): boolean {
    const { length, reserved } = this.#names;
    const asked = this.identity.name === undefined ? cleanName(profile.name, length) : undefined;
    const refused = asked !== undefined && reserved.cover(asked);
    const generated = (): { name: string; color: string } => generatedProfile(this.id);
    const none = this.identity.name === undefined && profile.name === '';
    this.#name = refused || none ? generated().name : (asked ?? this.#name);
    this.#color = profile.color === '' ? generated().color : (cleanColor(profile.color) ?? this.#color);
    const presence = this.#sessions.get(session);
    if (presence && profile.away !== undefined) presence.away = profile.away;
    this.#view = undefined;
    return refused;
  }

  #look(): Member {
    const presences = [...this.#sessions.values()].reverse();
    const pages = [...new Set(presences.map((presence) => presence.page))].slice(0, MAX_PAGES);
    const view: Member = {
      id: this.id,
      name: this.#name,
      color: this.#color,
      pages: presences.length > 0 ? pages : this.#lastPages,
    };
    if (this.identity.avatar !== undefined) view.avatar = this.identity.avatar;
    if (presences.length > 0 && presences.every((presence) => presence.away)) view.away = true;
    return view;
  }
}
