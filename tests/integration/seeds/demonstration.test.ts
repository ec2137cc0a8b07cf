/** The demonstration as it is loaded: by the product's own functions, on both engines alike, with the patterns that it promises. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusOf } from '#lib/domain/assignment.ts';
import { DOUBLE_MARKED } from '#lib/domain/sampling.ts';
import { LearningReport } from '#lib/domain/learning-report.ts';
import { recommendationStates } from '#lib/domain/recommendation.ts';
import { Commentary } from '#lib/domain/report-commentary.ts';
import type { SchoolReport } from '#lib/domain/school-report.ts';
import type { Engine } from '#lib/server/db/connection.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as schools from '#lib/server/schools.ts';
import { openDesk } from '#lib/server/sign-in-desk.ts';
import * as signIn from '#lib/server/sign-in.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import * as terms from '#lib/server/terms.ts';
import { demoPartnership, demonstration } from '#seeds/demo/demonstration.ts';
import { keyPeople } from '#seeds/demo/people.ts';
import { DEMO_PASSWORD } from '#seeds/demo/sign-ins.ts';
import { seedDemonstration, type Seeded } from '#seeds/seed.ts';
import { engines, openDatabase, type TestDatabase } from '#tests/support/store.ts';

const TODAY = '2026-11-23';
const NOW = '2026-11-23T09:00:00.000Z';
const LOADING = 300_000;

/** What both engines must come to: every audit by plan, auditor and levels. */
const fingerprints = new Map<Engine, string[]>();

interface Audit {
	readonly planRef: string;
	readonly email: string;
	readonly marking: string;
	readonly schoolUrn: string | null;
	readonly submittedOn: string;
	readonly period: string;
	readonly late: number;
	readonly levels: Readonly<Record<string, string>>;
	readonly notes: string;
}

async function auditsOf(store: Store): Promise<Audit[]> {
	const emails = new Map((await people.list(store)).map((person) => [person.personId, person.email]));
	const rows = await store.selectFrom('submission').selectAll().orderBy('submissionId').execute();
	return rows.map((row) => ({
		...row,
		email: emails.get(row.auditorId) ?? '',
		levels: Object.fromEntries(
			Object.entries(JSON.parse(row.levels) as Record<string, string | { level: string }>).map(([id, kept]) => [
				id,
				typeof kept === 'string' ? kept : kept.level
			])
		)
	}));
}

/** Points out of points over the criteria that match. */
function score(audits: readonly Audit[], of: RegExp): number {
	let points = 0;
	let from = 0;
	for (const { levels } of audits) {
		for (const [id, level] of Object.entries(levels)) {
			if (!of.test(id) || !['met', 'partly', 'not_met'].includes(level)) continue;
			points += level === 'met' ? 2 : level === 'partly' ? 1 : 0;
			from += 2;
		}
	}
	return points / from;
}

