import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CursorMotion, type Point } from '../../../widget/motion/cursor-motion.ts';
import { MotionClock } from '../../../widget/motion/motion-clock.ts';

/** Position of a hand that reaches from 0 to 600 px within 1000–1600 ms, rests, and goes back in 2200–2700 ms. */
function reaching(time: number): Point {
  const eased = (from: number, to: number): number => {
    const t = Math.min(1, Math.max(0, (time - from) / (to - from)));
    return t * t * t * (10 - 15 * t + 6 * t * t);
  };
  const s = eased(1000, 1600) - eased(2200, 2700);
  return { x: 600 * s, y: 200 + 150 * s };
}

interface Tick {
  /** Sent, on the server's clock. */
  time: number;
  /** Arrives, on the receiver's clock. */
  at: number;
  samples: { age: number; place: Point | undefined }[];
}

/** Ticks of a moving pointer: two samples in each, sent every `interval` ms, silent while it rests. */
function ticks(
  path: (time: number) => Point,
  end: number,
  interval = 66,
  delay: (sent: number) => number = () => 0,
): Tick[] {
  const made: Tick[] = [];
  let before: Point | undefined;
  let arrival = 0;
  for (let time = interval; time < end; time += interval) {
    const samples: Tick['samples'] = [];
    for (let age = interval - 33; age >= 0; age -= 33) {
      const place = path(time - age);
      if (before && before.x === place.x && before.y === place.y) continue;
      before = place;
      samples.push({ age, place });
    }
    if (samples.length === 0) continue;
    arrival = Math.max(arrival, time + delay(time));
    made.push({ time, at: arrival, samples });
  }
  return made;
}

class Screen {
  readonly clock = new MotionClock();
  readonly reached: Point[] = [];
  readonly motion = new CursorMotion<Point>(this.clock, (place) => this.reached.push(place));
  readonly #ticks: Tick[];
  /** The layout. */
  resolve: (place: Point) => Point | undefined = (place) => place;
  now = 0;

  constructor(made: Tick[] = []) {
    this.#ticks = [...made];
  }

  /** How far behind what is shown is, where the first tick took no time. */
  get delay(): number {
    return this.now - this.clock.played(this.now);
  }

  receive(tick: Tick): void {
    this.clock.receive(tick.time, tick.at);
    for (const { age, place } of tick.samples) this.motion.push(age, place);
  }

  /** One tick that arrives `now` with one sample. */
  tell(place: Point | undefined, now: number, age = 0): void {
    this.now = now;
    this.receive({ time: now, at: now, samples: [{ age, place }] });
  }

