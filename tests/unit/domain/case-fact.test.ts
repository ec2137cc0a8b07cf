import { describe, expect, test } from 'vitest';
import { openDraft, violationsOf } from '#lib/domain/audit.ts';
import { caseFactTable, readCaseFactTable, type AskedPlan } from '#lib/domain/case-fact-file.ts';
import { fieldsOf, readFacts, valuesOf } from '#lib/domain/case-fact-fields.ts';
import { orderFaults } from '#lib/domain/case-fact-order.ts';
import {
	askedOf,
	CaseFacts,
	datesWith,
	givenOf,
	isEmpty,
	leftOpen,
	noFacts,
	type CaseFacts as Facts
} from '#lib/domain/case-fact.ts';
import { dateCheck } from '#lib/domain/date-check.ts';
import { noDates, type PlanDates } from '#lib/domain/plan-dates.ts';
import { criterionById, type Context } from '#lib/domain/rubric.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const today = '2026-11-23';
const anew: Context = { profile: 'full', yearGroup: 4, planKind: 'new', phaseTransfer: false };
const amended: Context = { ...anew, planKind: 'amended' };
const told = (facts: Partial<Facts>): Facts => ({ ...noFacts(), ...facts });
const register = (dates: Partial<PlanDates> = {}): PlanDates => ({ ...noDates(), ...dates });
const ids = (context: Context, dates: PlanDates) =>
	askedOf(rubric, context, dates, today).criteria.map(({ criterion }) => criterion.id);

const reviewed = register({
	previousReviewDecisionDate: '2025-03-03',
	reviewMeetingDate: '2026-02-02',
	reviewDecisionDate: '2026-02-20',
	reviewReportReceivedDate: '2026-02-10',
	amendmentNoticeDate: '2026-02-20',
	amendedFinalDate: '2026-04-01'
});

describe('what a plan is asked', () => {
	test('all that the register does not decide, and what only the case record holds', () => {
		expect(ids(anew, register())).toEqual(['G.4', 'TIM.1', 'TIM.2', 'TIM.3', 'TIM.5', 'TIM.7']);
		expect(ids(amended, register())).toEqual(['G.4', 'TIM.2', 'TIM.3', 'TIM.4', 'TIM.5']);
	});

	test('the case record alone where the register decides the rest', () => {
		const asked = askedOf(rubric, amended, reviewed, today);
		expect(asked.criteria.map(({ criterion }) => criterion.id)).toEqual(['G.4']);
		expect(asked).toMatchObject({ dates: [], exception: false, transfer: false, contributors: [] });
	});

	test('only the days that are missing', () => {
		const asked = askedOf(rubric, amended, { ...reviewed, reviewDecisionDate: null, amendedFinalDate: null }, today);
		expect(asked.dates).toEqual(['planFirstMadeDate', 'reviewDecisionDate', 'amendedFinalDate']);
	});

	test('a phase change by its kind, and its day', () => {
		const asked = askedOf(rubric, { ...amended, phaseTransfer: true }, reviewed, today);
		expect(asked.criteria.map(({ criterion }) => criterion.id)).toContain('TIM.6');
		expect(asked.transfer).toBe(true);
		expect(asked.dates).toEqual(['phaseTransferDate', 'phaseTransferFinalDate']);
	});

	test('advice of the services, never of the family', () => {
		const { contributors } = askedOf(rubric, anew, register(), today);
		expect(contributors).toHaveLength(rubric.contributors.length - 2);
		expect(contributors.every((label) => label.length <= 60)).toBe(true);
	});
});

