/** What the tablet's own records and its browser tell of being ready, and that a wrong clock is seen. */
import { expect, test } from 'vitest';
import { facts, type Surroundings } from '#lib/client/readiness.ts';
import { exchange } from '#lib/client/sync.ts';
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
	expect(await facts(tablet, browser())).toEqual({
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
	const found = await facts(tablet, browser({}, true));
	expect(found).toMatchObject({ installed: true, plans: 1, withoutQuestions: 0, contactAt: tablet.now() });
	expect(found.clockOff).not.toBeNull();
});

test('questions that are missing are counted', async () => {
	const tablet = await testTablet(createServer([workloadItem()]));
	await exchange(tablet);
	await tablet.db.rubrics.clear();
	expect(await facts(tablet, browser())).toMatchObject({ plans: 1, withoutQuestions: 1 });
});

test('a Mac is no iPad, and a browser that tells nothing does no harm', async () => {
	const tablet = await testTablet(createServer([]));
	const bare: Surroundings = {
		navigator: { userAgent: IPAD, maxTouchPoints: 0 },
		matchMedia: () => ({ matches: false })
	};
	expect(await facts(tablet, bare)).toMatchObject({ apple: false, persisted: null, spaceLeft: null, worker: null });
});
