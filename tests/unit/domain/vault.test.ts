import { describe, expect, test } from 'vitest';
import {
	between,
	FIRST_WAIT,
	idleVerdict,
	leaseLeft,
	leaseSeen,
	newLease,
	passphraseFault,
	spokenForm,
	TRIES_IN_ALL,
	tryVerdict,
	usualLocks,
	type Moment
} from '#lib/domain/vault.ts';

const T = Date.parse('2026-11-02T09:00:00.000Z');
const at = (ms: number) => new Date(T + ms).toISOString();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const both = (ms: number): Moment => ({ wall: T + ms, steady: ms });

describe('a passphrase', () => {
	test.each([
		['Tiger-Lamp  river\u2013SOUP ', 'tiger lamp river soup'],
		['caf\u0065\u0301 \u00a0 au lait', 'caf\u00e9 au lait'],
		['- one — two -', 'one two']
	])('%j counts as %j', (typed, counts) => {
		expect(spokenForm(typed)).toBe(counts);
	});

	test.each([
		['elevenchars', 'short'],
		['twelve chars', null],
		['a  -  b c  d', 'short'],
		['abababababab', 'simple'],
		['abcdeabcdeabcde', 'simple'],
		['abcdefabcdef', null],
		['😀😀😀😀😀😀', 'short']
	])('%j: %s', (typed, fault) => {
		expect(passphraseFault(typed)).toBe(fault);
	});
});

describe('idling', () => {
	const open = { touched: both(0), hidden: null };

	test.each([
		[0, { state: 'open', checkIn: 4 * MINUTE }],
		[4 * MINUTE - 1, { state: 'open', checkIn: 1 }],
		[4 * MINUTE, { state: 'warn', left: MINUTE }],
		[5 * MINUTE - 1, { state: 'warn', left: 1 }],
		[5 * MINUTE, { state: 'lock' }],
		[60 * MINUTE, { state: 'lock' }]
	])('in front after %d ms', (ms, verdict) => {
		expect(idleVerdict(usualLocks, open, both(ms))).toEqual(verdict);
	});

	test.each([
		[0, { state: 'open', checkIn: 10 * MINUTE }],
		[10 * MINUTE - 1, { state: 'open', checkIn: 1 }],
		[10 * MINUTE, { state: 'lock' }]
	])('hidden for %d ms, however long untouched', (ms, verdict) => {
		const hidden = both(3 * MINUTE);
		expect(idleVerdict(usualLocks, { touched: both(0), hidden }, both(3 * MINUTE + ms))).toEqual(verdict);
	});

	test('times are settings', () => {
		const locks = { ...usualLocks, frontMinutes: 2, hiddenMinutes: 3 };
		expect(idleVerdict(locks, open, both(2 * MINUTE))).toEqual({ state: 'lock' });
		expect(idleVerdict(locks, { touched: both(0), hidden: both(0) }, both(3 * MINUTE - 1)).state).toBe('open');
	});

	test('neither a clock turned back nor a tablet asleep hides any time', () => {
		const back = { wall: T - DAY, steady: 5 * MINUTE };
		expect(idleVerdict(usualLocks, open, back)).toEqual({ state: 'lock' });
		const slept = { wall: T + 5 * MINUTE, steady: 10 };
		expect(idleVerdict(usualLocks, open, slept)).toEqual({ state: 'lock' });
		expect(between(both(5), both(0))).toBe(0);
	});
});

