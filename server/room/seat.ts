import type { Page } from '../page/page.ts';
import type { PageSession, SessionHandle } from '../page/page-session.ts';
import type { MemberSession, RoomMember } from './member.ts';
import type { OperationError } from './operation-error.ts';

/** What a room needs of a session. */
export interface RoomSession extends SessionHandle {
  /** Ends it, for good. @param why for the visitor; the reason of the close, too */
  dismiss(why: OperationError): void;
}

/** A session's place in a room: held by the session, and handed back to the room with each call. */
export interface Seat extends MemberSession {
  readonly session: RoomSession;
  readonly member: RoomMember;
  page: Page;
  pageSession: PageSession;
}
