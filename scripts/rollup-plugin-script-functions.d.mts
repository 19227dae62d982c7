import type { Plugin } from 'rollup';
export function scriptFunctions(): Plugin;
