/** The note that lets a locked tablet ask for its passphrase at once says no more than until when that may be tried. */
import { expect, test } from 'vitest';
import { noteFirstLook } from '#lib/client/first-look.ts';
import { newLease, TRIES_IN_ALL, usualLocks } from '#lib/domain/vault.ts';

const contact = '2026-11-02T09:00:00.000Z';
const kept = { locks: usualLocks, lease: newLease(contact, contact), wrong: [] };

function notes() {
	const map = new Map<string, string>();
	return {
		map,
		getItem: (key: string) => map.get(key) ?? null,
		setItem: (key: string, value: string) => void map.set(key, value),
		removeItem: (key: string) => void map.delete(key)
	};
}

test('it names the end of the lease, and goes where a passphrase may not be tried', () => {
	const own = notes();
	noteFirstLook(own, kept, '2026-11-05T12:00:00.000Z');
	expect([...own.map]).toEqual([['golden-thread-locked-until', '2026-11-16T09:00:00.000Z']]);

	for (const [gone, now] of [
		[kept, '2026-11-16T09:00:00.000Z'],
		[{ ...kept, wrong: Array.from({ length: TRIES_IN_ALL }, () => contact) }, contact],
		[null, contact]
	] as const) {
		noteFirstLook(own, kept, contact);
		expect(own.map.size).toBe(1);
		noteFirstLook(own, gone, now);
		expect(own.map.size).toBe(0);
	}
});

test('a browser that keeps no notes is left alone', () => {
	const refuses = () => {
		throw new DOMException('denied', 'SecurityError');
	};
	const none = { getItem: refuses, setItem: refuses, removeItem: refuses };
	expect(() => noteFirstLook(none, kept, contact)).not.toThrow();
	expect(() => noteFirstLook(none, null, contact)).not.toThrow();
});
