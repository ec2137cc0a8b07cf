/** One term day by day, from the sample to the reports, whose figures are counted again here from what the auditors answered. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Submission } from '#lib/domain/submission.ts';
import { statusOf } from '#lib/domain/assignment.ts';
import { addDays, type PlainDate } from '#lib/domain/plain-date.ts';
import { integer, pick, randomStream } from '#lib/domain/random.ts';
import { allowedLevels, applicableCriteria, type Criterion, type Level } from '#lib/domain/rubric.ts';
import type { LearningReport } from '#lib/domain/learning-report.ts';
import type { Figure } from '#lib/domain/report-figure.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { rubric, urn } from '../support/builders.ts';
import { scenario, type ScenarioTerm } from '../support/scenario.ts';
import type { Fault } from '../support/scenario-network.ts';
import type { Chooser, ScenarioTablet } from '../support/scenario-tablet.ts';
import { naiveAudit } from '../unit/domain/scoring-naive.ts';

const PLANS = 44;
const AUDITORS = Array.from({ length: 20 }, (_, at) => `Auditor ${at + 1}`);
const SEED = 'a whole term';

/** Schools by how many of the plans name them: two large enough for figures of their own, the others not. */
const SCHOOL_OF = Array.from({ length: PLANS }, (_, at) => (at < 15 ? 1 : at < 23 ? 2 : 3 + (at % 7)));

/** What the auditor finds: the plan's own quality, and some chance. */
function finder(plan: string, auditor: string): Chooser {
	return (criterion) => {
		const truth = randomStream(`${SEED} ${plan} ${criterion.id}`);
		const eye = randomStream(`${SEED} ${plan} ${criterion.id} ${auditor}`);
		const levels = allowedLevels(criterion);
		const weighted: Level[] = ['met', 'met', 'met', 'met', 'met', 'partly', 'partly', 'not_met', 'not_applicable'];
		const offered =
			criterion.answerKind === 'record_only' ? levels : weighted.filter((level) => levels.includes(level));
		const level = integer(eye, 5) === 0 ? pick(eye, offered) : pick(truth, offered);
		return { level };
	};
}

/** One term as it went, and everything that auditors sent. */
interface Told {
	readonly term: ScenarioTerm;
	readonly tablets: ReadonlyMap<string, ScenarioTablet>;
	readonly faults: ReadonlyMap<Fault, number>;
	readonly handedBack: number;
	readonly lastDay: PlainDate;
}

async function wholeTerm(): Promise<Told> {
	const term = await scenario(SEED).term({
		plans: PLANS,
		auditors: AUDITORS,
		capacity: 4,
		doubleMarked: 0.3,
		schools: Array.from({ length: 9 }, () => ({})),
		plan: (at) => ({ schoolUrn: urn(SCHOOL_OF[at] ?? 1), planKind: at % 2 === 0 ? 'new' : 'amended' })
	});
	const random = randomStream(`${SEED} days`);
	const tablets = new Map<string, ScenarioTablet>();
	for (const name of AUDITORS) tablets.set(name, await term.tablet(name));
	let handedBack = 0;
	let day: PlainDate = '2026-09-08';
	const common: Fault[] = ['lose_request', 'lose_reply', 'cut_reply', 'twice', 'bad_gateway', 'portal', 'server_dies'];
	for (; day < '2026-12-12'; day = addDays(day, 1)) {
		term.on(day);
		const open = (await term.assignments()).filter((one) => statusOf(one) === 'assigned');
		if (open.length === 0) break;
		for (const name of AUDITORS) {
			if (integer(random, 3) > 0) continue;
			const tablet = tablets.get(name);
			if (!tablet) continue;
			tablet.offline();
			const states = Object.entries(await tablet.states());
			const begun = states.find(([, state]) => state === 'begun');
			const fresh = states.find(([, state]) => state === 'new');
			if (begun) await tablet.audit(begun[0]).answerAll(finder(begun[0], name)).submit();
			else if (fresh && handedBack < 4 && integer(random, 4) === 0) {
				await tablet.decline(fresh[0], 'know_family');
				handedBack += 1;
			} else if (fresh) {
				const half = finder(fresh[0], name);
				const first: Chooser = (criterion: Criterion) => (/^[A-F]/.test(criterion.id) ? half(criterion) : null);
				await tablet.audit(fresh[0]).answerAll(first).save();
			}
			if (integer(random, 4) === 0) tablets.set(name, await tablet.reopen());
		}
		term.passes({ hours: 9 });
		for (const [name, tablet] of tablets) {
			if (integer(random, 4) === 0) continue;
			tablet.online();
			if (integer(random, 5) === 0) tablet.network.next.push(pick(random, common));
			const { state } = await tablet.exchange();
			if (state === 'not_saved') throw new Error(`the tablet of ${name} could not save`);
		}
		await term.propose();
	}
	for (const tablet of tablets.values()) {
		tablet.online();
		await tablet.exchange();
	}
	const faults = new Map<Fault, number>();
	for (const { network } of tablets.values())
		for (const [fault, times] of network.happened) faults.set(fault, (faults.get(fault) ?? 0) + times);
	return { term, tablets, faults, handedBack, lastDay: day };
}

