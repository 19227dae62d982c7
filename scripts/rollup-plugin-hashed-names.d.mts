import type { Plugin } from 'rollup';
export function hashedNames(): Plugin;
export function plainlyHashed(code: string): { source: string; hash: string };