describe('what was told', () => {
	test('stands over the register, and decides what it left open', () => {
		const dates = register({ reviewMeetingDate: '2026-02-02', notYet: ['amendedFinalDate', 'reviewDecisionDate'] });
		const facts = told({
			dates: { reviewDecisionDate: '2026-02-20' },
			notYet: ['reviewReportReceivedDate', 'reviewMeetingDate'],
			exceptionReason: 'school_closed'
		});
		const merged = datesWith(dates, facts);
		expect(merged).toMatchObject({ reviewMeetingDate: '2026-02-02', reviewDecisionDate: '2026-02-20' });
		expect(merged.exceptionReason).toBe('school_closed');
		expect(merged.notYet).toEqual(['amendedFinalDate', 'reviewReportReceivedDate']);
		const check = criterionById(rubric, 'TIM.3')?.check;
		expect(check && dateCheck(check, merged, today).level).toBe('met');
		expect(datesWith(dates, noFacts())).toEqual(dates);
	});

	test('leaves open only what nobody spoke of', () => {
		const asked = askedOf(rubric, amended, register(), today);
		expect(leftOpen(asked, register(), noFacts(), today)).toHaveLength(5);
		const facts = told({
			dates: { reviewMeetingDate: '2026-02-02', reviewDecisionDate: '2026-02-20' },
			answers: { 'G.4': { level: 'met' }, 'TIM.2': { level: 'cannot_tell' }, 'TIM.4': { level: 'not_applicable' } }
		});
		expect(leftOpen(asked, register(), facts, today)).toEqual(['TIM.5']);
	});

	test('becomes answers that never keep an audit from being sent', () => {
		const facts = told({
			answers: {
				'G.4': { level: 'partly', note: 'The panel has not minuted it' },
				'TIM.2': { level: 'cannot_tell' },
				'TIM.1': { level: 'cannot_tell' },
				'F.2': { level: 'met' },
				'TIM.5': { level: 'yes' }
			}
		});
		const given = givenOf(rubric, amended, facts);
		expect(Object.keys(given)).toEqual(['G.4', 'TIM.2']);
		expect(given['G.4']).toEqual({ level: 'partly', note: 'The panel has not minuted it' });
		expect(given['TIM.2']?.note).toContain('SEN service');
		const draft = openDraft(
			{ assignmentId: 'a', revision: 1, rubricId: rubric.rubricId, rubricVersion: rubric.version, context: amended },
			rubric,
			reviewed,
			today,
			'2026-11-23T09:00:00.000Z',
			given
		);
		expect(draft.answers['G.4']).toMatchObject({ level: 'partly', given: true });
		expect(violationsOf(draft, rubric).map(({ field }) => field)).not.toContain('G.4');
		expect(violationsOf(draft, rubric).map(({ field }) => field)).not.toContain('TIM.2');
	});
});

describe('days that cannot be true', () => {
	const cases: [string, Facts, string][] = [
		[
			'a decision before the meeting',
			told({ dates: { reviewMeetingDate: '2026-03-02', reviewDecisionDate: '2026-02-20' } }),
			'reviewDecisionDate'
		],
		[
			'a meeting after the register’s decision',
			told({ dates: { reviewMeetingDate: '2026-03-02' } }),
			'reviewMeetingDate'
		],
		['a day that has not come', told({ dates: { amendedFinalDate: '2026-11-24' } }), 'amendedFinalDate'],
		['a day before there were plans', told({ dates: { planFirstMadeDate: '2014-08-31' } }), 'planFirstMadeDate'],
		['a mistyped year', told({ dates: { reviewMeetingDate: '2016-02-02' } }), 'reviewMeetingDate'],
		[
			'a day, and not yet',
			told({ dates: { amendedFinalDate: '2026-10-01' }, notYet: ['amendedFinalDate'] }),
			'amendedFinalDate'
		]
	];
	const known = register({ reviewDecisionDate: '2026-02-20' });
	test.each(cases)('%s', (_, facts, field) => {
		const found = orderFaults(facts, known, today);
		expect(found.map((fault) => fault.field)).toContain(field);
	});

	test('the words name both days', () => {
		const [fault] = orderFaults(told({ dates: { reviewMeetingDate: '2026-03-02' } }), known, today);
		expect(fault?.message).toBe('The decision (20 February 2026) cannot come before the review meeting (2 March 2026)');
	});

	const row = { contributor: 'Health', adviceRequestedDate: null, adviceReceivedDate: null, adviceException: null };
	const advice: [string, Partial<Facts['advice'][number]>, string][] = [
		['a reply before the request', { adviceRequestedDate: '2026-03-02', adviceReceivedDate: '2026-03-01' }, 'received'],
		['a reply to no request', { adviceReceivedDate: '2026-03-01' }, 'requested'],
		['an exception to no request', { adviceException: 'absent' }, 'requested'],
		['a request before the child’s', { adviceRequestedDate: '2025-12-31' }, 'requested'],
		['a reply years later', { adviceRequestedDate: '2020-03-02', adviceReceivedDate: '2026-03-01' }, 'received'],
		['a reply that has not come', { adviceRequestedDate: '2026-03-02', adviceReceivedDate: '2026-12-01' }, 'received']
	];
	test.each(advice)('%s', (_, part, field) => {
		const facts = told({ advice: [{ ...row, ...part }] });
		const dates = register({ requestReceivedDate: field === 'requested' ? '2026-01-01' : null });
		expect(orderFaults(facts, dates, today).map((fault) => fault.field)).toEqual([`advice.0.${field}`]);
	});

	test('nothing is said of what the register alone holds, nor of days that fit', () => {
		const crossed = register({ reviewMeetingDate: '2026-03-02', reviewDecisionDate: '2026-02-20' });
		expect(orderFaults(noFacts(), crossed, today)).toEqual([]);
		const fit = told({ dates: { reviewMeetingDate: '2026-02-20', phaseTransferDate: '2027-09-01' } });
		expect(orderFaults(fit, known, today)).toEqual([]);
	});
});

