/** A map on a canvas that each visitor pans and zooms: the widget is told how to find the same plant on both. */
import type { LivePresence } from '../widget/live-presence.ts';

interface Bed {
  x: number;
  y: number;
  name: string;
  colour: string;
}

const NAMES = [
  ...['Evening primrose', 'Night phlox', 'Moonflower', 'Honeysuckle', 'Tobacco flower', 'Four o’clock'],
  ...['White campion', 'Dame’s violet', 'Night-scented stock', 'Angel’s trumpet', 'Soapwort', 'Jasmine'],
];
/** In the map's own unit, a step. */
const BED = { width: 150, height: 90, columns: 4, gap: 50 };
const ZOOM = { least: 0.25, most: 6 };

const beds = NAMES.map((name, at): Bed => ({
  x: (at % BED.columns) * (BED.width + BED.gap),
  y: Math.floor(at / BED.columns) * (BED.height + BED.gap),
  name,
  colour: `hsl(${String(at * 30)} 45% 34%)`,
}));

const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const context = canvas.getContext('2d') as CanvasRenderingContext2D;
/** The map's point in the canvas's top left corner, and CSS px for each step. */
const view = { left: -40, top: -40, zoom: 1 };

function draw(): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const scale = view.zoom * devicePixelRatio;
  context.setTransform(scale, 0, 0, scale, -view.left * scale, -view.top * scale);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { x, y, name, colour } of beds) {
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(x, y, BED.width, BED.height, 14);
    context.fill();
    context.fillStyle = '#fff';
    context.font = '14px system-ui, sans-serif';
    context.fillText(name, x + BED.width / 2, y + BED.height / 2);
  }
  // Cursors on the map are placed anew.
  canvas.dispatchEvent(new Event('scroll'));
}

/** @param x of the window, as `y`: what is there stays there */
function zoomBy(factor: number, x?: number, y?: number): void {
  const box = canvas.getBoundingClientRect();
  const [atX, atY] = [(x ?? box.left + box.width / 2) - box.left, (y ?? box.top + box.height / 2) - box.top];
  const zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, view.zoom * factor));
  view.left += atX / view.zoom - atX / zoom;
  view.top += atY / view.zoom - atY / zoom;
  view.zoom = zoom;
  draw();
}

function panBy(x: number, y: number): void {
  view.left -= x / view.zoom;
  view.top -= y / view.zoom;
  draw();
}

canvas.addEventListener('pointerdown', ({ pointerId }) => {
  canvas.setPointerCapture(pointerId);
});
canvas.addEventListener('pointermove', ({ buttons, movementX, movementY }) => {
  if (buttons & 1) panBy(movementX, movementY);
});
canvas.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  },
  { passive: false },
);
const KEYS: Record<string, () => void> = {
  '+': () => {
    zoomBy(1.5);
  },
  '-': () => {
    zoomBy(1 / 1.5);
  },
  ArrowLeft: () => {
    panBy(60, 0);
  },
  ArrowRight: () => {
    panBy(-60, 0);
  },
  ArrowUp: () => {
    panBy(0, 60);
  },
  ArrowDown: () => {
    panBy(0, -60);
  },
};
canvas.addEventListener('keydown', (event) => {
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
for (const button of document.querySelectorAll<HTMLElement>('[data-zoom]')) {
  button.addEventListener('click', () => {
    zoomBy(Number(button.dataset['zoom']));
  });
}
new ResizeObserver(draw).observe(canvas);

const presence = document.querySelector<LivePresence>('live-presence');
if (presence) {
  presence.place = {
    toAnchor(x, y, target) {
      if (target !== canvas) return undefined;
      const box = canvas.getBoundingClientRect();
      return { x: (x - box.left) / view.zoom + view.left, y: (y - box.top) / view.zoom + view.top };
    },
    toPoint({ x, y }) {
      const box = canvas.getBoundingClientRect();
      return { x: (x - view.left) * view.zoom + box.left, y: (y - view.top) * view.zoom + box.top };
    },
  };
}
