import type { ChatItem } from '../../widget/client/chat/chat-item.ts';

interface Reaction {
  emoji: string;
  member: string;
}

/** The reactions that were added to a message (`on`), then those that were removed. */
export function reactionChanges(before: ChatItem, after: ChatItem): (Reaction & { on: boolean })[] {
  const [old, now] = [reactionsOf(before), reactionsOf(after)];
  return [
    ...without(now, old).map((reaction) => ({ ...reaction, on: true })),
    ...without(old, now).map((reaction) => ({ ...reaction, on: false })),
  ];
}

function reactionsOf({ reactions = [] }: ChatItem): Reaction[] {
  return reactions.flatMap(({ emoji, members }) => members.map((member) => ({ emoji, member })));
}

function without(all: readonly Reaction[], some: readonly Reaction[]): Reaction[] {
  return all.filter((a) => !some.some((b) => a.emoji === b.emoji && a.member === b.member));
}