describe('the fields', () => {
	const asked = askedOf(rubric, anew, register(), today);
	const read = (values: Record<string, string>) => readFacts(rubric, asked, values, register(), today);

	test('say what was told, and read it back', () => {
		const values = {
			request_received_date: '2026-01-05',
			final_plan_date: '05/06/2026',
			exception: 'away from the area',
			review_meeting_date: 'not yet',
			advice_1_requested: '2026-01-20',
			advice_1_received: '2026-02-20',
			advice_2_requested: '2026-01-20',
			advice_2_exception: 'missed an appointment',
			'answer_g.4': 'not met',
			'note_g.4': 'Nothing on file',
			'answer_tim.2': 'Not known to us either'
		};
		const { facts, faults } = read(values);
		expect(faults).toEqual([]);
		expect(CaseFacts.parse(facts)).toEqual(facts);
		expect(facts.dates).toEqual({ requestReceivedDate: '2026-01-05', finalPlanDate: '2026-06-05' });
		expect(facts.notYet).toEqual(['reviewMeetingDate']);
		expect(facts.advice).toHaveLength(2);
		expect(facts.answers).toEqual({
			'G.4': { level: 'not_met', note: 'Nothing on file' },
			'TIM.2': { level: 'cannot_tell' }
		});
		expect(read(valuesOf(asked, facts))).toEqual({ facts, faults: [] });
		expect(
			Object.keys(valuesOf(asked, facts)).filter((name) => !fieldsOf(asked).some((one) => one.name === name))
		).toEqual([]);
	});

	test('an answer gives way to the days that decide the question', () => {
		const { facts } = read({
			request_received_date: '2026-01-05',
			final_plan_date: '2026-05-05',
			'answer_tim.1': 'does not apply'
		});
		expect(facts.answers).toEqual({});
		expect(isEmpty(read({}).facts)).toBe(true);
	});

	const bad: [field: string, value: string, told: string][] = [
		['request_received_date', '2026-02-30', 'request_received_date'],
		['request_received_date', 'in spring', 'request_received_date'],
		['request_received_date', 'not yet', 'request_received_date'],
		['final_plan_date', '2026-12-01', 'final_plan_date'],
		['exception', 'holiday', 'exception'],
		['advice_3_received', '2026-02-20', 'advice_3_requested'],
		['advice_1_exception', 'ill', 'advice_1_exception'],
		['answer_g.4', 'outstanding', 'answer_g.4'],
		['answer_tim.2', 'met', 'answer_tim.2'],
		['note_g.4', 'x'.repeat(501), 'note_g.4']
	];
	test.each(bad)('%s of %j is told at %s', (field, value, fault) => {
		expect(read({ 'answer_g.4': 'met', [field]: value }).faults.map((one) => one.field)).toEqual([fault]);
	});

	test('partly and not met want a note, and a note wants an answer', () => {
		expect(read({ 'answer_g.4': 'partly met' }).faults.map(({ field }) => field)).toEqual(['note_g.4']);
		expect(read({ 'note_g.4': 'Seen' }).faults.map(({ field }) => field)).toEqual(['answer_g.4']);
		expect(read({ 'answer_g.4': 'not known to us either' }).faults).toEqual([]);
	});

	test('a wrong phase change is told', () => {
		const moving = askedOf(rubric, { ...amended, phaseTransfer: true }, reviewed, today);
		const { faults } = readFacts(rubric, moving, { transfer_type: 'up', transfer_year: '27' }, reviewed, today);
		expect(faults.map(({ field }) => field)).toEqual(['transfer_type', 'transfer_year']);
	});
});

