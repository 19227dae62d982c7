import { html, nothing, type TemplateResult } from 'lit';

/**
 * A slot that forwards what the page put into the host's own slot `name`. If that is empty there is none: a forwarded
 * empty slot counts as content, and would hide the default.
 *
 * @param slot name of the slot that it is forwarded to
 */
export function forwardSlot(host: Element, name: string, slot = name): TemplateResult | typeof nothing {
  return [...host.children].some((child) => child.slot === name)
    ? html`<slot name=${name} slot=${slot}></slot>`
    : nothing;
}
