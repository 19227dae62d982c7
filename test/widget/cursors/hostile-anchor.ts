/** Numbers as a JSON text may have them, `Infinity` among them. */
const NUMBERS = [
  '0',
  '-0',
  '1',
  '2',
  '3',
  '-1',
  '-2',
  '-1000',
  '0.5',
  '1.5',
  '64',
  '65535',
  '65536',
  '4294967295',
  '4294967296',
  '-2147483649',
  '9007199254740993',
  '1e-320',
  '1e308',
  '-1e308',
  '1e400',
  '-1e400',
];
const NAMES = [
  '',
  'target',
  '"]',
  "'",
  '*',
  '#target, body',
  'html:has(body)',
  '<img src=x onerror="window.hacked = true">',
  '"><script>window.hacked = true</script>',
  'javascript:window.hacked=true',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\ud800',
  '\u202e',
  'x'.repeat(5_000),
];
/** Fields that nobody asked for. */
const MORE = [
  '"__proto__": {"polluted": true}',
  '"constructor": {"prototype": {"polluted": true}}',
  '"toString": 1',
  '"valueOf": null',
  '"length": 1e400',
  '"key": {"a": [[[[]]]]}',
];

/** JSON texts of anchors that have the right shape, and nothing else that is right. The same seed gives the same. */
export class HostileAnchors {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 on. */
  below(limit: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  next(): string {
    const fields = [`"path": ${this.#list(this.pick([0, 1, 2, 3, 4, 6, 64, 2_000]))}`];
    fields.push(`"box": ${this.#list(this.pick([0, 1, 4, 4, 4, 4, 7]))}`);
    if (this.below(2))
      fields.push(`"from": {"by": ${this.pick(['"id"', '"mark"', this.#name()])}, "name": ${this.#name()}}`);
    if (this.below(2)) fields.push(`"hash": ${this.#list(this.below(6))}`);
    if (this.below(2)) fields.push(`"start": ${this.#number()}`);
    if (this.below(3) === 0) fields.push(`"beside": ${this.#number()}`);
    if (this.below(3) === 0) fields.push(this.pick(MORE));
    return `{${fields.join(', ')}}`;
  }

  #list(length: number): string {
    return `[${Array.from({ length }, () => this.#number()).join(', ')}]`;
  }

  /** Half of them lead somewhere. */
  #number(): string {
    return this.below(2) ? String(this.below(4)) : this.pick(NUMBERS);
  }

  #name(): string {
    return JSON.stringify(this.pick(NAMES));
  }
}