/** What was sent, by plan and marking, from the tablets' own records: nothing of the server's is in it. */
function sentAudits(queued: ScenarioTerm['queued'], marking: (assignmentId: string) => 'first' | 'second') {
	const sent = queued.flatMap(({ body }) => (body.kind === 'submission' ? [body.submission] : []));
	return {
		firsts: sent.filter(({ assignmentId }) => marking(assignmentId) === 'first'),
		seconds: sent.filter(({ assignmentId }) => marking(assignmentId) === 'second')
	};
}

function levelsOf(submission: Submission): Record<string, Level> {
	return Object.fromEntries(Object.entries(submission.answers).map(([id, { level }]) => [id, level]));
}

/** Whether a shown or half-shown figure says what was counted. */
function fits(figure: Figure, count: number, of: number): boolean {
	switch (figure.state) {
		case 'shown':
			return figure.count === count && figure.of === of;
		case 'most':
			return figure.of === of && of - count < 6 && count * 2 > of;
		case 'few':
			return figure.of === of && count < 6;
		case 'too_few':
			return true;
	}
}

describe('a term from the sample to the reports', () => {
	let told: Told;
	let report: LearningReport;
	let firsts: Submission[];
	let seconds: Submission[];
	let planOf: Map<string, string>;

	beforeAll(async () => {
		told = await wholeTerm();
		const given = await told.term.assignments();
		const markingOf = new Map(given.map((one) => [one.assignmentId, one.marking]));
		planOf = new Map(given.map((one) => [one.assignmentId, one.planRef]));
		({ firsts, seconds } = sentAudits(told.term.queued, (id) => markingOf.get(id) ?? 'first'));
		told.term.on('2027-03-02');
		report = await told.term.publish('2026-h1');
	}, 120_000);

	test('things went wrong on the way, and everybody finished', async () => {
		expect(told.faults.size).toBeGreaterThan(4);
		expect(told.handedBack).toBeGreaterThan(0);
		expect(told.lastDay < '2026-12-12').toBe(true);
		for (const tablet of told.tablets.values()) {
			expect(await tablet.outbox()).toEqual([]);
			for (const state of Object.values(await tablet.states())) expect(state).toBe('sent');
		}
	});

	test('the server holds each audit once, as it was made', async () => {
		const stored = await told.term.submissions();
		expect(firsts).toHaveLength(PLANS);
		expect(seconds.length).toBeGreaterThanOrEqual(11);
		const made = new Map([...firsts, ...seconds].map((submission) => [submission.assignmentId, submission.answers]));
		expect(stored).toHaveLength(made.size);
		for (const audit of stored) expect(audit.answers).toEqual(made.get(audit.assignmentId));
	});

	test('nobody audited a plan twice, and every pair is of two agencies', async () => {
		const stored = await told.term.submissions();
		const pairs = stored.filter(({ marking }) => marking === 'second');
		for (const second of pairs) {
			const first = stored.find(({ plan, marking }) => plan === second.plan && marking === 'first');
			const place = (name: string | undefined) => AUDITORS.indexOf(name ?? '') % 5;
			expect(place(first?.auditor)).not.toBe(place(second.auditor));
		}
	});

	test('the report counts what was audited', () => {
		const auditors = new Set(
			told.term.queued.filter(({ body }) => body.kind === 'submission').map((line) => line.personId)
		);
		expect(report.counts).toEqual({
			plans: PLANS,
			auditors: auditors.size,
			pairs: seconds.length,
			late: 0,
			repeated: 0,
			unpaired: 0,
			otherProfile: 0,
			otherRubric: 0
		});
		expect(report.enough).toBe(true);
		expect(report.coverage.stage.audited).toBe(PLANS);
	});

	test('every question has the figure that the answers make', () => {
		let shown = 0;
		const wrong: string[] = [];
		for (const { criterionId, kind, figure } of report.criteria) {
			const given = firsts.flatMap((submission) => submission.answers[criterionId]?.level ?? []);
			const count = given.filter((level) => level === (kind === 'record_only' ? 'yes' : 'met')).length;
			const counted = kind === 'record_only' ? ['yes', 'no'] : ['met', 'partly', 'not_met'];
			const of = given.filter((level) => counted.includes(level)).length;
			if (figure.state === 'shown') shown += 1;
			if (!fits(figure, count, of)) wrong.push(`${criterionId}: ${count} of ${of}, not ${JSON.stringify(figure)}`);
		}
		expect(wrong).toEqual([]);
		expect(shown).toBeGreaterThan(45);
		const known = new Set(report.criteria.map(({ criterionId }) => criterionId));
		const asked = new Set(firsts.flatMap(({ context }) => applicableCriteria(rubric, context).map(({ id }) => id)));
		expect(known).toEqual(asked);
	});

	test('every section and the whole plan have the grades that the plain scoring gives', () => {
		const scored = firsts.map((submission) => naiveAudit(rubric, levelsOf(submission), submission.context));
		const good = (grade: string | undefined) => grade === 'good' || grade === 'outstanding';
		const graded = (grade: string | undefined) => grade !== undefined && !grade.startsWith('not_');
		const overall = scored.map((audit) => audit.overall?.grade).filter(graded);
		expect(report.overall).not.toBeNull();
		const figure = report.overall?.grades.goodOrBetter;
		expect(figure && fits(figure, overall.filter(good).length, overall.length)).toBe(true);
		const wrong = report.sections.flatMap(({ sectionId, grades }) => {
			const own = scored.flatMap(({ sections }) => sections.find((one) => one.sectionId === sectionId)?.grade ?? []);
			const of = own.filter(graded);
			return fits(grades.goodOrBetter, of.filter(good).length, of.length) ? [] : [sectionId];
		});
		expect(wrong).toEqual([]);
		expect(report.sections.filter(({ grades }) => grades.goodOrBetter.state === 'shown').length).toBeGreaterThan(5);
	});

	test('the two auditors of a plan agreed as often as the report says', () => {
		let same = 0;
		let both = 0;
		for (const second of seconds) {
			const first = firsts.find((one) => planOf.get(one.assignmentId) === planOf.get(second.assignmentId));
			if (!first) throw new Error('a second marking without a first');
			for (const { id, answerKind } of applicableCriteria(rubric, first.context)) {
				const levels = [first.answers[id]?.level, second.answers[id]?.level];
				if (answerKind !== 'scale' || levels.some((level) => !['met', 'partly', 'not_met'].includes(level ?? '')))
					continue;
				both += 1;
				if (levels[0] === levels[1]) same += 1;
			}
		}
		expect(report.agreement.pairs).toBe(seconds.length);
		expect(report.agreement.sameAnswer).toEqual({ state: 'shown', count: same, of: both });
	});

	test('the headteachers’ summaries stand on their own plans only where there are enough', async () => {
		const { store, by } = told.term;
		const asked = { academicYear: 2026, partnershipName: told.term.server.partnershipName };
		await schoolReports.compile(store, asked, by);
		await schoolReports.publish(store, 2026, by);
		const perSchool = (number: number) => {
			const refs = new Set(
				SCHOOL_OF.flatMap((school, at) => (school === number ? [told.term.planRefOf(`plan-${at + 1}`)] : []))
			);
			return firsts.filter(({ assignmentId }) => refs.has(planOf.get(assignmentId) ?? ''));
		};
		const judged = (submission: Submission) =>
			applicableCriteria(rubric, submission.context)
				.filter(({ answerKind }) => answerKind === 'scale')
				.map(({ id }) => submission.answers[id]?.level ?? '');
		for (let number = 1; number <= 9; number += 1) {
			const head = { roles: ['headteacher' as const], schoolUrns: [urn(number)] };
			const { model } = await schoolReports.get(store, head, urn(number), 2026);
			const own = perSchool(number);
			expect(own.length, `school ${number}`).toBe(number === 1 ? 15 : number === 2 ? 8 : 3);
			if (number > 2) {
				expect(model).toMatchObject({ basis: 'withheld', plans: null, own: null });
				continue;
			}
			expect(model).toMatchObject({ basis: 'own', plans: own.length, years: [2026] });
			const levels = own.flatMap(judged).filter((level) => ['met', 'partly', 'not_met'].includes(level));
			const met = levels.filter((level) => level === 'met').length;
			expect(model.own?.answers).toEqual({ state: 'shown', count: met, of: levels.length });
			const other = { roles: ['headteacher' as const], schoolUrns: [urn(9)] };
			await expect(schoolReports.get(store, other, urn(number), 2026)).rejects.toThrow('thing.not_found');
		}
	});

	test('the next term draws none of the plans that were audited, and its audits count in the next half-year', async () => {
		const next = await told.term.next({ plans: 3, name: 'spring', auditors: ['Auditor 1', 'Auditor 2'] });
		const given = await next.assignments();
		expect(new Set(given.map(({ planRef }) => next.planOf(planRef)))).toEqual(
			new Set(['plan-45', 'plan-46', 'plan-47'])
		);
		const [one] = given;
		if (!one) throw new Error('nothing was given out');
		const tablet = await next.tablet(next.nameOf(one.auditorId));
		await tablet.audit(next.planOf(one.planRef)).answerAll('met').submit();
		await tablet.exchange();
		expect((await next.submissions()).at(-1)).toMatchObject({ period: '2026-h2', late: false });
		const { model } = await next.compile('2026-h2');
		expect(model).toMatchObject({ enough: false, counts: { plans: 1 }, criteria: [], overall: null });
	});
});
