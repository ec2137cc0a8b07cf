import { expect, test } from 'vitest';
import fc from 'fast-check';
import { backoff, createSchedule, EVERY, LONGEST_WAIT, SHORTEST_WAIT } from '#lib/client/schedule.ts';
import type { ExchangeOutcome } from '#lib/client/sync.ts';
import { createClock } from './moved-clock.ts';

const at = '2026-11-02T09:00:00.000Z';
const heard = { serverAt: at, signedIn: true, signed: true, vault: null, recovery: null, recovered: null };
const done: ExchangeOutcome = { state: 'done', accepted: 0, refused: 0, at, heard };
const noNetwork: ExchangeOutcome = { state: 'no_network' };

function scheduled(outcomes: ExchangeOutcome[]) {
	const clock = createClock();
	const tries: number[] = [];
	const told: (ExchangeOutcome | null)[] = [];
	const state = { visible: true };
	const schedule = createSchedule({
		exchange: async () => {
			tries.push(clock.now());
			return outcomes.shift() ?? done;
		},
		visible: () => state.visible,
		random: () => 1,
		clock,
		told: (outcome) => told.push(outcome)
	});
	return { clock, tries, told, schedule, state };
}

test.each([
	[0, 0, 1_000],
	[0, 1, 1_000],
	[1, 0, 1_000],
	[1, 1, 2_000],
	[4, 0, 8_000],
	[4, 1, 16_000],
	[8, 1, 256_000],
	[9, 1, 300_000],
	[50, 0, 150_000],
	[5_000, 1, 300_000]
])('after %i failures and chance %f the wait is %i ms', (failures, chance, wait) => {
	expect(backoff(failures, () => chance)).toBe(wait);
});

test('a wait is always between one second and five minutes', () => {
	fc.assert(
		fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, chance) => {
			const wait = backoff(failures, () => chance);
			return wait >= SHORTEST_WAIT && wait <= LONGEST_WAIT;
		})
	);
});

test('failures are tried again after 1, 2, 4 seconds; success goes back to every few minutes', async () => {
	const { clock, tries, schedule } = scheduled([noNetwork, { state: 'not_ours' }, { state: 'server_failed' }, done]);
	await schedule.now();
	await clock.move(60_000);
	expect(tries).toEqual([0, 1_000, 3_000, 7_000]);
	await clock.move(EVERY);
	expect(tries.at(-1)).toBe(7_000 + EVERY);
});

test.each<ExchangeOutcome>([
	{ state: 'sign_in' },
	{ state: 'other_person', personId: 'x' },
	{ state: 'turned_away', problem: { code: 'thing.not_found', message: 'x' } }
])('$state waits for a person, not for seconds', async (outcome) => {
	const { clock, tries, schedule } = scheduled([outcome]);
	await schedule.now();
	await clock.move(EVERY - 1);
	expect(tries).toEqual([0]);
	await clock.move(1);
	expect(tries).toHaveLength(2);
});

test('nobody looks: nothing is asked until somebody does', async () => {
	const { clock, tries, schedule, state } = scheduled([]);
	await schedule.now();
	state.visible = false;
	await clock.move(10 * EVERY);
	expect(tries).toEqual([0]);
	state.visible = true;
	await schedule.now();
	expect(tries).toHaveLength(2);
});

test('asked for while one runs: exactly one more follows', async () => {
	const { tries, told, schedule } = scheduled([]);
	await Promise.all([schedule.now(), schedule.now(), schedule.now(), schedule.now()]);
	expect(tries).toHaveLength(2);
	expect(told).toEqual([null, done, null, done]);
});

test('a stopped schedule leaves no timer', async () => {
	const { clock, tries, schedule } = scheduled([noNetwork]);
	await schedule.now();
	schedule.stop();
	expect(clock.timers).toBe(0);
	await clock.move(EVERY);
	expect(tries).toHaveLength(1);
});
