import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    /* Opened after the chat, it lies above it. */
    z-index: 2;
    width: 320px;
    max-height: min(480px, 100dvh - var(--_y, 20px) - 92px);
  }
  ul {
    all: unset;
    display: block;
    flex: 1;
    min-height: 0;
    padding: 0 var(--_space) var(--_space);
  }
  li {
    display: flex;
    align-items: center;
  }
  /* In a crowd only the entries in view are laid out. */
  .crowd li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 48px;
  }
  .crowd .entry:focus-visible {
    outline: 2px solid var(--_accent);
  }
  li .icon {
    margin-inline-end: 4px;
  }
  .entry {
    display: flex;
    align-items: center;
    gap: 12px;
    flex: 1;
    min-width: 0;
    min-height: 40px;
    padding: 4px 8px;
    border-radius: 8px;
    color: inherit;
    text-decoration: none;
  }
  a:hover,
  button.entry:hover {
    background: var(--_subtle);
  }
  a .where {
    text-decoration: underline;
  }
  .away .avatar {
    filter: grayscale(1);
  }
  .who {
    flex: 1;
    min-width: 0;
    line-height: 18px;
  }
  .name,
  .where {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    font-weight: 500;
  }
  .tag {
    flex: none;
    padding: 2px 8px;
    border-radius: 10px;
    background: var(--_subtle);
  }
  footer {
    display: flex;
    flex-direction: column;
    flex: none;
    max-height: 40dvh;
    overflow: hidden auto;
    padding: var(--_space) calc(2 * var(--_space)) calc(1.5 * var(--_space));
    box-shadow: 0 -1px var(--_line);
  }
  footer .link {
    align-self: flex-start;
    margin-top: 4px;
  }
  @media (max-width: 480px) {
    :host {
      max-height: min(480px, 85dvh);
    }
  }
  .body {
    display: contents;
  }
  /*
   * Too low for a list between header and footer: both scroll with it. The header stays outside of the scroller;
   * a sticky one would cover what the keyboard scrolls to.
   */
  @media (max-height: 400px) {
    .body {
      display: block;
    }
    ul {
      overflow: visible;
    }
    footer {
      max-height: none;
    }
  }
`;
