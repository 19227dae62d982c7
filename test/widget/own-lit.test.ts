import { expect } from '@open-wc/testing';
import * as lit from 'lit';

it('browser tests run on the Lit that pages load', () => {
  expect(Object.keys(lit)).to.include.members(['LitElement', 'css', 'html']);
  for (const gone of ['noChange', 'svg', 'mathml']) expect(Object.keys(lit)).not.to.include(gone);
});
