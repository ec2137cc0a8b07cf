/** Learning reports and headteachers' summaries over both engines: compiled from what was sent, published once, read by whom they are for. */
import { describe, expect, test } from 'vitest';
import type { Answer } from '#lib/domain/audit.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as reports from '#lib/server/reports.ts';
import * as schoolReportReaders from '#lib/server/school-report-readers.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { exchange } from '#lib/server/sync.ts';
import {
	answers,
	begunTerm,
	by,
	envelope,
	minutes,
	person,
	signedIn,
	submissionEntry,
	urn,
	type Begun
} from '#tests/support/builders.ts';
import { engines, newStore, withStore } from '#tests/support/store.ts';

const wanted = { period: '2026-h1', profile: 'full', partnershipName: 'Lewisham' };

/** Sends the audits of a term, all but the last `unsent`, a third of the plans weak in Section F. */
async function send(store: Store, term: Begun, unsent = 0, from = 0): Promise<void> {
	const weak: Record<string, Answer> = {
		'F.2': { level: 'not_met', note: 'Section F, page 7: "regular support"' },
		'F.4': { level: 'partly', note: 'Escape words on page 7' }
	};
	const sent = term.assignments.slice(from, term.assignments.length - unsent);
	for (const [at, assignment] of sent.entries()) {
		const auditor = term.auditors.find(({ personId }) => personId === assignment.auditorId);
		if (!auditor) throw new Error('an assignment without its auditor');
		const entry = submissionEntry(assignment, { answers: answers(assignment.context, at % 3 ? {} : weak) });
		const { receipts } = await exchange(store, signedIn(store, auditor), envelope([entry]), minutes(100));
		expect(receipts[0]).toMatchObject({ outcome: 'accepted' });
	}
}

function head(...schoolUrns: string[]): Pick<SignedIn, 'roles' | 'schoolUrns'> {
	return { roles: ['headteacher'], schoolUrns };
}
const coordinator: Pick<SignedIn, 'roles' | 'schoolUrns'> = { roles: ['coordinator'], schoolUrns: [] };

describe.each(engines)('learning reports on %s', (engine) => {
	const given = withStore(engine);

	test('there is nothing to report without audits', async () => {
		expect(await reports.list(given.store, minutes(0))).toEqual([]);
		await expect(reports.compile(given.store, wanted, by())).rejects.toThrow('report.empty');
	});

	test('a half-year is compiled, published once and then frozen', async () => {
		const { store } = given;
		const term = await begunTerm(store, { plans: 33, auditors: 15 });
		await send(store, term, 2);
		expect(await reports.list(store, minutes(110))).toMatchObject([
			{
				period: '2026-h1',
				label: 'September 2026 to February 2027',
				running: true,
				kinds: [{ profile: 'full', audits: term.assignments.length - 2, report: null }]
			}
		]);

		const first = await reports.compile(store, wanted, by(120));
		const { model } = await reports.get(store, first.reportId);
		expect(model.enough).toBe(true);
		expect(model.counts.plans + model.counts.pairs + model.counts.unpaired).toBe(term.assignments.length - 2);
		expect(model.criteria.find(({ criterionId }) => criterionId === 'F.2')?.figure.state).toBe('shown');
		expect(JSON.stringify(model)).not.toContain('page 7');
		expect(model.coverage.stage.register).toBe(33);

		// Audits that come after compiling would be in no report.
		await send(store, term, 0, term.assignments.length - 2);
		await expect(reports.publish(store, first.reportId, by(130))).rejects.toThrow('report.stale');
		const second = await reports.compile(store, wanted, by(140));
		expect(second.reportId).toBe(first.reportId);
		await reports.publish(store, second.reportId, by(150));
		const published = await reports.get(store, second.reportId);
		expect(published.line.publishedAt).toBe(minutes(150));

		await expect(reports.publish(store, second.reportId, by(160))).rejects.toThrow('report.published');
		await expect(reports.compile(store, wanted, by(160))).rejects.toThrow('report.published');
		expect(await reports.get(store, second.reportId)).toEqual(published);
		const acts = (await activity.list(store, { limit: 10 })).map(({ action, subject }) => [action, subject]);
		expect(acts.filter(([action]) => action === 'learning_report.published')).toEqual([
			['learning_report.published', second.reportId]
		]);
	});

	test('kinds of audit are never pooled', async () => {
		const { store } = given;
		await send(store, await begunTerm(store, { plans: 6, auditors: 3, facts: { profile: 'core' } }));
		await expect(reports.compile(store, wanted, by(120))).rejects.toThrow('report.empty');
		const core = await reports.compile(store, { ...wanted, profile: 'core' }, by(120));
		expect((await reports.get(store, core.reportId)).model).toMatchObject({ enough: false, profile: { id: 'core' } });
	});

	test('another partnership sees none of it', async () => {
		const { store, db } = given;
		await send(store, await begunTerm(store, { plans: 6, auditors: 3 }));
		const { reportId } = await reports.compile(store, wanted, by(120));
		const other = await newStore(db);
		await expect(reports.get(other, reportId)).rejects.toThrow('thing.not_found');
		expect(await reports.list(other, minutes(130))).toEqual([]);
		await expect(reports.publish(other, reportId, by(130))).rejects.toThrow('thing.not_found');
	});
});

