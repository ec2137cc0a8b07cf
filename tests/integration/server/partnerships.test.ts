/**
 * Two partnerships with data that look alike, down to addresses, references and URNs: whatever is asked of one, nothing of the other is
 * seen or changed, even where somebody knows the other's ids. Every storage function has a row in `partnership-acts`; a new one without fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '#lib/domain/problem.ts';
import type { Store } from '#lib/server/db/store.ts';
import { tableNames } from '#lib/server/db/store.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as plans from '#lib/server/plans.ts';
import type * as sync from '#lib/server/sync.ts';
import { START } from '#tests/support/builders.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';
import { auditActs } from './partnership-acts/audits.ts';
import { peopleActs } from './partnership-acts/people.ts';
import { registerActs } from './partnership-acts/register.ts';
import { reportActs } from './partnership-acts/reports.ts';
import { settingActs } from './partnership-acts/settings.ts';
import { tabletActs } from './partnership-acts/tablets.ts';
import { termActs } from './partnership-acts/terms.ts';
import { worldOf, type Acts, type World } from './partnership-world.ts';

const rows = [auditActs, peopleActs, registerActs, reportActs, settingActs, tabletActs, termActs];
const modules: Acts['modules'] = Object.assign({}, ...rows.map((of) => of.modules));
const acts: Acts['acts'] = Object.assign({}, ...rows.map((of) => of.acts));
const pure = new Set(rows.flatMap((of) => of.pure));

/** A module's file name: `auditRecords` is audit-records.ts. */
const fileOf = (name: string) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

test('every storage function has a row', () => {
	const folder = join(import.meta.dirname, '../../../src/lib/server');
	const withStores = readdirSync(folder)
		.filter((file) => file.endsWith('.ts'))
		.filter((file) => /from '\.\/db\/store\.ts'/.test(readFileSync(join(folder, file), 'utf8')))
		// The gate only hands stores on; sign-in works across partnerships and has tests of its own.
		.filter((file) => !/^(endpoint|sign-in.*)\.ts$/.test(file));
	expect(withStores.sort()).toEqual(Object.keys(modules).map(fileOf).sort());
	const exported = Object.entries(modules).flatMap(([name, module]) =>
		Object.entries(module)
			.filter(([, value]) => typeof value === 'function')
			.map(([verb]) => `${name}.${verb}`)
	);
	expect(Object.keys(acts).sort()).toEqual(exported.filter((name) => !pure.has(name)).sort());
});

describe.each(engines)('two partnerships on %s', (engine) => {
	const given = withStore(engine);
	let ours: Store;
	let theirs: Store;
	let world: World;
	let other: World;
	let foreignIds: string[];
	let before: string;

	/** Everything that a partnership has, as text. */
	async function everything(store: Store): Promise<string> {
		const tables = await Promise.all(
			tableNames.map(async (table) => {
				const rows = await given.db
					.selectFrom(table)
					.selectAll()
					.where('partnershipId', '=', store.partnershipId)
					.execute();
				return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
			})
		);
		return JSON.stringify(tables);
	}

	// Theirs stays as it is through all tests: that nothing changes it is what they are about.
	beforeAll(async () => {
		theirs = await newStore(given.db);
		other = await worldOf(theirs);
		foreignIds = [
			theirs.partnershipId,
			other.termId,
			other.openTermId,
			...other.auditors.map(({ personId }) => personId),
			other.publishedId,
			other.reportId,
			other.recommendationId,
			other.tabletId,
			other.lostId,
			other.recoveryId,
			other.farewellId,
			other.vaultId,
			...other.assignments.map(({ assignmentId }) => assignmentId),
			...(await theirs.selectFrom('submission').select('submissionId').execute()).map(
				({ submissionId }) => submissionId
			)
		];
		before = await everything(theirs);
	});

	// Ours is made anew only after an act that changed it.
	let asMade = '';
	beforeEach(async () => {
		if (asMade !== '' && (await everything(ours)) === asMade) return;
		ours = await newStore(given.db);
		world = await worldOf(ours);
		asMade = await everything(ours);
	});

	test('they look alike: the same references and numbers of everything', async () => {
		expect((await plans.list(ours)).map((one) => one.planRef)).toEqual(
			(await plans.list(theirs)).map((one) => one.planRef)
		);
	});

	test.each(Object.keys(acts))('%s', async (name) => {
		const act = acts[name];
		if (!act) throw new Error('no act');
		const text = (value: unknown) =>
			JSON.stringify(value instanceof Map || value instanceof Set ? [...value] : value) ?? '';

		// With the other's ids: refused, empty, or as if the id were nobody's.
		const foreign = await act(ours, other).catch((thrown: unknown) => {
			// The store's own constraints count as a refusal here: the gate answers them in one way.
			if (thrown instanceof Refusal || /foreign key/i.test(String(thrown))) return { refused: true };
			throw thrown;
		});
		expect(await everything(theirs)).toBe(before);
		for (const id of foreignIds) {
			// What the asker sent may come back (who they say they are); what the other partnership holds may not.
			if (name === 'sync.exchange' || name === 'workloads.forPerson') break;
			expect(text(foreign)).not.toContain(id);
		}
		if (name === 'sync.exchange') {
			const reply = foreign as Awaited<ReturnType<typeof sync.exchange>>;
			expect(reply.receipts.every(({ outcome }) => outcome === 'refused')).toBe(true);
			expect(reply.workload?.items).toEqual([]);
		}

		// With its own ids: it works, and shows and changes nothing of the other's.
		const own = await act(ours, world).catch((thrown: unknown) => {
			if (thrown instanceof Refusal || /unique|duplicate/i.test(String(thrown))) return { refused: true };
			throw thrown;
		});
		expect(await everything(theirs)).toBe(before);
		for (const id of foreignIds) expect(text(own)).not.toContain(id);
	});

	test('partnerships are told apart by their code', async () => {
		const all = await partnerships.list(given.db);
		expect(all.map(({ partnershipId }) => partnershipId)).toEqual(
			expect.arrayContaining([ours.partnershipId, theirs.partnershipId])
		);
		const [found] = all;
		await expect(
			partnerships.create(given.db, { code: found?.code ?? '', name: 'Another', laCode: '210' }, START)
		).rejects.toThrow();
	});
});
