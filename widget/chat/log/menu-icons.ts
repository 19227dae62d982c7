import type { TemplateResult } from 'lit';
import { icon } from '../../shared/icons.ts';

export const reactIcon: TemplateResult = icon(
  'M10 17a7 7 0 1 1 0-14 7 7 0 0 1 0 14ZM7 11.8c1.6 2.2 4.4 2.2 6 0M7.5 8v.2M12.5 8v.2',
  16,
);
export const deleteIcon: TemplateResult = icon('M4 6h12M8 6V4h4v2m-6.5 0 .7 10h5.6l.7-10', 16);
export const muteIcon: TemplateResult = icon('M10 17a7 7 0 1 1 0-14 7 7 0 0 1 0 14ZM5.2 5.2l9.6 9.6', 16);
