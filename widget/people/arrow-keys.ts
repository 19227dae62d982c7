/** Up and Down, Home and End go through the entries of the list that can be clicked. */
export function moveByArrows(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const entries = [...list.querySelectorAll<HTMLElement>('a, button.entry')];
  const at = entries.indexOf(event.target as HTMLElement);
  const steps: Record<string, number> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: entries.length - 1,
  };
  const next = entries[steps[event.key] ?? -1];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
