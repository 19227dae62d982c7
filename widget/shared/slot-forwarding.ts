import { html, nothing, type TemplateResult } from 'lit';

/**
 * A slot that hands on what the page put into the host's own slot `name`. Only where there is something: an empty slot
 * handed on would count as content, and nobody would see what stands there by default.
 *
 * @param slot where it goes
 */
export function forwardSlot(host: Element, name: string, slot = name): TemplateResult | typeof nothing {
  return [...host.children].some((child) => child.slot === name)
    ? html`<slot name=${name} slot=${slot}></slot>`
    : nothing;
}
