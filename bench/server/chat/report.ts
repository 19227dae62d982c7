/** @returns the value that so many percent don't exceed, with two digits; the array gets sorted */
export function percentile(values: number[], percent: number): string {
  values.sort((a, b) => a - b);
  const at = Math.min(values.length - 1, Math.floor((values.length * percent) / 100));
  return (values[at] ?? NaN).toFixed(2);
}

export function line(what: string, result: string): void {
  console.log(`${what.padEnd(56)} ${result}`);
}
