import { describe, expect, test } from 'vitest';
import { noDates } from '#lib/domain/plan-dates.ts';
import type { Plan } from '#lib/domain/plan.ts';
import { personChanges, planChanges, schoolChanges, type PresentPerson } from '#lib/domain/register-changes.ts';
import type { RegisterPerson, RegisterPlan } from '#lib/domain/register.ts';
import type { School } from '#lib/domain/school.ts';

const facts = {
	cohort: 2019,
	primaryNeed: 'ASD',
	schoolUrn: '100001',
	senSetting: null,
	senUnit: false,
	resourcedProvision: false,
	planKind: 'new',
	startedOn: '2019-07-22',
	ceasedOn: null
} as const;
const key = (letter: string) => letter.repeat(64);
const present = (letter: string | null, values: Partial<Plan> = {}): Plan => ({
	...facts,
	planRef: `LEW-2222${letter?.toUpperCase() ?? '9'}`,
	matchKey: letter === null ? null : key(letter),
	dates: noDates(),
	...values
});
const incoming = (letter: string | null, values: Partial<RegisterPlan> = {}): RegisterPlan => ({
	...facts,
	matchKey: letter === null ? null : key(letter),
	dates: {},
	...values
});
const on = { referenceDate: '2027-01-21', sameReturn: false };

describe('plans', () => {
	test('new, changed, unchanged and ended ones', () => {
		const changes = planChanges(
			[present('a'), present('b'), present('c'), present('d', { ceasedOn: '2025-01-01' })],
			[incoming('a'), incoming('b', { schoolUrn: '100002', primaryNeed: 'SEMH' }), incoming('e')],
			on
		);
		expect(changes.added).toEqual([{ ...facts, matchKey: key('e'), dates: noDates() }]);
		expect(changes.changed).toEqual([
			{
				planRef: 'LEW-2222B',
				facts: { ...facts, matchKey: key('b'), schoolUrn: '100002', primaryNeed: 'SEMH', dates: noDates() },
				what: ['setting', 'primaryNeed']
			}
		]);
		expect(changes.unchanged).toBe(1);
		expect(changes.ended).toEqual(['LEW-2222C']);
		expect(changes.leftOut).toBe(0);
	});

	test('the same return again changes nothing', () => {
		const first = planChanges([], [incoming('a'), incoming(null), incoming(null, { cohort: 2010 })], on);
		const register = first.added.map((plan, at) => ({ ...plan, planRef: `LEW-2222${at + 2}` }));
		const again = planChanges(register, [incoming('a'), incoming(null), incoming(null, { cohort: 2010 })], {
			...on,
			sameReturn: true
		});
		expect(again).toEqual({ added: [], changed: [], unchanged: 3, ended: [], leftOut: 0, stayEnded: 0, byHand: 0 });
	});

	test('a plan without a number gets a new reference with the next return', () => {
		const changes = planChanges([present(null)], [incoming(null)], on);
		expect(changes.added).toHaveLength(1);
		expect(changes.ended).toEqual(['LEW-22229']);
	});

	test('two plans without a number and with equal facts stay two', () => {
		const register = [present(null, { planRef: 'LEW-22222' }), present(null, { planRef: 'LEW-22223' })];
		const same = { ...on, sameReturn: true };
		expect(planChanges(register, [incoming(null), incoming(null), incoming(null)], same)).toMatchObject({
			unchanged: 2,
			ended: []
		});
		expect(planChanges(register, [incoming(null)], same)).toMatchObject({ unchanged: 1, ended: ['LEW-22222'] });
	});

	test.each([
		['2027-01-21', 0, 1],
		['2027-01-22', 1, 0]
	])('one that is not known and ceased on %s', (ceasedOn, added, leftOut) => {
		const changes = planChanges([], [incoming('a', { ceasedOn })], on);
		expect(changes.added).toHaveLength(added);
		expect(changes.leftOut).toBe(leftOut);
	});

	test('one that is known ends on its own day, and may start again', () => {
		const ends = planChanges([present('a')], [incoming('a', { ceasedOn: '2026-11-30' })], on);
		expect(ends.changed).toMatchObject([{ facts: { ceasedOn: '2026-11-30' }, what: ['ceased'] }]);
		expect(ends.ended).toEqual([]);
		const starts = planChanges([present('a', { ceasedOn: '2026-11-30' })], [incoming('a')], on);
		expect(starts.changed).toMatchObject([{ facts: { ceasedOn: null }, what: ['ceased'] }]);
	});
});

