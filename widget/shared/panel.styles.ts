import { css, type CSSResult } from 'lit';

/** What the chat's panel and the list of people share: a sheet of paper in a corner, on a phone at the bottom. */
export const panel: CSSResult = css`
  :host {
    position: absolute;
    inset: var(--_top, calc(100% + 12px)) var(--_right, var(--_end, auto)) var(--_bottom, auto)
      var(--_left, var(--_start, 0));
    z-index: 1;
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    pointer-events: auto;
    -webkit-user-select: none;
    animation: rise 0.18s cubic-bezier(0.2, 0, 0, 1);
  }
  /* What is selected on the whole page is the page. Browsers without the prefix know it, too. */
  :host(:is(:hover, :focus-within)) {
    -webkit-user-select: text;
  }
  /* Where the part stands alone it opens from the side where reading begins. */
  :host(:dir(rtl)) {
    --_start: auto;
    --_end: 0;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(var(--_rise, -6px));
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-height: 56px;
    padding-block: var(--_space);
    padding-inline: calc(2 * var(--_space)) var(--_space);
  }
  hgroup {
    flex: 1;
    min-width: 0;
  }
  h2,
  p {
    all: unset;
    display: block;
  }
  h2 {
    font-size: 15px;
    font-weight: 600;
    line-height: 20px;
  }
  .quiet {
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
  }
  .status {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .icon {
    display: grid;
    place-items: center;
    flex: none;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    color: var(--_muted);
  }
  .icon:hover {
    background: var(--_subtle);
    color: var(--_text);
  }
  .link {
    padding: 4px 6px;
    margin: -4px -6px;
    border-radius: 6px;
    color: var(--_text);
    font-size: 12px;
    font-weight: 600;
    line-height: 16px;
    text-decoration: underline;
    text-decoration-color: var(--_line);
    text-underline-offset: 3px;
  }
  .link:hover {
    text-decoration-color: currentColor;
  }
  :focus-visible {
    outline-offset: -2px;
  }
  .link:focus-visible {
    outline-offset: 0;
  }
  [tabindex='-1']:focus-visible {
    outline: none;
  }
  .switch {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    border-radius: 4px;
    min-height: 36px;
  }
  .track {
    flex: none;
    width: 32px;
    height: 20px;
    padding: 2px;
    border-radius: 10px;
    background: var(--_muted);
    transition: 0.14s;
  }
  .track::before {
    content: '';
    display: block;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: var(--_surface);
    transition: 0.14s;
  }
  [aria-checked='true'] .track {
    background: var(--_accent);
  }
  [aria-checked='true'] .track::before {
    translate: 12px 0;
  }
  [aria-checked='true'] .track:dir(rtl)::before {
    translate: -12px 0;
  }
  .row {
    display: contents;
  }
  .scroll {
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_line) transparent;
  }
  @media (max-width: 480px) {
    :host {
      position: fixed;
      inset: auto 0 var(--_keyboard, 0px);
      width: auto !important;
      border-radius: var(--_radius) var(--_radius) 0 0;
      padding-bottom: env(safe-area-inset-bottom);
      --_rise: 24px;
    }
  }
`;