describe('wrong tries', () => {
	const times = (count: number, apart: number) => Array.from({ length: count }, (_, nth) => at(nth * apart));

	test('nine in five minutes are free, the tenth begins to wait', () => {
		expect(tryVerdict([], at(0))).toEqual({ state: 'may_try' });
		expect(tryVerdict(times(9, SECOND), at(9 * SECOND))).toEqual({ state: 'may_try' });
		expect(tryVerdict(times(10, SECOND), at(9 * SECOND))).toEqual({ state: 'wait', left: FIRST_WAIT });
		expect(tryVerdict(times(10, SECOND), at(9 * SECOND + FIRST_WAIT - 1))).toEqual({ state: 'wait', left: 1 });
		expect(tryVerdict(times(10, SECOND), at(9 * SECOND + FIRST_WAIT))).toEqual({ state: 'may_try' });
	});

	test('the ten count where they fall within five minutes, to the millisecond', () => {
		const within = [...times(9, SECOND), at(5 * MINUTE)];
		expect(tryVerdict(within, at(5 * MINUTE)).state).toBe('wait');
		const over = [...times(9, SECOND), at(5 * MINUTE + 1)];
		expect(tryVerdict(over, at(5 * MINUTE + 1)).state).toBe('may_try');
	});

	test('each further one doubles the wait; after five waits only signing in helps', () => {
		let wrong = times(10, SECOND);
		let now = 9 * SECOND;
		for (const minutes of [1, 2, 4, 8, 16]) {
			expect(tryVerdict(wrong, at(now))).toEqual({ state: 'wait', left: minutes * MINUTE });
			now += minutes * MINUTE;
			expect(tryVerdict(wrong, at(now))).toEqual({ state: 'may_try' });
			wrong = [...wrong, at(now)];
		}
		expect(tryVerdict(wrong, at(now))).toEqual({ state: 'sign_in' });
		expect(tryVerdict(wrong, at(now + DAY))).toEqual({ state: 'sign_in' });
	});

	test('a hundred slow ones end there too', () => {
		const slow = times(TRIES_IN_ALL, 6 * MINUTE);
		expect(tryVerdict(slow.slice(1), at(DAY)).state).toBe('may_try');
		expect(tryVerdict(slow, at(DAY))).toEqual({ state: 'sign_in' });
	});

	test('a clock set anew never makes anybody wait for years, and ten tries stay ten', () => {
		const wrong = times(10, SECOND);
		expect(tryVerdict(wrong, at(-3650 * DAY))).toEqual({ state: 'may_try' });
		expect(tryVerdict(wrong, at(8 * SECOND))).toEqual({ state: 'wait', left: FIRST_WAIT - SECOND });
		expect(tryVerdict([...wrong, at(-3650 * DAY)], at(-3650 * DAY))).toEqual({ state: 'wait', left: 2 * MINUTE });
	});
});

describe('the lease', () => {
	const lease = newLease(at(0), at(0));

	test('is over after 14 days without the team', () => {
		expect(leaseLeft(usualLocks, lease, at(0))).toBe(14 * DAY);
		expect(leaseLeft(usualLocks, lease, at(14 * DAY - 1))).toBe(1);
		expect(leaseLeft(usualLocks, lease, at(14 * DAY))).toBe(0);
		expect(leaseLeft({ ...usualLocks, leaseDays: 1 }, lease, at(DAY))).toBe(0);
	});

	test('a clock turned back does not make it longer', () => {
		const seen = leaseSeen(lease, at(13 * DAY), 0);
		expect(leaseLeft(usualLocks, seen, at(0))).toBe(DAY);
		expect(leaseLeft(usualLocks, seen, at(-3650 * DAY))).toBe(DAY);
		// While the app runs with the clock turned back, time goes by all the same.
		expect(leaseLeft(usualLocks, leaseSeen(seen, at(0), DAY), at(0))).toBe(0);
		expect(leaseSeen(seen, at(0), -5)).toEqual(seen);
	});

	test('a clock that was ahead when the team was heard, and was put right, is measured by the team’s', () => {
		const ahead = newLease(at(365 * DAY), at(0));
		expect(leaseLeft(usualLocks, ahead, at(365 * DAY + DAY))).toBe(13 * DAY);
		expect(leaseLeft(usualLocks, ahead, at(13 * DAY))).toBe(DAY);
		expect(leaseLeft(usualLocks, ahead, at(14 * DAY))).toBe(0);
	});
});