describe('the file', () => {
	const plan = (planRef: string, dates: PlanDates, context: Context, facts: Facts | null = null): AskedPlan => ({
		planRef,
		asked: askedOf(rubric, context, dates, today),
		dates,
		facts
	});
	const plans = [
		plan('LEW-22222', register(), anew),
		plan('LEW-33333', reviewed, amended, told({ answers: { 'G.4': { level: 'met', note: 'Minuted' } } })),
		plan('LEW-44444', register(), amended)
	];
	const template = caseFactTable(plans, today);
	const file = (header: string[], ...rows: string[][]) =>
		readCaseFactTable({ name: 'facts.csv', header, rows }, rubric, plans, today);
	const places = (header: string[], ...rows: string[][]) =>
		file(header, ...rows).problems.map(({ severity, code, row, column }) => [severity, code, row, column]);

	test('goes out with a row for each plan, what is known, and what is open', () => {
		expect(template.rows.map(([ref, open]) => [ref, open])).toEqual([
			['LEW-22222', 'G.4 TIM.1 TIM.2 TIM.3 TIM.5 TIM.7'],
			['LEW-33333', ''],
			['LEW-44444', 'G.4 TIM.2 TIM.3 TIM.4 TIM.5']
		]);
		expect(template.rows[1]?.[template.header.indexOf('note_g.4')]).toBe('Minuted');
		expect(template.header.slice(0, 4)).toEqual([
			'plan_ref',
			'still_wanted',
			'request_received_date',
			'final_plan_date'
		]);
	});

	test('comes back unchanged without a word', () => {
		expect(file(template.header, ...template.rows)).toEqual({ changed: [], unchanged: 3, problems: [] });
	});

	test('fills in, and an empty cell leaves what is there', () => {
		const { changed, unchanged, problems } = file(
			['Plan_Ref', 'answer_g.4', 'note_g.4', 'review_meeting_date', 'review_decision_date'],
			['lew-33333', 'partly met', '', '', ''],
			[],
			['LEW-44444', 'met', '', '', ''],
			['LEW-22222', '', '', '02/02/2026', '2026-02-20']
		);
		expect(problems).toEqual([]);
		expect(unchanged).toBe(0);
		expect(changed.map(({ planRef, open }) => [planRef, open])).toEqual([
			['LEW-33333', 0],
			['LEW-44444', 4],
			['LEW-22222', 5]
		]);
		expect(changed[0]?.facts.answers['G.4']).toEqual({ level: 'partly', note: 'Minuted' });
	});

	test('takes the apostrophe away that the way out put before a formula', () => {
		const { changed } = file(['plan_ref', 'answer_g.4', 'note_g.4'], ['LEW-44444', 'met', "'=SUM(A1)"]);
		expect(changed[0]?.facts.answers['G.4']?.note).toBe('=SUM(A1)');
	});

	test('tells everything that is wrong, by row and column, and nothing of what a cell holds', () => {
		const header = ['plan_ref', 'review_meeting_date', 'review_decision_date', 'Pupil name'];
		const rows = [
			['LEW-22222', '2026-03-02', '2026-02-20', 'Jo'],
			['LEW-22222', '', '', ''],
			['LEW-99999', '', '', ''],
			['Jo Bloggs', '', '', ''],
			['LEW-44444', 'soon', '31/02/2026', ''],
			['LEW-33333', '2026-02-02', '', '']
		];
		expect(places(header, ...rows)).toEqual([
			['warning', 'column.unknown', 1, 'pupil name'],
			['error', 'cell.wrong', 2, 'review_decision_date'],
			['error', 'plan.twice', 3, 'plan_ref'],
			['error', 'plan.unknown', 4, 'plan_ref'],
			['error', 'plan.unknown', 5, 'plan_ref'],
			['error', 'cell.wrong', 6, 'review_meeting_date'],
			['error', 'cell.wrong', 6, 'review_decision_date'],
			['warning', 'cell.not_asked', 7, 'review_meeting_date']
		]);
		expect(JSON.stringify(file(header, ...rows).problems)).not.toContain('Jo');
	});

	test('without its key column or without rows is refused', () => {
		expect(places(['answer_g.4'], ['met'])).toEqual([['error', 'column.missing', 1, 'plan_ref']]);
		expect(places(['plan_ref'])).toEqual([['error', 'file.no_rows', null, null]]);
	});
});
