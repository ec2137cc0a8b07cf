/** Findings over both engines: the report's own numbers, opened to their audits and notes, and every reading of notes written down. */
import { describe, expect, test } from 'vitest';
import type { Answer } from '#lib/domain/audit.ts';
import type { Query } from '#lib/domain/finding-filter.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as findings from '#lib/server/findings.ts';
import * as reports from '#lib/server/reports.ts';
import { exchange } from '#lib/server/sync.ts';
import {
	answers,
	begunTerm,
	envelope,
	minutes,
	signedIn,
	submissionEntry,
	type Begun
} from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const partnershipName = 'Lewisham';
const noteOf = (at: number) => `Page ${at}: "regular support"`;

/** Sends the audits of a term, a third of the plans weak in Section F, each of these with a note of its own. */
async function send(store: Store, term: Begun): Promise<void> {
	for (const [at, assignment] of term.assignments.entries()) {
		const auditor = term.auditors.find(({ personId }) => personId === assignment.auditorId);
		if (!auditor) throw new Error('an assignment without its auditor');
		const weak: Record<string, Answer> = { 'F.2': { level: 'not_met', note: noteOf(at) } };
		const entry = submissionEntry(assignment, { answers: answers(assignment.context, at % 3 ? {} : weak) });
		const { receipts } = await exchange(store, signedIn(store, auditor), envelope([entry]), minutes(100));
		expect(receipts[0]).toMatchObject({ outcome: 'accepted' });
	}
}

function asked(text = '') {
	const query: Query = [...new URLSearchParams(text)];
	return { query, partnershipName, now: minutes(120) };
}

function reader(store: Store, actorId: string | null = null) {
	return (part = 1, text = '', criterionId = 'F.2') =>
		findings.readNotes(store, criterionId, part, asked(text), { actorId, now: minutes(130) });
}

/** A row without its partnership, which the store itself fills in. */
function withoutOwner<Row extends object>(row: Row): Row {
	return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'partnershipId')) as Row;
}

const readings = async (store: Store) =>
	(await activity.list(store, { limit: 20 })).filter(({ action }) => action === 'note.read');

