import type { Plugin } from 'rollup';
export function hashedNames(): Plugin;
