import { describe, expect, test } from 'vitest';
import { refusal, tried } from '#lib/client/tries.ts';
import { FIRST_WAIT, newLease, TRIES, TRIES_IN_ALL, usualLocks } from '#lib/domain/vault.ts';

const minute = (count: number) => new Date(Date.UTC(2026, 9, 1) + count * 60_000).toISOString();
const kept = (wrong: string[] = []) => ({ wrong, lease: newLease(minute(0), minute(0)), locks: usualLocks });
const DAYS = 24 * 60 * usualLocks.leaseDays;

describe('a passphrase may be tried', () => {
	test('while the lease lasts, and not when it has run out', () => {
		expect(refusal(kept(), minute(DAYS - 1))).toBe(null);
		expect(refusal(kept(), minute(DAYS))).toEqual({ state: 'sign_in', because: 'lease' });
	});

	test('not for a while after several wrong ones, and the time that is left is told', () => {
		const wrong = Array.from({ length: TRIES }, () => minute(1));
		expect(refusal(kept(wrong.slice(1)), minute(1))).toBe(null);
		expect(refusal(kept(wrong), minute(1))).toEqual({ state: 'wait', left: FIRST_WAIT });
		expect(refusal(kept(wrong), minute(1 + FIRST_WAIT / 60_000))).toBe(null);
	});

	test('not after too many: a lease that ran out besides is what is said', () => {
		const wrong = Array.from({ length: TRIES_IN_ALL }, (_, nth) => minute(60 * nth));
		expect(refusal(kept(wrong), minute(61 * TRIES_IN_ALL))).toEqual({ state: 'sign_in', because: 'tries' });
		expect(refusal(kept(wrong), minute(DAYS))).toEqual({ state: 'sign_in', because: 'lease' });
	});
});

describe('how a try ended', () => {
	test('is what it gave', async () => {
		expect(await tried(() => Promise.resolve({ state: 'wrong' }))).toEqual({ state: 'wrong' });
	});

	test('is told apart where the browser cannot work out the key', async () => {
		const none = Object.assign(new Error('none here'), { name: 'NoWebAssembly' });
		expect(await tried(() => Promise.reject(none))).toEqual({ state: 'no_webassembly' });
	});

	test('is a failure where it threw, which is kept', async () => {
		const error = new Error('the disk is full');
		expect(await tried(() => Promise.reject(error))).toEqual({ state: 'failed', error });
	});
});
