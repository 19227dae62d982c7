/** What a value must look like: a type, a list of one shape, an object with these fields (`?`: optional), or a test. */
export type Shape = 'string' | 'number' | 'boolean' | [Shape] | Fields | Test;
export interface Fields {
  [field: string]: Shape;
}
type Test = (value: unknown) => boolean;

/**
 * The shape that fits a type, for `satisfies`: all its required fields, any of its optional ones, and no others. So
 * shapes and types can't drift apart.
 */
export type FieldsOf<T> = {
  [K in keyof T & string as Partial<Pick<T, K>> extends Pick<T, K> ? never : K]: ShapeOf<T[K]>;
} & {
  [K in keyof T & string as Partial<Pick<T, K>> extends Pick<T, K> ? `${K}?` : never]?: ShapeOf<
    NonNullable<T[K]>
  >;
};
type ShapeOf<T> = T extends string
  ? 'string'
  : T extends number
    ? 'number'
    : T extends boolean
      ? 'boolean'
      : T extends readonly (infer E)[]
        ? [ShapeOf<E>]
        : FieldsOf<T> | Test;

/** A field's shape; undefined for names that come from elsewhere, as `constructor`. */
export function own(fields: Fields, name: string): Shape | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Larger numbers are no dates, and sums of them not exact. */
const LARGEST = 1e15;

export function fits(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string')
    return typeof value === shape && (shape !== 'number' || Math.abs(value as number) < LARGEST);
  if (typeof shape === 'function') return shape(value);
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0]));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(shape).every(([name, inner]) => {
    const optional = name.endsWith('?');
    const field = (value as Record<string, unknown>)[optional ? name.slice(0, -1) : name];
    return (optional && field === undefined) || fits(field, inner);
  });
}