describe('dates', () => {
	const after = (before: Partial<Plan['dates']>, told: RegisterPlan['dates']) => {
		const { changed } = planChanges(
			[present('a', { dates: { ...noDates(), ...before } })],
			[incoming('a', { dates: told })],
			on
		);
		return changed[0]?.facts.dates;
	};

	test('what the return leaves empty is empty, what it cannot tell stays', () => {
		const adviceDates = [
			{
				contributor: 'Health',
				adviceRequestedDate: '2019-04-01',
				adviceReceivedDate: null,
				adviceException: null
			}
		];
		expect(after({ requestReceivedDate: '2019-03-04', adviceDates }, { finalPlanDate: '2019-07-22' })).toEqual({
			...noDates(),
			finalPlanDate: '2019-07-22',
			adviceDates
		});
	});

	test('a later decision moves the former one back; the same one does not', () => {
		expect(after({ reviewDecisionDate: '2026-06-09' }, { reviewDecisionDate: '2027-06-01' })).toMatchObject({
			previousReviewDecisionDate: '2026-06-09',
			reviewDecisionDate: '2027-06-01'
		});
		expect(
			after(
				{ previousReviewDecisionDate: '2025-06-01', reviewDecisionDate: '2026-06-09' },
				{ reviewDecisionDate: '2026-06-09' }
			)
		).toBeUndefined();
		expect(
			after(
				{ previousReviewDecisionDate: '2025-06-01', reviewDecisionDate: '2026-06-09' },
				{ reviewDecisionDate: '2026-05-09' }
			)
		).toMatchObject({ previousReviewDecisionDate: '2025-06-01', reviewDecisionDate: '2026-05-09' });
	});

	test('what followed the former meeting says nothing of a new one', () => {
		const before = {
			reviewMeetingDate: '2026-05-12',
			reviewReportReceivedDate: '2026-05-20',
			amendmentNoticeDate: '2026-06-01',
			amendedFinalDate: '2026-07-01',
			notYet: ['amendedFinalDate' as const]
		};
		expect(after(before, { reviewMeetingDate: '2027-05-01' })).toEqual({
			...noDates(),
			reviewMeetingDate: '2027-05-01'
		});
		expect(after(before, { reviewMeetingDate: '2026-05-12', reviewDecisionDate: '2026-06-01' })).toMatchObject({
			amendedFinalDate: '2026-07-01',
			notYet: ['amendedFinalDate']
		});
	});

	test('a finer reason and a kind of transfer that were known stay', () => {
		expect(
			after({ exceptionReason: 'school_closed' }, { exceptionReason: 'recorded', finalPlanDate: '2019-07-22' })
		).toMatchObject({ exceptionReason: 'school_closed' });
		expect(after({ exceptionReason: 'school_closed' }, {})).toMatchObject({ exceptionReason: null });
		const known = { transferYear: 2027, phaseTransferType: 'secondary_to_post16' as const };
		expect(after(known, { transferYear: 2027, finalPlanDate: '2019-07-22' })).toMatchObject(known);
		expect(after(known, { transferYear: 2028 })).toMatchObject({ transferYear: 2028, phaseTransferType: null });
	});
});

test('schools: new, changed, closed, as they were', () => {
	const school = (urn: string, values: Partial<School> = {}): School => ({
		urn,
		name: 'Copse School',
		typeCode: 1,
		phaseCode: 2,
		lowAge: 3,
		highAge: 11,
		open: true,
		closedOn: null,
		...values
	});
	const changes = schoolChanges(
		[school('100001'), school('100002'), school('100003'), school('100004')],
		[
			school('100001'),
			school('100002', { name: 'Copse Academy' }),
			school('100003', { open: false, closedOn: '2026-08-31' }),
			school('100005')
		]
	);
	expect(changes.added.map(({ urn }) => urn)).toEqual(['100005']);
	expect(changes.changed.map(({ urn }) => urn)).toEqual(['100002', '100003']);
	expect(changes).toMatchObject({ closed: 1, unchanged: 1 });
});

test('people: by address in any case; nobody is taken away', () => {
	const told = (email: string, values: Partial<RegisterPerson> = {}): RegisterPerson => ({
		email,
		name: 'Amina Okafor',
		roles: ['auditor', 'chair'],
		agency: 'health',
		capacity: 3,
		trainedOn: null,
		schoolUrns: [],
		interestUrns: ['100001', '100002'],
		...values
	});
	const known = (email: string, values: Partial<PresentPerson> = {}): PresentPerson => ({
		...told(email),
		personId: email,
		disabledAt: null,
		...values
	});
	const changes = personChanges(
		[
			known('Amina@example.org', { roles: ['chair', 'auditor'], interestUrns: ['100002', '100001'] }),
			known('b@example.org'),
			known('c@example.org'),
			known('d@example.org', { disabledAt: '2026-01-01T00:00:00.000Z' })
		],
		[told('amina@example.org'), told('b@example.org', { capacity: 5 }), told('e@example.org')]
	);
	expect(changes.added.map(({ email }) => email)).toEqual(['e@example.org']);
	expect(changes.changed).toMatchObject([{ personId: 'b@example.org', person: { capacity: 5 } }]);
	expect(changes.unchanged).toBe(1);
	expect(changes.missing.map(({ email }) => email)).toEqual(['c@example.org']);
});