  draw(now: number): { x: number; y: number; opacity: number } | undefined {
    this.now = now;
    for (let tick; (tick = this.#ticks[0]) && tick.at <= now; this.#ticks.shift()) this.receive(tick);
    const drawn = this.motion.at(now, this.resolve);
    return drawn && { x: drawn.x, y: drawn.y, opacity: drawn.opacity };
  }

  /** Everything drawn from `from` until `to`. */
  film(from: number, to: number, fps = 60): { now: number; x: number; y: number; opacity: number }[] {
    const film = [];
    for (let i = Math.ceil((from * fps) / 1000); (i * 1000) / fps <= to; i++) {
      const drawn = this.draw((i * 1000) / fps);
      if (drawn) film.push({ now: (i * 1000) / fps, ...drawn });
    }
    return film;
  }
}

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  return () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A pointer that circles without rest, 3 px per ms. */
const circling = (time: number): Point => ({
  x: 500 + 300 * Math.cos(time / 100),
  y: 400 + 300 * Math.sin(time / 100),
});

describe('a cursor on its way', () => {
  test('passes through each position that was sent', () => {
    const made = ticks(reaching, 4000);
    const film = new Screen(made).film(0, 4500, 1000);
    const sent = made.flatMap((tick) => tick.samples).map(({ place }) => place!);
    assert.ok(sent.length > 30);
    for (const place of sent) {
      const nearest = Math.min(...film.map((drawn) => distance(drawn, place)));
      // Frames are 1 ms apart here, in which the hand goes 2 px.
      assert.ok(nearest < 1.2, `${nearest} px from ${place.x}`);
    }
  });

  test('follows a curved way closely at a constant delay', () => {
    const screen = new Screen(ticks(circling, 6000));
    const film = screen.film(3000, 6000);
    const errors = film.map(({ now, x, y }) => distance({ x, y }, circling(now - screen.delay)));
    assert.ok(film.length > 100);
    // 1 px along the way is a third of a ms; straight lines between the samples would be 4 px off.
    assert.ok(Math.max(...errors) < 3, `${Math.max(...errors)} px`);
  });

  test('goes past no stop, not even where samples come late', () => {
    const random = seeded(5);
    for (const jitter of [0, 30, 120]) {
      const film = new Screen(ticks(reaching, 4000, 66, () => jitter * random())).film(0, 4500, 240);
      for (const { x, y } of film) {
        assert.ok(x > -1e-6 && x < 600 + 1e-6, `${x}`);
        assert.ok(y > 200 - 1e-6 && y < 350 + 1e-6, `${y}`);
      }
      assert.ok(Math.max(...film.map(({ x }) => x)) > 599.99, 'it gets to the stop');
      assert.ok(film.at(-1)!.x < 0.01, 'and back');
    }
  });

  test('stands still while the hand rests, instead of creeping to where it goes next', () => {
    const film = new Screen(ticks(reaching, 4000)).film(1850, 2200, 240);
    assert.ok(film.length > 80);
    for (const { x } of film) assert.ok(Math.abs(x - 600) < 0.01, `${x}`);
  });

  test('is at the same place at the same time at 30, 60, 120 and 144 frames a second', () => {
    const random = seeded(3);
    const made = ticks(reaching, 4000, 66, () => 120 * random());
    const fine = new Map(
      new Screen(made).film(0, 4500, 720).map((drawn) => [Math.round(drawn.now * 0.72), drawn]),
    );
    for (const fps of [30, 60, 120, 144]) {
      const film = new Screen(made).film(0, 4500, fps);
      assert.ok(film.length > 3 * fps);
      for (const drawn of film) {
        const same = fine.get(Math.round(drawn.now * 0.72))!;
        assert.ok(distance(drawn, same) < 1e-3, `${fps} Hz: ${distance(drawn, same)} px at ${drawn.now}`);
      }
    }
  });

  test('follows a layout that changes under it, with at most four places looked up per frame', () => {
    const made = ticks(circling, 3000);
    const still = new Screen(made);
    const moved = new Screen(made);
    let calls = 0;
    let shift = 0;
    moved.resolve = ({ x, y }) => {
      calls++;
      return { x: x + shift, y };
    };
    for (let now = 200; now < 3000; now += 1000 / 60) {
      calls = 0;
      if (now > 2000) shift = 400;
      const expected = still.draw(now)!;
      const drawn = moved.draw(now)!;
      assert.ok(calls > 0 && calls <= 4, `${calls}`);
      assert.ok(Math.abs(drawn.x - shift - expected.x) < 1e-6, `${drawn.x - shift - expected.x} px off`);
    }
    assert.equal(shift, 400);
  });

  test('tells of each place when it is there, not when it arrives', () => {
    const screen = new Screen();
    screen.tell({ x: 0, y: 0 }, 1000);
    screen.draw(1001);
    for (let now = 1040; now <= 1400; now += 40) {
      screen.tell({ x: now - 1000, y: 0 }, now);
      const drawn = screen.draw(now)!;
      for (const { x } of screen.reached) assert.ok(x <= drawn.x + 1e-6, `${x} reached at ${drawn.x}`);
    }
    screen.film(1400, 2000);
    assert.equal(screen.reached.at(-1)!.x, 400);
    assert.equal(screen.reached.length, 10);
  });

  test('rests at what can be found where its way leads to something that cannot', () => {
    const screen = new Screen(ticks(reaching, 1400));
    screen.resolve = (place) => (place.x > 100 ? undefined : place);
    const film = screen.film(1000, 1350);
    assert.ok(film.length > 10);
    assert.ok(film.every(({ x }) => x >= 0 && x <= 100));
    assert.equal(screen.draw(2000), undefined);
    screen.resolve = (place) => place;
    assert.ok(screen.draw(2001)!.x > 400);
  });
});

describe('how late it is shown', () => {
  function delayAt(hz: number, jitter: number): number {
    const random = seeded(hz + jitter);
    const screen = new Screen(
      ticks(circling, 20_000, Math.round(1000 / hz), (sent) => (sent < 300 ? 0 : jitter * random())),
    );
    screen.film(0, 20_000);
    return screen.delay;
  }

  test('is what rate and jitter ask for', () => {
    assert.ok(delayAt(20, 30) <= 100, `${delayAt(20, 30)}`);
    assert.ok(delayAt(20, 120) <= 180, `${delayAt(20, 120)}`);
    assert.ok(delayAt(20, 120) > delayAt(20, 30) + 40);
    assert.ok(delayAt(5, 30) > 200, `${delayAt(5, 30)}`);
  });

  test('changes without a leap or a step back', () => {
    const random = seeded(9);
    const screen = new Screen(
      ticks(circling, 12_000, 50, (sent) => (sent > 4000 && sent < 8000 ? 150 : 10) * random()),
    );
    let last = NaN;
    for (let now = 1000; now < 12_000; now += 10) {
      screen.draw(now);
      const played = screen.clock.played(now);
      if (!Number.isNaN(last))
        assert.ok(played - last > 8.5 && played - last < 11.5, `${played - last} at ${now}`);
      last = played;
    }
  });

  test('is hardly more for a stall now and then', () => {
    const random = seeded(4);
    const stalled = (sent: number): number => {
      if (sent < 300) return 0;
      return sent % 3000 < 250 ? 250 - (sent % 3000) : 30 * random();
    };
    const screen = new Screen(ticks(circling, 20_000, 50, stalled));
    screen.film(0, 20_000);
    assert.ok(screen.delay < 120, `${screen.delay}`);
  });
});

describe('a stall', () => {
  const straight = (time: number): Point => ({ x: time / 2, y: 0 });
  const made = ticks(straight, 4000, 50, (sent) => (sent >= 2000 && sent < 2300 ? 2300 - sent : 0));

  test('holds the cursor at the last position that came', () => {
    const held = new Screen(made).film(2200, 2290);
    assert.ok(held.length >= 5);
    for (const { x } of held) assert.equal(x, straight(1967).x > held[0]!.x ? held[0]!.x : x);
    assert.equal(held.at(-1)!.x, held[0]!.x);
  });

  test('is made up for smoothly, on the way the hand took', () => {
    const screen = new Screen(made);
    const film = screen.film(1500, 3000);
    let fastest = 0;
    for (let i = 1; i < film.length; i++) {
      const step = film[i]!.x - film[i - 1]!.x;
      assert.ok(step >= 0, 'never back');
      assert.equal(film[i]!.opacity, 1);
      fastest = Math.max(fastest, step / (film[i]!.now - film[i - 1]!.now) / 0.5);
    }
    assert.ok(fastest > 1.5, 'it was behind');
    assert.ok(fastest < 5.6, `${fastest} times the hand's pace`);
    const behind = straight(2550).x - film.find(({ now }) => now >= 2550)!.x;
    assert.ok(behind / 0.5 < screen.delay + 10, `${behind / 0.5} ms behind`);
  });

  test('of a second is not raced after: the cursor fades to where it belongs', () => {
    const late = ticks(circling, 5000, 50, (sent) => (sent >= 2000 && sent < 3000 ? 3000 - sent : 0));
    const film = new Screen(late).film(2500, 3600, 120);
    assert.ok(film.some(({ opacity }) => opacity < 0.2));
    for (let i = 1; i < film.length; i++) {
      const pace = distance(film[i]!, film[i - 1]!) / (1000 / 120);
      assert.ok(pace < 16 || film[i]!.opacity < 0.2, `${pace} px/ms at ${film[i]!.now}`);
    }
  });
});

describe('coming, jumping and going', () => {
  test('a new cursor fades in where it is', () => {
    const screen = new Screen();
    screen.tell({ x: 300, y: 200 }, 1000);
    const film = screen.film(1000, 1300);
    assert.ok(film.every(({ x, y }) => x === 300 && y === 200));
    assert.ok(film[0]!.opacity < 0.2);
    assert.ok(film.some(({ opacity }) => opacity > 0.3 && opacity < 0.7));
    assert.equal(film.at(-1)!.opacity, 1);
  });

  for (const rest of [600, 40]) {
    test(`a jump after ${rest} ms is a fade, not a flight across the page`, () => {
      const screen = new Screen();
      screen.tell({ x: 100, y: 100 }, 1000);
      screen.film(1000, 1000 + rest);
      screen.tell({ x: 1100, y: 2900 }, 1000 + rest);
      const film = screen.film(1000 + rest, 2600);
      for (const { x, y } of film) {
        assert.ok((x === 100 && y === 100) || (x === 1100 && y === 2900), `${x}, ${y}`);
      }
      const [gone, back] = [film.findLastIndex(({ x }) => x === 100), film.findIndex(({ x }) => x === 1100)];
      assert.equal(back, gone + 1);
      assert.ok(film[gone]!.opacity < 0.2 && film[back]!.opacity < 0.2);
      assert.equal(film.at(-1)!.opacity, 1);
    });
  }

  test('a small step after a rest is travelled', () => {
    const screen = new Screen();
    screen.tell({ x: 100, y: 100 }, 1000);
    screen.film(1000, 2000);
    screen.tell({ x: 180, y: 100 }, 2000);
    const film = screen.film(2000, 2500, 120);
    assert.ok(film.every(({ opacity }) => opacity === 1));
    assert.ok(film.some(({ x }) => x > 110 && x < 170));
    assert.equal(film.at(-1)!.x, 180);
  });

  test('a cursor that is gone fades out where it was, and comes back elsewhere without a flight', () => {
    const screen = new Screen();
    screen.tell({ x: 100, y: 100 }, 1000);
    screen.film(1000, 1500);
    screen.tell(undefined, 1500);
    const film = screen.film(1500, 1700);
    assert.ok(film.every(({ x }) => x === 100));
    assert.ok(film.at(-1)!.opacity < 0.3);
    screen.film(1700, 2000);
    assert.equal(screen.draw(2000), undefined);
    assert.equal(screen.motion.settled, true);
    screen.tell({ x: 900, y: 500 }, 2100);
    const again = screen.film(2100, 2600);
    assert.ok(again.every(({ x }) => x === 900));
    assert.ok(again[0]!.opacity < 0.3);
    assert.equal(again.at(-1)!.opacity, 1);
  });

  test('a cursor nothing is known of is not drawn', () => {
    const { motion } = new Screen();
    assert.equal(
      motion.at(0, (place) => place),
      undefined,
    );
    assert.equal(motion.settled, true);
  });
});

describe('rest', () => {
  test('is told of once the last position is reached, and ends with the next sample', () => {
    const screen = new Screen(ticks(reaching, 1700));
    const { motion } = screen;
    for (let now = 1000; now < 3000; now += 1000 / 60) {
      const drawn = screen.draw(now);
      if (now > 1700 && motion.settled && drawn) assert.deepEqual([drawn.x, drawn.opacity], [600, 1]);
    }
    assert.equal(motion.settled, true);
    motion.push(0, { x: 610, y: 350 });
    assert.equal(motion.settled, false);
  });

  test('is not before a fade has ended', () => {
    const screen = new Screen();
    screen.tell({ x: 1, y: 1 }, 1000);
    screen.draw(1050);
    assert.equal(screen.motion.settled, false);
    screen.draw(1101);
    assert.equal(screen.motion.settled, true);
  });
});

describe('with reduced motion', () => {
  test('the newest position shows at once, nothing fades, and nothing is left to animate', () => {
    const screen = new Screen();
    screen.clock.still = true;
    screen.tell({ x: 100, y: 100 }, 1000);
    assert.deepEqual(screen.draw(1000), { x: 100, y: 100, opacity: 1 });
    screen.tell({ x: 130, y: 100 }, 1040, 20);
    assert.deepEqual(screen.draw(1040), { x: 130, y: 100, opacity: 1 });
    assert.equal(screen.motion.settled, true);
    screen.tell({ x: 1300, y: 4000 }, 2000);
    assert.deepEqual(screen.draw(2000), { x: 1300, y: 4000, opacity: 1 });
    screen.tell(undefined, 2100);
    assert.equal(screen.draw(2100), undefined);
    assert.equal(screen.motion.settled, true);
    assert.equal(screen.reached.length, 2);
  });

  test('can be turned off again on the way', () => {
    const screen = new Screen(ticks(reaching, 4000));
    screen.clock.still = true;
    screen.film(0, 1300);
    screen.clock.still = false;
    const film = screen.film(1300, 3500, 120);
    for (let i = 1; i < film.length; i++) assert.ok(distance(film[i]!, film[i - 1]!) < 60);
    assert.ok(film.at(-1)!.x < 0.01);
  });
});

describe('the clocks', () => {
  const wrapping = ticks(circling, 6000).map((tick) => ({
    ...tick,
    time: (tick.time + 2 ** 32 - 3000) % 2 ** 32,
  }));

  test("the server's may wrap around", () => {
    const plain = new Screen(ticks(circling, 6000)).film(0, 6000);
    const wrapped = new Screen(wrapping).film(0, 6000);
    assert.ok(plain.length > 300);
    assert.deepEqual(wrapped, plain);
  });

  for (const [what, jump] of [
    ['starts anew, as after a restart', -1_000_000],
    ['goes back a little', -300],
    ['leaps ahead', 5_000_000],
  ] as const) {
    test(`the server's ${what}, and the cursor goes on within half a second`, () => {
      const made = ticks(circling, 6000).map((tick) =>
        tick.time < 3000 ? tick : { ...tick, time: (tick.time + jump + 2 ** 32) % 2 ** 32 },
      );
      const screen = new Screen(made);
      const film = screen.film(0, 6000);
      assert.ok(film.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
      for (const { now, x, y } of film.filter((drawn) => drawn.now > 4500)) {
        const errors = [60, 80, 100, 120, 140].map((delay) => distance({ x, y }, circling(now - delay)));
        assert.ok(Math.min(...errors) < 40, `${Math.min(...errors)} px at ${now}`);
      }
      assert.ok(new Set(film.filter(({ now }) => now > 3500).map(({ x }) => x)).size > 100, 'it moves');
    });
  }

  test("the receiver's leaps when the machine has slept, and the cursor goes on", () => {
    const made = ticks(circling, 6000).map((tick) =>
      tick.time < 3000 ? tick : { ...tick, at: tick.at + 3_600_000 },
    );
    const screen = new Screen(made);
    screen.film(0, 3000);
    const film = screen.film(3_603_000, 3_606_000);
    const settled = film.filter(({ now }) => now > 3_604_500);
    assert.ok(settled.length > 50);
    for (const { now, x, y } of settled) {
      const errors = [60, 80, 100, 120, 140].map((delay) =>
        distance({ x, y }, circling(now - 3_600_000 - delay)),
      );
      assert.ok(Math.min(...errors) < 40);
    }
  });

  test('a burst after many seconds leaves no lasting delay', () => {
    const made = ticks(circling, 12_000, 50, (sent) => (sent >= 2000 && sent < 7000 ? 7000 - sent : 0));
    const film = new Screen(made).film(8500, 12_000);
    for (const { now, x, y } of film) {
      const errors = [50, 75, 100, 125, 150].map((delay) => distance({ x, y }, circling(now - delay)));
      assert.ok(Math.min(...errors) < 45, `${Math.min(...errors)} px at ${now}`);
    }
  });
});

describe('nonsense', () => {
  test('ages that are no ages do no harm', () => {
    const screen = new Screen(ticks(reaching, 4000));
    screen.film(0, 1300);
    for (const age of [NaN, -1e9, 1e9, Infinity, -Infinity]) screen.motion.push(age, { x: 300, y: 300 });
    const film = screen.film(1300, 4500);
    assert.ok(film.every(({ x, y, opacity }) => Number.isFinite(x + y) && opacity >= 0 && opacity <= 1));
    assert.ok(film.at(-1)!.x < 0.01, 'the last position is where it ends');
  });

  test('ticks with times that are no times do no harm', () => {
    const screen = new Screen();
    for (const time of [NaN, -5, 2 ** 40, Infinity, 0.5, 7]) {
      screen.receive({ time, at: 1000, samples: [{ age: 0, place: { x: 5, y: 5 } }] });
    }
    screen.receive({ time: 1050, at: 1050, samples: [{ age: 0, place: { x: 9, y: 5 } }] });
    screen.film(1050, 5000);
    assert.deepEqual(screen.draw(5000), { x: 9, y: 5, opacity: 1 });
  });

  test('of samples at one time the last counts', () => {
    const screen = new Screen();
    const samples = [1, 2, 3].map((x) => ({ age: 10, place: { x, y: 0 } }));
    screen.receive({ time: 1000, at: 1000, samples });
    screen.film(1000, 1500);
    assert.equal(screen.draw(1500)!.x, 3);
  });

  test('a flood that nobody draws keeps little of it, and ends at its last position', () => {
    const screen = new Screen();
    for (let i = 0; i < 10_000; i++) {
      const samples = [20, 10, 0].map((age) => ({ age, place: { x: i, y: age } }));
      screen.receive({ time: i * 30, at: i * 30, samples });
    }
    screen.film(300_000, 301_000);
    assert.ok(screen.reached.length <= 64, `${screen.reached.length}`);
    assert.deepEqual(screen.draw(301_000), { x: 9999, y: 0, opacity: 1 });
  });

  test('a flood of samples does not change how others move', () => {
    const clock = new MotionClock();
    const calm = new CursorMotion<Point>(clock);
    const wild = new CursorMotion<Point>(clock);
    for (let now = 50; now < 5000; now += 50) {
      clock.receive(now, now);
      for (let age = 48; age >= 0; age -= 2) wild.push(age, { x: age, y: now });
      calm.push(0, circling(now));
    }
    assert.ok(clock.spacing >= 33);
    assert.ok(5000 - clock.played(5000) < 150, `${5000 - clock.played(5000)}`);
    const drawn = calm.at(5000, (place) => place)!;
    assert.ok(Number.isFinite(drawn.x));
  });
});
