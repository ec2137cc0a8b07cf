/**
 * A term so large that its proposal is worked out while the coordinator waits: begun, watched, stopped without loss, begun again and had.
 * The term is written straight into the store. `PICTURES=some-folder` keeps pictures.
 */
import { expect as expectSoon, test } from '@playwright/test';
import { agencies } from '#lib/domain/person.ts';
import { connect } from '#lib/server/db/connection.ts';
import { insertAll } from '#lib/server/db/bulk.ts';
import { inTransaction, openStore } from '#lib/server/db/store.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as terms from '#lib/server/terms.ts';
import { person, plan, planRef, termFacts } from '../support/builders.ts';
import { lookAt } from '../support/looked-at.ts';
import { demonstration } from '../support/demonstration.ts';

/** Every page of such a term takes the server a few seconds. */
const expect = expectSoon.configure({ timeout: 60_000 });

let termId = '';
const server = demonstration(async ({ dataDir }) => {
	termId = await largeTerm(dataDir);
});
const now = '2026-11-02T09:00:00.000Z';
const by = { actorId: null, now };

/** Opens and samples a term of 3,000 auditors and 10,000 plans in 400 strata beside the demonstration's. */
async function largeTerm(dataDir: string): Promise<string> {
	const db = await connect({ dataDir });
	try {
		const [partnership] = await partnerships.list(db);
		const store = openStore(db, partnership!.partnershipId);
		const [known] = await terms.list(store);
		const { rubricId, rubricVersion } = known!;
		await people.upsertMany(
			store,
			Array.from({ length: 3_000 }, (_, at) =>
				person({ agency: agencies[(at % 7) % agencies.length]!, capacity: 8, email: `large-${at}@example.org` })
			),
			by
		);
		const refs = Array.from({ length: 10_000 }, (_, at) => planRef(at));
		await plans.upsertMany(
			store,
			refs.map((ref, at) => plan({ planRef: ref, cohort: 2012 + (at % 12), schoolUrn: null })),
			by
		);
		const facts = termFacts({ academicYear: 2027, name: 'summer', rubricId, rubricVersion });
		const opened = await terms.open(store, facts, by);
		await terms.drawSample(store, opened.termId, { size: 100 }, 'large', by);
		await inTransaction(store, async (tx) => {
			await tx.deleteFrom('samplePlan').where('termId', '=', opened.termId).execute();
			await insertAll(
				tx,
				'samplePlan',
				refs.map((ref, at) => ({
					termId: opened.termId,
					planRef: ref,
					stratum: `stratum ${at % 400}`,
					inclusionProbability: 1,
					auditsWanted: 2
				}))
			);
		});
		return opened.termId;
	} finally {
		await db.destroy();
	}
}

test('a large proposal is watched, stopped and begun again, and stopping loses nothing', async ({ page }) => {
	test.setTimeout(300_000);
	await page.goto(`${server.origin}/sign-in`);
	await page.getByLabel('E-mail address').fill('priya.raman@example.org');
	await page.getByLabel('Password').fill('made-up people only');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/terms/);
	const address = `${server.origin}/terms/${termId}/assignments`;
	const bar = page.getByRole('progressbar', { name: 'Working the proposal out' });
	const done = async () => Number(await bar.getAttribute('value'));
	const begin = page.getByRole('button', { name: 'Work the proposal out' });
	const proposal = page.getByText('This is a proposal. 20,000 audits of 10,000 plans');

	await test.step('it says that it takes a while, and waits to be begun', async () => {
		await page.goto(`${address}?seed=first`);
		await expect(page.getByText('10,000 plans. Its proposal takes up to half a minute')).toBeVisible();
		await expect(bar).toHaveCount(0);
		await lookAt(page, 'large-waiting');
	});

	await test.step('its progress moves, and the proposal is there by itself', async () => {
		await begin.click();
		await expect(bar).toBeVisible();
		const at = await done();
		await expect.poll(done, { intervals: [50], timeout: 60_000 }).toBeGreaterThan(at);
		await expect(page.getByRole('status').filter({ hasText: '% done' })).toBeVisible();
		await expect(proposal).toBeVisible({ timeout: 120_000 });
	});

	await test.step('another way is begun and stopped; the first one is still there', async () => {
		await page.getByRole('link', { name: 'Propose another way' }).click();
		await page.waitForURL(/seed=first\.$/);
		await expect(begin).toBeVisible();
		await begin.click();
		await expect(bar).toBeVisible();
		if (process.env.PICTURES)
			for (const [width, height] of [
				[1180, 820],
				[820, 1180],
				[390, 844]
			] as const) {
				await page.setViewportSize({ width, height });
				await page.screenshot({ path: `${process.env.PICTURES}/large-working-${width}.png` });
			}
		await page.getByRole('button', { name: 'Stop' }).click();
		await expect(begin).toBeVisible();
		await expect(bar).toHaveCount(0);
		await lookAt(page, 'large-stopped');
		await page.getByRole('link', { name: 'Back to the proposal you had' }).click();
		await expect(proposal).toBeVisible();
		expect(new URL(page.url()).searchParams.get('seed')).toBe('first');
	});
});
