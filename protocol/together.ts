/**
 * What visitors do together on a page: reactions, selections, and following each other. Nothing of it is stored.
 */
import type { Spot } from './anchor.ts';

/** An emoji that rises from a place on the page for everybody there. Volatile. */
export interface ReactionMessage {
  type: 'reaction';
  /** Exactly one. */
  emoji: string;
  spot: Spot;
}
/** What the visitor has selected on the page, shown to everybody there. Volatile. */
export interface SelectionMessage {
  type: 'selection';
  /** Absent: nothing any more. */
  range?: SelectedRange;
}
/** From one character to another, in the order of the document. */
export interface SelectedRange {
  from: Spot;
  to: Spot;
}
/** The session follows a member, whose `lead` it is then sent; without one it follows nobody any more. */
export interface FollowMessage {
  type: 'follow';
  member?: string;
  /** The visitor opens this page: their session there goes on following. */
  page?: string;
}
/** What the visitor sees, for those who follow them: sent only while somebody does, at most 5 times a second. */
export interface LeadMessage {
  type: 'lead';
  /** Absent: the visitor does not share it. */
  view?: LeadView;
}
/** Part of the page in a window: this spot is at this height of it. */
export interface LeadView {
  spot: Spot;
  /** In fractions of the window's height. */
  line: number;
}
/** Somebody has reacted on the page; the receiver's own reactions come back, too. */
export interface PeerReactionMessage {
  type: 'peer_reaction';
  session: string;
  member: string;
  emoji: string;
  spot: Spot;
}
/** What somebody on the page has selected; without a range, nothing any more. The receiver's own comes back, too. */
export interface PeerSelectionMessage {
  type: 'peer_selection';
  session: string;
  member: string;
  range?: SelectedRange;
}
/** How many sessions follow the receiver. */
export interface FollowersMessage {
  type: 'followers';
  count: number;
}
/** Whom the session follows, where it can't know: `follow` was refused (nobody), or another session's goes on here. */
export interface FollowingMessage {
  type: 'following';
  member?: string;
}
/** What somebody sees whom the session follows. */
export interface PeerLeadMessage {
  type: 'peer_lead';
  member: string;
  page: string;
  /** Absent: they do not share it. */
  view?: LeadView;
}

/** What a client sends of it. */
export type TogetherRequest = ReactionMessage | SelectionMessage | FollowMessage | LeadMessage;
/** What a server sends of it. */
export type TogetherMessage =
  PeerReactionMessage | PeerSelectionMessage | FollowersMessage | FollowingMessage | PeerLeadMessage;
