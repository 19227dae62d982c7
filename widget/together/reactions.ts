import { css } from 'lit';
import type { PeerReactionMessage } from '../../protocol/together.ts';
import type { Places } from './places.ts';
import type { TogetherHost } from './together-host.ts';

/** So long a reaction is shown, in ms. */
const SHOWN_MS = 2_400;
/** Shown at once; what comes on top is dropped. */
const MOST = 40;
/** UTF-16 units of the longest emoji that a server may send. */
const LENGTH = 32;

const styles = css`
  .reaction {
    position: absolute;
    left: -1em;
    top: -1em;
    width: 2em;
    font-size: 30px;
    line-height: 2em;
    text-align: center;
    filter: drop-shadow(0 1px 2px #0006);
    animation: rise 2.4s cubic-bezier(0.2, 0.6, 0.4, 1) forwards;
  }
  @keyframes rise {
    0% {
      opacity: 0;
      transform: scale(0.4);
    }
    12% {
      opacity: 1;
      transform: translate(0, -8px) scale(1.15);
    }
    70% {
      opacity: 1;
    }
    100% {
      opacity: 0;
      transform: translate(var(--_sway), -96px);
    }
  }
  /* Still: it only fades. */
  @media (prefers-reduced-motion: reduce) {
    .reaction {
      animation-name: fade;
    }
    @keyframes fade {
      100% {
        opacity: 0;
      }
    }
  }
`;

/** Lets somebody's reaction rise from its place on the content, if that can be seen. */
export function show(
  { renderRoot, choices, client, clock }: TogetherHost,
  message: PeerReactionMessage,
  { scrollToPin }: Places,
): void {
  const layer = renderRoot.querySelector('live-presence-cursors')?.shadowRoot;
  if (!layer) return;
  const { member, emoji } = message;
  const own = member === client?.self?.id;
  if (!own && (!choices.visibility.showOthers || choices.ignored.has(member))) return;
  if (emoji.length > LENGTH || layer.querySelectorAll('.reaction').length >= MOST) return;
  const point = scrollToPin(message.spot)();
  if (!point) return;
  const { styleSheet } = styles;
  if (styleSheet && !layer.adoptedStyleSheets.includes(styleSheet)) layer.adoptedStyleSheets.push(styleSheet);
  const reaction = document.createElement('span');
  reaction.className = 'reaction';
  reaction.ariaHidden = 'true';
  reaction.textContent = emoji;
  reaction.style.translate = `${point.x + scrollX}px ${point.y + scrollY}px`;
  reaction.style.setProperty('--_sway', `${Math.round(Math.random() * 48 - 24)}px`);
  layer.append(reaction);
  clock.after(SHOWN_MS, () => reaction.remove());
}