describe.each(engines)('the demonstration on %s', (engine) => {
	let database: TestDatabase;
	let seeded: Seeded;
	let store: Store;
	let audits: Audit[];

	beforeAll(async () => {
		database = await openDatabase(engine);
		// On one engine as after a load that was cut off before anything but the partnership was there.
		if (engine === 'postgres') await partnerships.create(database.db, demoPartnership, NOW);
		seeded = await seedDemonstration(database.db, { today: TODAY, now: NOW });
		store = openStore(database.db, seeded.partnershipId ?? '');
		audits = await auditsOf(store);
		fingerprints.set(
			engine,
			audits.map(({ planRef, email, levels }) => `${planRef} ${email} ${JSON.stringify(levels)}`).sort()
		);
	}, LOADING);
	afterAll(() => database.close());

	test('holds the partnership, its register and its people', async () => {
		expect(seeded.outcome).toBe('loaded');
		expect(await partnerships.list(database.db)).toMatchObject([demoPartnership]);
		expect(await plans.count(store)).toBe(3696);
		expect(await schools.list(store)).toHaveLength(101);
		expect(await people.list(store)).toHaveLength(46);
		// The returns: each September since the first term, and this month.
		const imports = await store.selectFrom('registerImport').select('referenceDate').orderBy('importId').execute();
		expect(imports.map((row) => row.referenceDate)).toEqual(['2024-09-01', '2025-09-01', '2026-09-01', '2026-11-01']);
	});

	test('loads once: again changes nothing', async () => {
		const before = await store.selectFrom('activity').select('activityId').execute();
		const again = await seedDemonstration(database.db, { today: '2027-01-05', now: NOW });
		expect(again).toEqual({ ...seeded, outcome: 'present' });
		expect(await store.selectFrom('activity').select('activityId').execute()).toEqual(before);
	});

	test('six past terms are closed and audited, the present one is under way', async () => {
		const all = (await terms.list(store)).reverse();
		expect(all.map((term) => `${term.academicYear} ${term.name}`)).toEqual([
			...['2024 autumn', '2024 spring', '2024 summer', '2025 autumn', '2025 spring', '2025 summer', '2026 autumn']
		]);
		for (const [at, term] of all.entries()) {
			const sample = await terms.sample(store, term.termId);
			const twice = sample?.plans.filter((plan) => plan.auditsWanted === 2).length ?? 0;
			expect(Math.abs(twice - DOUBLE_MARKED * (sample?.plans.length ?? 0))).toBeLessThanOrEqual(1);
			const states = Object.groupBy(await assignments.list(store, term.termId), statusOf);
			const sent = states.submitted?.length ?? 0;
			if (at < 6) {
				expect(term.closedAt).not.toBeNull();
				expect(sent).toBeGreaterThan(95);
				expect(states.declined).toHaveLength(3);
				expect(states.withdrawn).toHaveLength(1);
			} else {
				expect(term.closedAt).toBeNull();
				expect(sent).toBeGreaterThan(25);
				expect(states.assigned?.length).toBeGreaterThan(40);
				expect(states.declined).toHaveLength(1);
			}
		}
	});

	test('in the present term every trained auditor was given three plans', async () => {
		const [present] = await terms.list(store);
		const given = await assignments.list(store, present?.termId ?? '');
		const counts = [...Map.groupBy(given, ({ auditorId }) => auditorId).values()].map((own) => own.length);
		expect(counts).toEqual(new Array(40).fill(3));
		const email = new Map((await people.list(store)).map((person) => [person.personId, person.email]));
		const sentBy = (who: string) =>
			given.filter((one) => email.get(one.auditorId) === who && statusOf(one) === 'submitted').length;
		expect([keyPeople.amina, keyPeople.grace, keyPeople.tomasz, keyPeople.leila].map(sentBy)).toEqual([0, 0, 1, 1]);
	});

	test('the board of the present term has something of everything', async () => {
		const [present] = await terms.list(store);
		const { board } = await termBoards.get(store, present?.termId ?? '', NOW);
		const { decisions, counts } = board;
		expect(decisions.handedBack).toHaveLength(1);
		expect(decisions.askedBack).toHaveLength(1);
		expect(decisions.overdue.length).toBeGreaterThan(0);
		expect(decisions.overdue.length).toBeLessThan(4);
		expect(decisions.waiting).toHaveLength(2);
		expect(decisions.refused).toHaveLength(1);
		expect(decisions.silent.length).toBeGreaterThan(0);
		expect(decisions.silent.length).toBeLessThan(7);
		expect(decisions.notOpened.length).toBeGreaterThan(5);
		expect(counts.opened).toBeGreaterThan(counts.sent + 10);
		expect(board.items.filter(({ answered }) => answered !== null).length).toBeGreaterThan(5);
	});

	test('nothing happened after today', async () => {
		const acts = await store.selectFrom('activity').select(['at', 'action']).execute();
		const accounts = new Set(['person.invited', 'person.joined']);
		expect(acts.filter(({ at, action }) => at > `${TODAY}T00:00:00.000Z` && !accounts.has(action))).toEqual([]);
	});

	describe('patterns', () => {
		test('health and social care are weaker than the rest', () => {
			const education = score(audits, /^[ABEFI]\./);
			expect(score(audits, /^[CG]\./)).toBeLessThan(education - 0.06);
			expect(score(audits, /^(D|H1|H2)\./)).toBeLessThan(education - 0.12);
		});

		test('provision is vague', () => {
			expect(score(audits, /^F\.(2|4)$/)).toBeLessThan(score(audits, /^F\.(1|5|7)$/) - 0.12);
		});

		test('the second school year is better than the first', () => {
			const year = (from: string, to: string) => audits.filter((audit) => audit.period >= from && audit.period <= to);
			const first = year('2024-h1', '2024-h2');
			const second = year('2025-h1', '2025-h2');
			expect(first.length).toBeGreaterThan(270);
			expect(second.length).toBeGreaterThan(290);
			expect(score(second, /./)).toBeGreaterThan(score(first, /./) + 0.015);
			expect(score(second, /^F\.(2|4)$/)).toBeGreaterThan(score(first, /^F\.(2|4)$/) + 0.03);
		});

		test('a few auditors are strict and a few lenient', () => {
			const made = new Map(
				demonstration('golden-thread', TODAY).people.map((person) => [person.email, person.severity])
			);
			const by = (severity: string) =>
				score(
					audits.filter(({ email }) => made.get(email) === severity),
					/./
				);
			expect(by('strict')).toBeLessThan(by('usual') - 0.06);
			expect(by('lenient')).toBeGreaterThan(by('usual') + 0.06);
		});

		test.each([2024, 2025])(
			'in %i one school has more than a dozen audited plans, most two or three, some none',
			(year) => {
				const ofYear = audits.filter(
					({ submittedOn, schoolUrn }) =>
						schoolUrn !== null && submittedOn >= `${year}-09-01` && submittedOn <= `${year + 1}-08-31`
				);
				const counts = [...Map.groupBy(ofYear, ({ schoolUrn }) => schoolUrn).values()]
					.map((own) => new Set(own.map(({ planRef }) => planRef)).size)
					.sort((a, b) => a - b);
				expect(counts.filter((count) => count > 12)).toHaveLength(1);
				expect([2, 3]).toContain(counts[Math.floor(counts.length / 2)]);
				expect(counts.length).toBeGreaterThan(75);
				expect(counts.length).toBeLessThan(99);
			}
		);

		test('one audit a year comes after its report, and some plans that were audited have ended since', async () => {
			expect(audits.filter(({ late }) => late === 1).map(({ period }) => period)).toEqual(['2024-h2', '2025-h2']);
			const ended = new Set((await plans.list(store)).filter((plan) => plan.ceasedOn).map((plan) => plan.planRef));
			expect(audits.filter(({ planRef }) => ended.has(planRef)).length).toBeGreaterThan(10);
		});

		test('date checks come from the register as it was: answers of every kind', () => {
			for (const level of ['met', 'not_met', 'cannot_tell'])
				expect(audits.filter((audit) => audit.levels['TIM.3'] === level).length, level).toBeGreaterThan(10);
			for (const level of ['met', 'not_met'])
				expect(audits.filter((audit) => audit.levels['TIM.2'] === level).length, level).toBeGreaterThan(5);
		});
	});

	test('the reports of the past are published, from enough audits', async () => {
		const rows = await store.selectFrom('learningReport').selectAll().orderBy('period').orderBy('edition').execute();
		expect(rows.map(({ period, edition }) => `${period} ${edition}`)).toEqual([
			...['2024-h1 1', '2024-h2 1', '2025-h1 1', '2025-h1 2', '2025-h2 1']
		]);
		for (const row of rows) {
			expect(row.publishedAt).not.toBeNull();
			const words = Commentary.parse(JSON.parse(row.words ?? ''));
			expect(words.foreword).not.toBe('');
			expect(words.recommendations.length).toBeGreaterThan(1);
			// Every report but the first says what became of the one before.
			expect(words.lastTime.length > 0).toBe(row.period !== '2024-h1');
			expect(row.correction === null).toBe(row.edition === 1);
			expect(LearningReport.parse(JSON.parse(row.model)).counts.plans).toBeGreaterThan(100);
		}
		const summaries = await store.selectFrom('schoolReport').selectAll().where('academicYear', '=', 2025).execute();
		const bases = summaries.map((row) => (JSON.parse(row.model) as SchoolReport).basis);
		for (const basis of ['own', 'withheld']) expect(bases.filter((one) => one === basis).length).toBeGreaterThan(4);
		const urns = new Map((await people.list(store)).map((person) => [person.email, person.schoolUrns[0]]));
		const basisFor = (email: string) => bases[summaries.findIndex((row) => row.schoolUrn === urns.get(email))];
		expect(basisFor(keyPeople.hugo)).toBe('own');
		expect(basisFor(keyPeople.samuel)).toBe('withheld');
	});

	test('the recommendations of the past go on: some done, some under way, one overdue', async () => {
		const actions = await recommendations.list(store, NOW);
		expect(new Set(actions.map(({ state }) => state))).toEqual(new Set(recommendationStates));
		expect(actions.filter(({ overdue }) => overdue)).toHaveLength(1);
	});

	test('no note names a person, a setting or a number', async () => {
		const names = [
			...(await people.list(store)).flatMap(({ name }) => name.split(' ').filter((part) => part.length > 3)),
			...(await schools.list(store)).map(({ name }) => name.split(' ')[0] ?? '')
		];
		for (const { notes } of audits) {
			const text = notes.replaceAll(/, page \d+/g, '');
			expect(names.filter((name) => text.includes(name))).toEqual([]);
			expect(text).not.toMatch(/\d{4}|@/);
		}
	});

	test('the named people can sign in, with one password', async () => {
		expect(seeded.signIns.map(({ email }) => email)).toEqual(Object.values(keyPeople));
		const desk = openDesk(database.db, { secret: 'x'.repeat(40), https: false });
		for (const email of [keyPeople.priya, keyPeople.amina]) {
			const cookie = await signIn.enter(
				desk,
				{ email, password: DEMO_PASSWORD, address: '192.0.2.1', userAgent: null },
				NOW
			);
			expect(cookie.value).not.toBe('');
		}
		await expect(
			signIn.enter(
				desk,
				{ email: keyPeople.ruth, password: 'something else', address: '192.0.2.1', userAgent: null },
				NOW
			)
		).rejects.toThrow('sign_in.failed');
	});
});

test('both engines hold the very same audits', () => {
	expect(fingerprints.get('postgres')).toEqual(fingerprints.get('sqlite'));
	expect(fingerprints.get('sqlite')?.length).toBeGreaterThan(600);
});

test('a store with somebody’s own partnership is left alone', async () => {
	const database = await openDatabase('sqlite');
	const own = await partnerships.create(database.db, { code: 'ABC', name: 'Our own', laCode: '999' }, NOW);
	expect(await seedDemonstration(database.db, { today: TODAY, now: NOW })).toEqual({
		outcome: 'other',
		partnershipId: null,
		signIns: []
	});
	expect(await partnerships.list(database.db)).toEqual([own]);
	await database.close();
});
