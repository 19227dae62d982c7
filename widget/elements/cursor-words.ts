/** What is said about cursors: words that are needed only in company. */
export const CURSOR_WORDS = {
  /** How far away somebody is, in windows. */
  far: (screens: number): string =>
    screens < 0.5 ? 'nearby' : screens < 1.5 ? '1 screen' : `${Math.round(screens)} screens`,
  goTo: (name: string): string => `Go to ${name}`,
  more: (count: number): string => `${count} more`,
};
