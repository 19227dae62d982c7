/** Pages that the guest leaves as they are, as `HostSite` names them. */
export const PAGES = [
  'plain',
  'strict-policy',
  'nonce',
  'plain@trusted-types',
  'plain@our-policy-allowed',
  'plain@no-policy-allowed',
  'lit-before',
  'lit-after',
  'lit-before@trusted-types',
  'lit-after@trusted-types',
  'lit-before@theirs-allowed',
  'lit-after@theirs-allowed',
  'unset',
  'resets',
  'transformed',
  'zoomed',
  'clipped',
  'small-root',
  'right-to-left',
  'dark',
  'canvas',
  'old-prototype',
];

/** Where engines differ most. */
export const CORE = ['strict-policy', 'unset', 'clipped', 'lit-after@trusted-types'];
