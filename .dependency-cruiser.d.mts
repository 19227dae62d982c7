export const SERVER: readonly (readonly string[])[];
export const WIDGET: readonly (readonly string[])[];
