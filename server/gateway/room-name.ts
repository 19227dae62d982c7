/** The room name in a URL's path segment; undefined if it is not a valid one. */
export function roomName(encoded: string, limit: number): string | undefined {
  try {
    const room = decodeURIComponent(encoded);
    return room.length >= 1 && room.length <= limit && !/\p{Cc}/u.test(room) ? room : undefined;
  } catch {
    return undefined;
  }
}
