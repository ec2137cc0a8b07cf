/** What the tablet's own records and its browser tell of being ready, and that a wrong clock is seen. */
import { expect, test } from 'vitest';
import { facts, type Surroundings } from '#lib/client/readiness.ts';
import { put, read, write } from '#lib/client/records.ts';
import { exchange } from '#lib/client/sync.ts';
import { toldOf } from '#lib/client/told.ts';
import { keyIdOf, newKeyPair } from '#lib/sealing/to-key.ts';
import { createServer, testTablet, workloadItem } from './tablet-builder.ts';

const IPAD = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15';

function browser(change: Partial<Surroundings['navigator']> = {}, standalone = false): Surroundings {
	return {
		navigator: {
			userAgent: IPAD,
			maxTouchPoints: 5,
			storage: {
				estimate: () => Promise.resolve({ quota: 1000, usage: 400 }),
				persisted: () => Promise.resolve(true)
			},
			...change
		},
		matchMedia: () => ({ matches: standalone })
	};
}

test('before the first contact nothing is known of the clock, and no plans are here', async () => {
	const tablet = await testTablet(createServer([]));
	expect(await facts(tablet, browser(), false)).toEqual({
		apple: true,
		installed: false,
		persisted: true,
		spaceLeft: 600,
		worker: null,
		plans: 0,
		withoutQuestions: 0,
		vault: { set: true, escrow: null },
		lost: false,
		contactAt: null,
		clockOff: null
	});
});

test('after a contact plans, questions and the clock are known', async () => {
	const tablet = await testTablet(createServer([workloadItem()]));
	await exchange(tablet);
	const found = await facts(tablet, browser({}, true), false);
	expect(found).toMatchObject({ installed: true, plans: 1, withoutQuestions: 0, contactAt: tablet.now() });
	expect(found.clockOff).not.toBeNull();
});

test('questions that are missing are counted', async () => {
	const tablet = await testTablet(createServer([workloadItem()]));
	await exchange(tablet);
	await tablet.db.rubrics.clear();
	expect(await facts(tablet, browser(), false)).toMatchObject({ plans: 1, withoutQuestions: 1 });
});

test('a Mac is no iPad, and a browser that tells nothing does no harm', async () => {
	const tablet = await testTablet(createServer([]));
	const bare: Surroundings = {
		navigator: { userAgent: IPAD, maxTouchPoints: 0 },
		matchMedia: () => ({ matches: false })
	};
	expect(await facts(tablet, bare, false)).toMatchObject({
		apple: false,
		persisted: null,
		spaceLeft: null,
		worker: null
	});
});

test('what has gone is told, and whether the team could help with a forgotten passphrase', async () => {
	const tablet = await testTablet(createServer([workloadItem()]));
	await exchange(tablet);
	expect((await facts(tablet, browser(), true)).lost).toBe(true);

	const contact = await read(tablet.db, 'contact', 'contact');
	if (!contact) throw new Error('there was no contact');
	const { publicKey } = await newKeyPair(false);
	const keys = { intake: null, recoveryKey: { keyId: await keyIdOf(publicKey), publicKey } };
	const escrowWith = async (told: string | null) => {
		await write(tablet.db, [put('contact', 'contact', { ...contact, keys: { ...keys, told } })]);
		return (await facts(tablet, browser(), false)).vault.escrow;
	};
	// The partnership has a key, but the server took the vault before there was one: the next exchange sends it again.
	expect(await escrowWith(toldOf(tablet.vault, { recoveryKey: null }))).toBe(false);
	expect(await escrowWith(null)).toBe(false);
	expect(await escrowWith(toldOf(tablet.vault, keys))).toBe(true);
});
