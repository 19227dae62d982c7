import type { HelloMessage, PageMessage, ProfileMessage, ResumePoint } from '../../protocol/messages.ts';
import type { Member, Profile, Self } from '../../protocol/presence.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import type { Identity } from './presence-events.ts';

export interface OwnStateLink {
  /** @returns whether it was sent: only while online */
  send(message: PageMessage | ProfileMessage): boolean;
}

/** The visitor's own page, profile and identity, and what the server has of them on this connection. */
export class OwnState {
  page: string;
  profile: Profile;
  hidden = false;
  /** The visitor as the server sees them; undefined before the first welcome. */
  self: Self | undefined;
  #identity: Identity;
  readonly #connection: OwnStateLink;
  /** What opened the newest connection. */
  #hello: HelloMessage | undefined;
  #sentProfile: Profile = {};

  constructor(connection: OwnStateLink, page: string, profile: Profile, identity: Identity) {
    this.page = page;
    this.profile = profile;
    this.#identity = identity;
    this.#connection = connection;
  }

  /** Whether this connection uses a token. */
  get hasToken(): boolean {
    return this.#hello?.token !== undefined;
  }

  hello(resume: ResumePoint | undefined): HelloMessage {
    const { visitor, token } = this.#identity;
    this.#sentProfile = this.#wantedProfile;
    return (this.#hello = {
      type: 'hello',
      protocol: PROTOCOL,
      page: this.page,
      visitor,
      token,
      profile: this.#sentProfile,
      resume,
    });
  }

  /** @returns whether this is another person, and not only a renewed token */
  setIdentity(identity: Identity): boolean {
    const { visitor, token } = this.#identity;
    this.#identity = identity;
    return visitor !== identity.visitor || (token === undefined) !== (identity.token === undefined);
  }

  sendPage(): void {
    this.#connection.send({ type: 'page', page: this.page });
  }

  /** Sends only what has changed: another window of the visitor may have sent a newer name. */
  sendProfile(): void {
    const now = this.#wantedProfile;
    const { name, color, away } = this.#sentProfile;
    const profile: Profile = {
      ...(now.name !== name && { name: now.name ?? '' }),
      ...(now.color !== color && { color: now.color ?? '' }),
      ...(now.away !== away && { away: now.away === true }),
    };
    if (Object.keys(profile).length > 0 && this.#connection.send({ type: 'profile', profile }))
      this.#sentProfile = now;
  }

  /** The connection is open. Changes since the hello could not be sent earlier. */
  welcomed(): void {
    if (this.#hello?.page !== this.page) this.sendPage();
    this.sendProfile();
  }

  /** The server has changed some members. */
  update(members: readonly Member[]): void {
    const { self } = this;
    const member = members.find(({ id }) => id === self?.id);
    if (member && self) this.self = { ...member, session: self.session };
  }

  get #wantedProfile(): Profile {
    return this.hidden ? { ...this.profile, away: true } : this.profile;
  }
}