describe('what was done by hand', () => {
	const hand = (letters: string, keep: boolean) => ({
		...on,
		byHand: { corrected: new Set([...letters].map((letter) => `LEW-2222${letter.toUpperCase()}`)), keep }
	});
	const changesWith = (keep: boolean) =>
		planChanges(
			[present('a'), present('b'), present('c'), present('d'), { ...present(null), planRef: 'LEW-2222E' }],
			[incoming('a', { cohort: 2011 }), incoming('b'), incoming('c', { cohort: 2012 })],
			hand('abde', keep)
		);

	test('the return wins, and says over how much', () => {
		const changes = changesWith(false);
		expect(changes.changed.map(({ planRef }) => planRef)).toEqual(['LEW-2222A', 'LEW-2222C']);
		expect(changes.ended).toEqual(['LEW-2222D', 'LEW-2222E']);
		expect(changes).toMatchObject({ unchanged: 1, byHand: 3 });
	});

	test('kept, it stays whole as it is, and the rest comes in', () => {
		const changes = changesWith(true);
		expect(changes.changed.map(({ planRef }) => planRef)).toEqual(['LEW-2222C']);
		expect(changes.ended).toEqual([]);
		expect(changes).toMatchObject({ unchanged: 4, byHand: 3 });
	});

	test.each<[string, Partial<RegisterPlan>, string | null, number]>([
		['the same start', {}, '2025-05-01', 1],
		['no start', { startedOn: null }, '2025-05-01', 1],
		['a start on the very day', { startedOn: '2025-05-01' }, '2025-05-01', 1],
		['a later start', { startedOn: '2025-05-02' }, null, 0],
		['an end of its own', { ceasedOn: '2025-04-30' }, '2025-04-30', 0]
	])('a plan ended by hand of which the return tells %s', (_, told, ceasedOn, stayEnded) => {
		const changes = planChanges(
			[present('a', { ceasedOn: '2025-05-01' })],
			[incoming('a', { ...told, cohort: 2011 })],
			{
				...on,
				endedByHand: new Set(['LEW-2222A'])
			}
		);
		expect(changes.changed).toMatchObject([{ facts: { ceasedOn, cohort: 2011 } }]);
		expect(changes.stayEnded).toBe(stayEnded);
		// One that a return had ended starts again with it.
		expect(planChanges([present('a', { ceasedOn: '2025-05-01' })], [incoming('a')], on).changed).toMatchObject([
			{ facts: { ceasedOn: null }, what: ['ceased'] }
		]);
	});

	test('schools and people are counted and kept alike', () => {
		const school: School = {
			urn: '100001',
			name: 'A',
			typeCode: 1,
			phaseCode: 2,
			lowAge: 4,
			highAge: 11,
			open: true,
			closedOn: null
		};
		const schools = (keep: boolean) =>
			schoolChanges(
				[school, { ...school, urn: '100002' }],
				[
					{ ...school, name: 'B' },
					{ ...school, urn: '100002', name: 'B' }
				],
				{ corrected: new Set(['100001']), keep }
			);
		expect(schools(false)).toMatchObject({ byHand: 1, unchanged: 0, changed: [{ urn: '100001' }, { urn: '100002' }] });
		expect(schools(true)).toMatchObject({ byHand: 1, unchanged: 1, changed: [{ urn: '100002' }] });

		const one: RegisterPerson = {
			email: 'a@example.org',
			name: 'A',
			roles: ['auditor'],
			agency: 'health',
			capacity: 3,
			trainedOn: null,
			schoolUrns: [],
			interestUrns: []
		};
		const people = (keep: boolean) =>
			personChanges([{ ...one, personId: 'x', disabledAt: null }], [{ ...one, capacity: 4 }], {
				corrected: new Set(['a@example.org']),
				keep
			});
		expect(people(false)).toMatchObject({ byHand: 1, unchanged: 0, changed: [{ personId: 'x' }] });
		expect(people(true)).toMatchObject({ byHand: 1, unchanged: 1, changed: [] });
	});
});