describe.each(engines)('findings on %s', (engine) => {
	const given = withStore(engine);

	test('without audits there are none, and no criterion has any', async () => {
		expect(await findings.overview(given.store, asked())).toBeNull();
		await expect(findings.criterion(given.store, 'F.2', asked())).rejects.toThrow('thing.not_found');
		await expect(reader(given.store)()).rejects.toThrow('thing.not_found');
		expect(await readings(given.store)).toEqual([]);
	});

	test('a handful of audits say nothing about the area, and their notes stay closed', async () => {
		const { store } = given;
		await send(store, await begunTerm(store, { plans: 9, auditors: 5 }));
		const found = await findings.overview(store, asked());
		expect(found).toMatchObject({ sentences: [], view: { enough: false, plans: null, criteria: [] } });
		const beneath = (await findings.criterion(store, 'F.2', asked())).found;
		expect(beneath).toMatchObject({ line: null, rows: [], notes: false });
		await expect(reader(store)()).rejects.toThrow('finding.too_few');
		expect(await readings(store)).toEqual([]);
	});

	describe('of a half-year with enough audits', () => {
		test('all audits together are what the learning report says', async () => {
			const { store } = given;
			await send(store, await begunTerm(store, { plans: 40, auditors: 18 }));
			const line = await reports.compile(
				store,
				{ period: '2026-h1', profile: 'full', partnershipName },
				{ actorId: null, now: minutes(110) }
			);
			const { model } = await reports.get(store, line.reportId);
			const found = await findings.overview(store, asked());
			expect(found?.violations).toEqual([]);
			expect(found?.filter).toMatchObject({ profile: 'full', from: '2026-h1', to: '2026-h1' });
			expect(found?.view?.plans).toBe(model.counts.plans);
			expect(found?.view?.overall).toEqual(model.overall);
			expect(found?.view?.sections).toEqual(model.sections);
			expect(found?.view?.themes).toEqual(model.themes);
			expect(found?.view?.criteria.map(({ asked: _, ...figure }) => figure)).toEqual(model.criteria);
			expect(found?.sentences.map(({ text, detail }) => ({ text, detail }))).toEqual(
				model.headlines.map(({ text, detail }) => ({ text, detail }))
			);

			// A criterion opens to as many audits as it was asked of, with the figure's own answers.
			const opened = await findings.criterion(store, 'F.2', asked());
			const { rows = [], line: f2 = null } = opened.found ?? {};
			expect(f2?.figure).toEqual(model.criteria.find(({ criterionId }) => criterionId === 'F.2')?.figure);
			expect(rows).toHaveLength(f2?.asked ?? -1);
			expect(f2?.figure).toMatchObject({ state: 'shown', count: rows.filter(({ answer }) => answer === 'met').length });
			const shown = JSON.stringify(opened);
			expect(shown).not.toContain('regular support');
			for (const { planRef, auditorId, submissionId, schoolUrn } of await store
				.selectFrom('submission')
				.select(['planRef', 'auditorId', 'submissionId', 'schoolUrn'])
				.execute())
				for (const secret of [planRef, auditorId, submissionId, schoolUrn ?? planRef])
					expect(shown).not.toContain(secret);
			expect(await readings(store)).toEqual([]);
		});

		test('what figures mean for all plans is said of a drawn half-year as a whole, and of no group', async () => {
			const { store } = given;
			await send(store, await begunTerm(store, { plans: 48, size: 40, auditors: 18 }));
			const found = await findings.overview(store, asked());
			const figure = found?.allPlans?.criteria['F.2'];
			expect(found?.allPlans?.terms).toBe(1);
			expect(figure?.covers).toEqual({ count: 48, of: 48 });
			const opened = (await findings.criterion(store, 'F.2', asked())).found;
			expect(opened?.allPlans).toEqual({ figure, terms: 1 });
			expect(opened?.method.map(({ text }) => text).join()).toContain('all 48 plans that could be drawn');
			for (const { criterionId, figure: plain } of found?.view?.criteria ?? [])
				if (plain.state !== 'shown') expect(found?.allPlans?.criteria).not.toHaveProperty(criterionId);
			for (const group of ['stage=ks2', 'need=SLCN', 'agency=health']) {
				expect((await findings.overview(store, asked(group)))?.allPlans, group).toBeNull();
				expect((await findings.criterion(store, 'F.2', asked(group))).found?.allPlans, group).toBeNull();
			}
		});

		test('notes are read part by part, in an order that stays, and each reading is written down', async () => {
			const { store } = given;
			const term = await begunTerm(store, { plans: 40, auditors: 18 });
			await send(store, term);
			const reads = reader(store, term.auditors[0]?.personId ?? null);
			const first = await reads();
			const seconds = term.assignments.filter(({ marking }) => marking === 'second');
			const weak = term.assignments.flatMap((assignment, at) =>
				at % 3 === 0 && !seconds.includes(assignment) ? [noteOf(at)] : []
			);
			expect(first.total).toBe(weak.length);
			expect([...first.notes].sort()).toEqual([...weak].sort());
			// Not the order in which they were sent.
			expect(first.notes).not.toEqual(weak);
			expect(await reads(1, 'stage=ks1')).toEqual(first);
			expect(await reads(99)).toEqual(first);
			const lines = await readings(store);
			expect(lines).toHaveLength(3);
			expect(lines[0]).toMatchObject({
				actorId: term.auditors[0]?.personId,
				subject: 'F.2',
				details: { notes: first.total, of: first.total, profile: 'full', from: '2026-h1', to: '2026-h1' }
			});
			expect(JSON.stringify(lines)).not.toContain('regular support');
		});

		test('where the figure of all plans is hidden, notes stay closed', async () => {
			const { store } = given;
			await send(store, await begunTerm(store, { plans: 40, auditors: 18 }));
			// Everybody met it: all alike.
			await expect(reader(store)(1, '', 'A.1')).rejects.toThrow('finding.too_few');
			await expect(reader(store)(1, '', 'Z.9')).rejects.toThrow('thing.not_found');
			await expect(reader(store)(1, 'from=never')).rejects.toThrow('thing.not_found');
			expect(await readings(store)).toEqual([]);
		});

		test('a group shows no more than it may, and wrong filters show nothing', async () => {
			const { store } = given;
			await send(store, await begunTerm(store, { plans: 40, auditors: 18 }));
			const all = await findings.overview(store, asked());
			for (const group of ['stage=ks1', 'stage=ks2', 'need=SLCN', 'agency=health', 'agency=parent']) {
				const found = await findings.overview(store, asked(group));
				for (const { figure, asked: of } of found?.view?.criteria ?? []) {
					if (figure.state === 'too_few') continue;
					expect(figure).toMatchObject({ state: 'shown' });
					expect(of).toBeLessThanOrEqual(all?.view?.plans ?? 0);
				}
			}
			const wrong = await findings.overview(store, asked('stage=ks9&section=Q'));
			expect(wrong).toMatchObject({ view: null, sentences: [] });
			expect(wrong?.violations.map(({ field }) => field)).toEqual(['section', 'stage']);
			expect((await findings.criterion(store, 'F.2', asked('by=x'))).found).toBeNull();
			await expect(findings.criterion(store, 'Z.9', asked())).rejects.toThrow('thing.not_found');
		});

		test('a plan counts with its latest revision, and its notes with it', async () => {
			const { store } = given;
			const term = await begunTerm(store, { plans: 40, auditors: 18 });
			await send(store, term);
			const before = await reader(store)();
			const at = term.assignments.findIndex((assignment, index) => index % 3 === 0 && assignment.marking === 'first');
			const row = await store
				.selectFrom('submission')
				.selectAll()
				.where('assignmentId', '=', term.assignments[at]?.assignmentId ?? '')
				.executeTakeFirstOrThrow();
			const entry = await store
				.selectFrom('entry')
				.selectAll()
				.where('entryId', '=', row.entryId)
				.executeTakeFirstOrThrow();
			const next = { ...withoutOwner(entry), entryId: crypto.randomUUID(), sequence: entry.sequence + 1_000_000 };
			await store.insertInto('entry').values(next).execute();
			const notes = JSON.stringify({ 'F.2': 'Looked again: page 9' });
			const revised = {
				...withoutOwner(row),
				submissionId: crypto.randomUUID(),
				entryId: next.entryId,
				revision: 2,
				notes
			};
			await store.insertInto('submission').values(revised).execute();
			const after = await reader(store)();
			expect(after.total).toBe(before.total);
			expect(after.notes).toContain('Looked again: page 9');
			expect(after.notes).not.toContain(noteOf(at));
		});
	});
});
