/**
 * R15: the lock of an open tablet, its lease, and the days that it shows, while its clock jumps, its zone changes and summer time begins or
 * ends. Whatever the clock says, the lock falls no later than it should, and only a clock that goes forward makes it fall earlier.
 */
import { afterAll, expect, test } from 'vitest';
import { watchIdle } from '#lib/client/idle.ts';
import { dueWord } from '#lib/domain/due-word.ts';
import { periodOf } from '#lib/domain/period.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { integer, pick, randomStream, type Random } from '#lib/domain/random.ts';
import { submittedOn } from '#lib/domain/submission.ts';
import { leaseLeft, newLease, usualLocks, WARNING } from '#lib/domain/vault.ts';
import { COUNT, SEED } from '../support/faults.ts';
import { dayInLondon, daysFrom, wander } from '../support/wandering.ts';
import { createClock } from '../unit/client/moved-clock.ts';

const TIMES = COUNT(200);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TEN_YEARS_SECONDS = 10 * 365 * 24 * 60 * 60;
const FRONT = usualLocks.frontMinutes * MINUTE;
const HIDDEN = usualLocks.hiddenMinutes * MINUTE;
const home = process.env.TZ;
afterAll(() => {
	process.env.TZ = home;
});

/** When clocks go forward and back, and the midnights in London at which a half-year ends. */
const turns = [
	'2026-03-29T01:00:00.000Z',
	'2026-10-25T01:00:00.000Z',
	'2027-03-01T00:00:00.000Z',
	'2026-08-31T23:00:00.000Z'
] as const;

/** Gives a moment within an hour and a half of one of them. */
function near(random: Random): number {
	return Date.parse(pick(random, turns)) + integer(random, 180 * MINUTE) - 90 * MINUTE;
}

/** Gives by how much a clock is set: some minutes or anything up to ten years. */
const jump = (random: Random) => 1000 * (1 + integer(random, pick(random, [600, TEN_YEARS_SECONDS])));

const at = (ms: number): Instant => new Date(ms).toISOString();
const acts = ['touch', 'wait', 'wait', 'hide', 'show', 'sleep', 'back', 'forward', 'zone'] as const;

/** One sitting on a tablet, with what is known of it besides its clocks. Gives which jumps it met. */
async function sitting(random: Random, seed: string): Promise<{ back: number; forward: number; locked: boolean }> {
	const clock = createClock();
	const start = near(random);
	let [asleep, ahead, locked] = [0, 0, false];
	let warning: number | null = null;
	const watch = watchIdle({
		moment: () => ({ wall: start + clock.now() + asleep + ahead, steady: clock.now() }),
		clock,
		locks: () => usualLocks,
		warn: (left) => (warning = left),
		lock: () => (locked = true)
	});
	const met = { back: 0, forward: 0 };
	/** Since the last touch, or since it was hidden: when that was, what it slept, and how its clock was set. */
	let since = { steady: 0, slept: 0, back: false, forward: false };
	let hidden = false;
	const anew = () => {
		since = { steady: clock.now(), slept: 0, back: false, forward: false };
	};
	for (let steps = 0; steps < 30 && !locked; steps += 1) {
		const act = pick(random, acts);
		if (act === 'touch' && !hidden) {
			watch.touched();
			if (!locked) anew();
		} else if (act === 'hide' && !hidden) {
			watch.hidden(true);
			hidden = true;
			if (!locked) anew();
		} else if (act === 'show' && hidden) {
			watch.hidden(false);
			hidden = false;
			if (!locked) anew();
		} else if (act === 'wait') {
			await clock.move(integer(random, 4 * MINUTE));
		} else if (act === 'sleep') {
			const ms = integer(random, 6 * MINUTE);
			asleep += ms;
			since.slept += ms;
			watch.look();
		} else if (act === 'back') {
			ahead -= jump(random);
			met.back += 1;
			since.back = true;
			watch.look();
		} else if (act === 'forward') {
			ahead += jump(random);
			met.forward += 1;
			since.forward = true;
			watch.look();
		} else if (act === 'zone') wander(random);
		const awake = clock.now() - since.steady;
		const limit = hidden ? HIDDEN : FRONT;
		const told = `${seed}, step ${steps} (${act})`;
		if (awake >= limit) expect(locked, told).toBe(true);
		if (!since.back && awake + since.slept >= limit) expect(locked, told).toBe(true);
		if (!since.forward && awake + since.slept < limit) expect(locked, told).toBe(false);
		// With its clock left alone it warns a minute before, to the millisecond.
		if (!hidden && !since.back && !since.forward && !locked)
			expect(warning !== null, told).toBe(awake + since.slept >= FRONT - WARNING);
	}
	watch.stop();
	return { ...met, locked };
}

test(`a lock falls in time under any clock (${TIMES} times)`, async () => {
	let [back, forward, locked] = [0, 0, 0];
	for (let nth = 1; nth <= TIMES; nth += 1) {
		const seed = `${SEED} lock ${nth}`;
		const found = await sitting(randomStream(seed), seed);
		back += found.back;
		forward += found.forward;
		locked += found.locked ? 1 : 0;
	}
	expect(Math.min(back, forward, locked)).toBeGreaterThan(0);
	console.log(
		`R15, seed ${SEED}: ${TIMES} sittings, clocks set back ${back} and forward ${forward} times, ${locked} locked`
	);
});

test(`lease, due days and half-years are the same in every zone and over a change of clocks (${TIMES} times)`, () => {
	for (let nth = 1; nth <= TIMES; nth += 1) {
		const seed = `${SEED} days ${nth}`;
		const random = randomStream(seed);
		const now = near(random);
		const told = `${seed}, ${at(now)} in ${wander(random)}`;

		const today = dayInLondon(at(now));
		expect(londonDate(at(now)), told).toBe(today);
		const dueOn = at(Date.parse(`${today}T12:00:00.000Z`) + (integer(random, 12) - 2) * DAY).slice(0, 10);
		const days = daysFrom(today, dueOn);
		const said = days === 0 ? 'Due today' : days === 1 ? 'Due tomorrow' : `Due in ${days} days`;
		expect(dueWord(dueOn, londonDate(at(now)))?.text ?? null, told).toBe(days < 0 ? 'Overdue' : days > 7 ? null : said);

		const half = ['09', '10', '11', '12', '01', '02'].includes(today.slice(5, 7)) ? 'h1' : 'h2';
		const year = Number(today.slice(0, 4)) - (Number(today.slice(5, 7)) >= 9 ? 0 : 1);
		const day = submittedOn(at(now), at(now + integer(random, DAY)), at(now - DAY));
		expect([day, periodOf(day)], told).toEqual([today, `${year}-${half}`]);

		// Fourteen days are fourteen times twenty-four hours, also where one of them has twenty-three or twenty-five.
		const contact = now - integer(random, usualLocks.leaseDays * DAY);
		const lease = newLease(at(contact), at(contact));
		wander(random);
		const end = contact + usualLocks.leaseDays * DAY;
		expect(leaseLeft(usualLocks, lease, at(now)), told).toBe(end - now);
		expect(leaseLeft(usualLocks, lease, at(end - 1)), told).toBe(1);
		expect(leaseLeft(usualLocks, lease, at(end)), told).toBe(0);
	}
	console.log(`R15, seed ${SEED}: ${TIMES} moments near a change of clocks or the end of a half-year, in six zones`);
});