describe.each(engines)("headteachers' summaries on %s", (engine) => {
	const given = withStore(engine);
	const year = { academicYear: 2026, partnershipName: 'Lewisham' };

	test('every school with plans gets one, and nobody but its head and a coordinator reads it', async () => {
		const { store } = given;
		await send(store, await begunTerm(store, { plans: 12, auditors: 6 }));
		expect(await schoolReports.compile(store, year, by(120))).toEqual({ own: 0, pooled: 0, withheld: 4 });
		expect(await schoolReports.years(store)).toMatchObject([
			{ academicYear: 2026, label: '2026/27', compiled: 4, published: 0, basis: { own: 0, pooled: 0, withheld: 4 } }
		]);

		// Until it is published, coordinators alone see it.
		expect((await schoolReports.get(store, coordinator, urn(1), 2026)).model.schoolName).toBe('School 1');
		await expect(schoolReports.get(store, head(urn(1)), urn(1), 2026)).rejects.toThrow('thing.not_found');
		expect(await schoolReports.schoolsFor(store, head(urn(1)), minutes(120))).toMatchObject([
			{ urn: urn(1), years: [] }
		]);

		expect(await schoolReports.publish(store, 2026, by(130))).toBe(4);
		expect((await schoolReports.get(store, head(urn(1)), urn(1), 2026)).publishedAt).toBe(minutes(130));
		expect(await schoolReports.schoolsFor(store, head(urn(1), urn(3)), minutes(130))).toMatchObject([
			{ name: 'School 1', years: [{ academicYear: 2026, label: '2026/27', published: true }] },
			{ name: 'School 3' }
		]);
		expect(await schoolReports.schoolsFor(store, coordinator, minutes(130))).toHaveLength(4);
	});

	test.each([
		['another school', head(urn(1)), urn(2), 2026],
		['a school that is not there', head(urn(1)), urn(999), 2026],
		['another year', head(urn(1)), urn(1), 2025],
		['an address that is no year', head(urn(1)), urn(1), Number.NaN],
		['an auditor of that school', { roles: ['auditor'], schoolUrns: [urn(1)] } as const, urn(1), 2026],
		['a chair', { roles: ['chair'], schoolUrns: [] } as const, urn(1), 2026]
	] as const)('not found, in the same way: %s', async (_, asker, school, academicYear) => {
		const { store } = given;
		await send(store, await begunTerm(store, { plans: 6, auditors: 3 }));
		await schoolReports.compile(store, year, by(120));
		await schoolReports.publish(store, 2026, by(130));
		await expect(schoolReports.get(store, asker, school, academicYear)).rejects.toMatchObject({
			problem: { code: 'thing.not_found' }
		});
	});

	test('all published summaries are taken at once, which is written down; before that there are none to take', async () => {
		const { store } = given;
		await send(store, await begunTerm(store, { plans: 12, auditors: 6 }));
		await expect(schoolReports.takeAll(store, 2026, by(1))).rejects.toThrow('school_reports.none');
		await schoolReports.compile(store, year, by(120));
		await expect(schoolReports.takeAll(store, 2026, by(121))).rejects.toThrow('school_reports.none');
		await schoolReports.publish(store, 2026, by(130));
		const taken = await schoolReports.takeAll(store, 2026, by(140));
		expect(taken.map(({ model }) => model.schoolName)).toEqual(['School 1', 'School 2', 'School 3', 'School 4']);
		await expect(schoolReports.takeAll(store, Number.NaN, by(141))).rejects.toThrow('thing.not_found');
		const lines = (await activity.list(store, { limit: 50 })).filter(({ action }) => action === 'school_reports.taken');
		expect(lines).toMatchObject([{ subject: '2026', details: { schools: 4 } }]);
	});

	test('who can read them: each school with its headteachers, joined or not, and those with nobody', async () => {
		const { store } = given;
		await send(store, await begunTerm(store, { plans: 12, auditors: 6 }));
		const add = (name: string, ...schoolUrns: string[]) =>
			people.add(store, person({ name, roles: ['headteacher'], agency: null, schoolUrns }), by());
		const joined = await add('Joined', urn(1), urn(2));
		const userId = newId();
		await given.db
			.insertInto('user')
			.values({
				id: userId,
				name: 'x',
				email: `${userId}@example.org`,
				emailVerified: 1,
				image: null,
				createdAt: 'x',
				updatedAt: 'x'
			})
			.execute();
		await store.updateTable('person').set({ userId }).where('personId', '=', joined).execute();
		await people.disable(store, await add('Left', urn(2)), by());
		await add('Not yet', urn(3), urn(98));
		await schoolReports.compile(store, year, by(120));
		const found = await schoolReportReaders.list(store, minutes(125));
		expect(found.map(({ name, published, compiled, named }) => [name, published, compiled, named])).toEqual([
			['School 1', null, 2026, true],
			['School 2', null, 2026, true],
			['School 3', null, 2026, true],
			['School 4', null, 2026, true],
			[`Setting ${urn(98)}, not in the register`, null, null, false]
		]);
		expect(found.map(({ readers }) => readers.map(({ name, state }) => `${name} ${state}`))).toEqual([
			['Joined joined'],
			['Joined joined', 'Left no_access'],
			['Not yet not_joined'],
			[],
			['Not yet not_joined']
		]);
		await schoolReports.publish(store, 2026, by(130));
		expect((await schoolReportReaders.list(store, minutes(131)))[0]).toMatchObject({ published: 2026, compiled: null });
	});

	test('they are published once, and later ones leave them as they are', async () => {
		const { store } = given;
		await expect(schoolReports.compile(store, year, by(1))).rejects.toThrow('report.empty');
		await expect(schoolReports.publish(store, 2026, by(1))).rejects.toThrow('report.empty');
		const term = await begunTerm(store, { plans: 6, auditors: 3 });
		await send(store, term, 2);
		await schoolReports.compile(store, year, by(120));
		await schoolReports.publish(store, 2026, by(130));
		const before = await schoolReports.get(store, coordinator, urn(1), 2026);
		await send(store, term, 0, term.assignments.length - 2);
		await expect(schoolReports.compile(store, year, by(140))).rejects.toThrow('report.published');
		await expect(schoolReports.publish(store, 2026, by(140))).rejects.toThrow('report.published');
		expect(await schoolReports.get(store, coordinator, urn(1), 2026)).toEqual(before);
		const acts = (await activity.list(store, { limit: 50 })).map(({ action }) => action);
		expect(acts.filter((action) => action === 'school_reports.published')).toHaveLength(1);
	});
});
