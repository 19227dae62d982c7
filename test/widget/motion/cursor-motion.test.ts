import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reaching, ticks, Screen, seeded, distance, circling } from './screen.ts';

describe('a moving cursor', () => {
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

  test('follows a curve closely at a constant delay', () => {
    const screen = new Screen(ticks(circling, 6000));
    const film = screen.film(3000, 6000);
    const errors = film.map(({ now, x, y }) => distance({ x, y }, circling(now - screen.delay)));
    assert.ok(film.length > 100);
    // 1 px along the way is a third of a ms; straight lines between the samples would be 4 px off.
    assert.ok(Math.max(...errors) < 3, `${Math.max(...errors)} px`);
  });

  test('never overshoots a stop, even if samples are late', () => {
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

  test('stands still while the hand rests, instead of creeping to the next position', () => {
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

  test('reports each place when the cursor gets there, not when its sample arrives', () => {
    const screen = new Screen();
    screen.sample({ x: 0, y: 0 }, 1000);
    screen.draw(1001);
    for (let now = 1040; now <= 1400; now += 40) {
      screen.sample({ x: now - 1000, y: 0 }, now);
      const drawn = screen.draw(now)!;
      for (const { x } of screen.reached) assert.ok(x <= drawn.x + 1e-6, `${x} reached at ${drawn.x}`);
    }
    screen.film(1400, 2000);
    assert.equal(screen.reached.at(-1)!.x, 400);
    assert.equal(screen.reached.length, 10);
  });

  test('stays at the last position that can be resolved', () => {
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

describe('rest', () => {
  test('is reported once the last position is reached, and ends with the next sample', () => {
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

  test('begins only after a fade has ended', () => {
    const screen = new Screen();
    screen.sample({ x: 1, y: 1 }, 1000);
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
    screen.sample({ x: 100, y: 100 }, 1000);
    assert.deepEqual(screen.draw(1000), { x: 100, y: 100, opacity: 1 });
    screen.sample({ x: 130, y: 100 }, 1040, 20);
    assert.deepEqual(screen.draw(1040), { x: 130, y: 100, opacity: 1 });
    assert.equal(screen.motion.settled, true);
    screen.sample({ x: 1300, y: 4000 }, 2000);
    assert.deepEqual(screen.draw(2000), { x: 1300, y: 4000, opacity: 1 });
    screen.sample(undefined, 2100);
    assert.equal(screen.draw(2100), undefined);
    assert.equal(screen.motion.settled, true);
    assert.equal(screen.reached.length, 2);
  });

  test('can be switched off during a movement', () => {
    const screen = new Screen(ticks(reaching, 4000));
    screen.clock.still = true;
    screen.film(0, 1300);
    screen.clock.still = false;
    const film = screen.film(1300, 3500, 120);
    for (let i = 1; i < film.length; i++) assert.ok(distance(film[i]!, film[i - 1]!) < 60);
    assert.ok(film.at(-1)!.x < 0.01);
  });
});
