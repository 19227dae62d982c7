/* global document, setInterval, clearInterval */
// What a heavy page's own framework does: a list of 1,500 rows that its search field filters with each key, a gallery,
// and a clock that ticks.
import { createElement as h, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const ROWS = 1_500;
const IMAGES = 150;
const KINDS = ['gull', 'mole', 'crate', 'net', 'boat', 'basin', 'wall'];
const rows = [...new Array(ROWS).keys()].map((n) => ({
  n,
  kind: KINDS[n % KINDS.length],
  weight: (n * 37) % 101,
}));

function Row({ n, kind, weight }) {
  return h(
    'li',
    null,
    h('b', null, `${kind} ${n}`),
    h('span', null, ` of ${weight} kg, on the `),
    h('i', null, 'quay'),
  );
}

function Clock() {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((now) => now + 1), 500);
    return () => clearInterval(timer);
  }, []);
  return h('p', null, `open for ${ticks / 2} s`);
}

function Page() {
  const [count, setCount] = useState(0);
  const [query, setQuery] = useState('');
  const found = rows.filter(({ kind }) => kind.includes(query.at(-1) ?? ''));
  return h(
    'main',
    null,
    h('h1', null, 'The harbour'),
    h(Clock),
    h('button', { id: 'button', onClick: () => setCount(count + 1) }, `counted ${count}`),
    h('input', { id: 'field', value: query, onChange: ({ target }) => setQuery(target.value) }),
    h(
      'ul',
      null,
      found.map((row) => h(Row, { key: row.n, ...row })),
    ),
    h(
      'div',
      { id: 'gallery' },
      [...new Array(IMAGES).keys()].map((n) =>
        h('img', { key: n, src: `/image-${n}.svg`, width: 160, height: 120, alt: `view ${n}` }),
      ),
    ),
  );
}

createRoot(document.getElementById('app')).render(h(Page));
