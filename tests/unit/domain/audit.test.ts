import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	Answer,
	answer,
	Draft,
	flag,
	note,
	NOTE_LIMIT,
	openDraft,
	progressOf,
	refresh,
	settled,
	violationsOf,
	type Answers,
	type GivenAnswers
} from '#lib/domain/audit.ts';
import { noDates, type PlanDates } from '#lib/domain/plan-dates.ts';
import { allowedLevels, applicableCriteria, criterionById, type Context } from '#lib/domain/rubric.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';

const NOW = '2026-11-02T10:00:00.000Z';
const LATER = '2026-11-02T10:05:00.000Z';
const TODAY = '2026-11-02';
const year4: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };

const contexts = fc.record<Context>({
	profile: fc.constantFrom(...rubric.profiles.map(({ id }) => id)),
	yearGroup: fc.integer({ min: -5, max: 21 }),
	planKind: fc.constantFrom('new', 'amended'),
	phaseTransfer: fc.boolean(),
	switchedOff: fc.subarray(rubric.sections.filter(({ optional }) => optional).map(({ code }) => code))
});

function opened(context: Context = year4, dates: Partial<PlanDates> = {}, today = TODAY): Draft {
	const assignment = {
		assignmentId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
		rubricId: rubric.rubricId,
		rubricVersion: rubric.version,
		context,
		revision: 1
	};
	return openDraft(assignment, rubric, { ...noDates(), ...dates }, today, NOW);
}

/** Every applicable criterion answered at its best, date checks as the register has them. */
function whole(context: Context = year4, overrides: Answers = {}): Draft {
	const draft = opened(context);
	const answers: Answers = { ...draft.answers };
	for (const { id, answerKind } of applicableCriteria(rubric, context))
		answers[id] ??= { level: answerKind === 'record_only' ? 'yes' : 'met' };
	return { ...draft, answers: { ...answers, ...overrides } };
}

function frozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		for (const inner of Object.values(value)) frozen(inner);
		Object.freeze(value);
	}
	return value;
}

const codes = (draft: Pick<Draft, 'answers' | 'context'>) =>
	violationsOf(draft, rubric).map(({ field, code }) => `${field}: ${code}`);

describe('a draft as it is opened', () => {
	test('carries what its assignment says, and nothing typed', () => {
		const draft = opened();
		expect(draft).toEqual({
			assignmentId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
			revision: 1,
			rubricId: rubric.rubricId,
			rubricVersion: rubric.version,
			context: year4,
			answers: draft.answers,
			looseNotes: {},
			flagged: [],
			startedAt: NOW,
			changedAt: NOW
		});
		expect(Draft.parse(draft)).toEqual(draft);
	});

	const requestReceivedDate = '2026-01-05'; // 20 weeks: 25 May 2026
	test.each<[string, string, Context['planKind'], Partial<PlanDates>, string, Answer]>([
		['on time', 'TIM.1', 'new', { requestReceivedDate, finalPlanDate: '2026-05-25' }, TODAY, { level: 'met' }],
		['late', 'TIM.1', 'new', { requestReceivedDate, finalPlanDate: '2026-05-26' }, TODAY, { level: 'not_met' }],
		['overdue', 'TIM.1', 'new', { requestReceivedDate, notYet: ['finalPlanDate'] }, '2026-05-26', { level: 'not_met' }],
		['not due', 'TIM.1', 'new', { requestReceivedDate }, '2026-05-25', { level: 'not_applicable' }],
		[
			'excused',
			'TIM.1',
			'new',
			{ requestReceivedDate, finalPlanDate: '2026-05-26', exceptionReason: 'recorded' },
			TODAY,
			{ level: 'not_applicable', excused: true }
		],
		[
			'on time beside an exception',
			'TIM.1',
			'new',
			{ requestReceivedDate, finalPlanDate: '2026-05-25', exceptionReason: 'recorded' },
			TODAY,
			{ level: 'met' }
		],
		['not begun', 'TIM.3', 'amended', { notYet: ['reviewMeetingDate'] }, TODAY, { level: 'not_applicable' }],
		['not in the register', 'TIM.4', 'amended', {}, TODAY, { level: 'cannot_tell' }]
	])('prefilled, %s: %s of a plan that is %s', (_reason, id, planKind, dates, today, expected) => {
		expect(opened({ ...year4, planKind }, dates, today).answers[id]).toEqual({ ...expected, prefilled: true });
	});

	test('has the date checks that apply answered without a note, and nothing else', () => {
		fc.assert(
			fc.property(contexts, (context) => {
				const draft = opened(context);
				const checks = applicableCriteria(rubric, context).filter(({ answerKind }) => answerKind === 'date_check');
				expect(Object.keys(draft.answers).sort()).toEqual(checks.map(({ id }) => id).sort());
				const missing = violationsOf(draft, rubric);
				expect(missing.every(({ code }) => code === 'answer.missing')).toBe(true);
				expect(missing).toHaveLength(applicableCriteria(rubric, context).length - checks.length);
			})
		);
	});

	test('is not opened in a context that the questions cannot judge', () => {
		expect(() => opened({ ...year4, yearGroup: null })).toThrow(RangeError);
		expect(() => opened({ ...year4, profile: 'nowhere' })).toThrow('no profile "nowhere"');
	});
});

describe('answering', () => {
	test('puts an answer in, another in its place, and takes it out', () => {
		const one = answer(opened(), 'B.1', { level: 'met' }, LATER);
		expect(one.answers['B.1']).toEqual({ level: 'met' });
		expect(one.changedAt).toBe(LATER);
		expect(one.startedAt).toBe(NOW);
		const two = answer(one, 'B.1', { level: 'partly', note: 'Two of four' }, LATER);
		expect(two.answers['B.1']).toEqual({ level: 'partly', note: 'Two of four' });
		const none = answer(one, 'B.1', null, LATER);
		expect(none.answers).not.toHaveProperty(['B.1']);
		expect(none.looseNotes).toEqual({});
	});

	test('an answer of a person is no longer the register’s', () => {
		const draft = opened();
		expect(draft.answers['TIM.2']?.prefilled).toBe(true);
		expect(answer(draft, 'TIM.2', { level: 'met', note: 'Seen' }, LATER).answers['TIM.2']).toEqual({
			level: 'met',
			note: 'Seen'
		});
	});

	test('a note typed first goes with the first level chosen', () => {
		const typed = note(opened(), 'B.1', 'Two of four', LATER);
		expect(typed.looseNotes).toEqual({ 'B.1': 'Two of four' });
		expect(typed.answers).not.toHaveProperty(['B.1']);
		const chosen = answer(typed, 'B.1', { level: 'partly' }, LATER);
		expect(chosen.answers['B.1']).toEqual({ level: 'partly', note: 'Two of four' });
		expect(chosen.looseNotes).toEqual({});
	});

	test('an answer with a note of its own brings that one', () => {
		const typed = note(opened(), 'B.1', 'Old', LATER);
		const chosen = answer(typed, 'B.1', { level: 'partly', note: 'New' }, LATER);
		expect(chosen.answers['B.1']).toEqual({ level: 'partly', note: 'New' });
		expect(chosen.looseNotes).toEqual({});
	});

	test('an answer without a note keeps the words that were there', () => {
		const noted = answer(opened(), 'B.1', { level: 'partly', note: 'Two of four' }, LATER);
		expect(answer(noted, 'B.1', { level: 'not_met' }, LATER).answers['B.1']).toEqual({
			level: 'not_met',
			note: 'Two of four'
		});
	});

	test('taking an answer out keeps its note aside, taking none out keeps the note that is aside', () => {
		const noted = answer(opened(), 'B.1', { level: 'partly', note: 'Two of four' }, LATER);
		const aside = answer(noted, 'B.1', null, LATER);
		expect(aside.answers).not.toHaveProperty(['B.1']);
		expect(aside.looseNotes).toEqual({ 'B.1': 'Two of four' });
		expect(answer(aside, 'B.1', null, LATER).looseNotes).toEqual({ 'B.1': 'Two of four' });
	});
});

describe('noting', () => {
	test('writes beside the answer where there is one, and an empty note is none', () => {
		const draft = answer(opened(), 'B.1', { level: 'partly', listed: ['x'] }, NOW);
		const noted = note(draft, 'B.1', 'Two of four', LATER);
		expect(noted.answers['B.1']).toEqual({ level: 'partly', listed: ['x'], note: 'Two of four' });
		expect(noted.looseNotes).toEqual({});
		expect(noted.changedAt).toBe(LATER);
		expect(note(noted, 'B.1', 'Three', LATER).answers['B.1']?.note).toBe('Three');
		expect(note(noted, 'B.1', '', LATER).answers['B.1']).toEqual({ level: 'partly', listed: ['x'] });
	});

	test('an empty note without an answer leaves nothing aside', () => {
		const typed = note(opened(), 'B.1', 'Two', NOW);
		expect(note(typed, 'B.1', '', LATER).looseNotes).toEqual({});
		expect(note(opened(), 'B.1', '', LATER).looseNotes).toEqual({});
	});

	test('a note on a date check leaves it prefilled', () => {
		expect(note(opened(), 'TIM.2', 'Asked the service', LATER).answers['TIM.2']).toEqual({
			level: 'cannot_tell',
			prefilled: true,
			note: 'Asked the service'
		});
	});
});

describe('flagging', () => {
	test('marks once, at the end, and takes the mark off', () => {
		const both = flag(flag(opened(), 'B.1', true, NOW), 'C.1', true, LATER);
		expect(both.flagged).toEqual(['B.1', 'C.1']);
		expect(both.changedAt).toBe(LATER);
		expect(flag(both, 'B.1', true, LATER).flagged).toEqual(['C.1', 'B.1']);
		expect(flag(both, 'B.1', false, LATER).flagged).toEqual(['C.1']);
		expect(flag(both, 'D.1', false, LATER).flagged).toEqual(['B.1', 'C.1']);
	});
});

describe('whatever is done to a draft', () => {
	const ids = ['B.1', 'C.6', 'TIM.2'] as const;
	type Step = (draft: Draft) => Draft;
	const step: fc.Arbitrary<Step> = fc.oneof(
		fc.tuple(fc.constantFrom(...ids), fc.constantFrom('met', 'not_met', 'yes', null)).map(
			([id, level]): Step =>
				(draft) =>
					answer(draft, id, level && { level }, LATER)
		),
		fc.tuple(fc.constantFrom(...ids), fc.constantFrom('', 'one', 'two')).map(
			([id, text]): Step =>
				(draft) =>
					note(draft, id, text, LATER)
		),
		fc.tuple(fc.constantFrom(...ids), fc.boolean()).map(
			([id, on]): Step =>
				(draft) =>
					flag(draft, id, on, LATER)
		)
	);

	test('the one before stays as it was, and every draft keeps its shape', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
				let draft = frozen(opened());
				for (const act of steps) {
					draft = frozen(act(draft));
					expect(Draft.safeParse(draft).success).toBe(true);
					expect(new Set(draft.flagged).size).toBe(draft.flagged.length);
					// A note is in one place: beside its answer or aside.
					for (const id of Object.keys(draft.looseNotes)) expect(draft.answers).not.toHaveProperty([id]);
				}
			})
		);
	});

	test('the last words typed for a question are still there, whatever is chosen, cleared or flagged since', () => {
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 8 }),
				fc.constantFrom(...ids),
				fc.array(
					fc.tuple(fc.constantFrom(...ids), fc.constantFrom('met', 'not_met', null)).map(
						([id, level]): Step =>
							(draft) =>
								answer(flag(draft, id, true, LATER), id, level && { level }, LATER)
					),
					{ maxLength: 8 }
				),
				(before, id, after) => {
					const noted = note(
						before.reduce((draft, act) => act(draft), opened()),
						id,
						'The last words',
						LATER
					);
					const draft = after.reduce((given, act) => act(given), noted);
					expect(draft.answers[id]?.note ?? draft.looseNotes[id]).toBe('The last words');
				}
			)
		);
	});
});

describe('what keeps an audit from being sent', () => {
	test('nothing, where every question has its answer and every answer its note', () => {
		fc.assert(
			fc.property(contexts, (context) => {
				expect(violationsOf(whole(context), rubric)).toEqual([]);
			}),
			{ numRuns: 30 }
		);
	});

	test.each<[string, string, Answer | undefined, string | null]>([
		['no answer', 'B.1', undefined, 'answer.missing'],
		['met', 'B.1', { level: 'met' }, null],
		['partly without a note', 'B.1', { level: 'partly' }, 'note.missing'],
		['partly with a blank note', 'B.1', { level: 'partly', note: ' \n\t' }, 'note.missing'],
		['partly with a note', 'B.1', { level: 'partly', note: 'x' }, null],
		['not met without a note', 'B.1', { level: 'not_met' }, 'note.missing'],
		['not met with a note', 'B.1', { level: 'not_met', note: 'x' }, null],
		['cannot tell without a note', 'B.2', { level: 'cannot_tell' }, 'note.missing'],
		['cannot tell with a note', 'B.2', { level: 'cannot_tell', note: 'x' }, null],
		['cannot tell where it is not offered', 'B.1', { level: 'cannot_tell', note: 'x' }, 'answer.level'],
		['not applicable', 'C.2', { level: 'not_applicable' }, null],
		['not applicable where it is not offered', 'B.1', { level: 'not_applicable' }, 'answer.level'],
		['a recorded yes to a judged question', 'B.1', { level: 'yes' }, 'answer.level'],
		['a judgement of a recorded question', 'K.5', { level: 'met' }, 'answer.level'],
		['something recorded, without a note', 'K.5', { level: 'no' }, null],
		['something listed that is not offered', 'K.5', { level: 'yes', listed: ['no-such-option'] }, 'answer.listed'],
		['a date check as the register has it', 'TIM.2', { level: 'not_met', prefilled: true }, null],
		['a date check put right, without a note', 'TIM.2', { level: 'met' }, 'note.missing'],
		['a date check put right, with a note', 'TIM.2', { level: 'met', note: 'x' }, null],
		['a note at its limit', 'B.1', { level: 'met', note: 'x'.repeat(NOTE_LIMIT) }, null],
		['a note one over', 'B.1', { level: 'met', note: 'x'.repeat(NOTE_LIMIT + 1) }, 'note.too_long'],
		['a wanted note one over', 'B.1', { level: 'partly', note: 'x'.repeat(NOTE_LIMIT + 1) }, 'note.too_long'],
		// An emoji takes two of the units that a text box counts.
		['a note of emoji at its limit', 'B.1', { level: 'met', note: '🙂'.repeat(NOTE_LIMIT / 2) }, null],
		['a note of emoji over it', 'B.1', { level: 'met', note: `x${'🙂'.repeat(NOTE_LIMIT / 2)}` }, 'note.too_long']
	])('%s: %s', (_what, id, given, code) => {
		const draft = whole();
		if (given) draft.answers[id] = given;
		else delete draft.answers[id];
		expect(codes(draft)).toEqual(code === null ? [] : [`${id}: ${code}`]);
	});

	test('a note too long says by how much', () => {
		const draft = whole(year4, { 'B.1': { level: 'met', note: 'x'.repeat(NOTE_LIMIT + 17) } });
		expect(violationsOf(draft, rubric)).toEqual([
			{ field: 'B.1', code: 'note.too_long', message: 'Shorten the note by 17 characters' }
		]);
	});

	test('in the order of the rubric, one a question, unknown questions last', () => {
		const answers = {
			...whole().answers,
			'COP.1': { level: 'partly' },
			'Z.9': { level: 'met' },
			'A.1': { level: 'yes', note: 'x'.repeat(NOTE_LIMIT + 1) },
			'F.1': { level: 'not_met' }
		} satisfies Answers;
		const { 'D.1': _left, ...some } = answers as Answers;
		expect(codes({ answers: some, context: year4 })).toEqual([
			'A.1: answer.level',
			'D.1: answer.missing',
			'F.1: note.missing',
			'COP.1: note.missing',
			'Z.9: answer.unknown_criterion'
		]);
	});

	test('with nothing answered, every question that applies once, in the rubric’s order', () => {
		fc.assert(
			fc.property(contexts, (context) => {
				expect(violationsOf({ answers: {}, context }, rubric).map(({ field }) => field)).toEqual(
					applicableCriteria(rubric, context).map(({ id }) => id)
				);
			}),
			{ numRuns: 30 }
		);
	});

	test('a question that does not apply needs no answer, and one that a context adds does', () => {
		expect(codes({ ...whole(), context: { ...year4, yearGroup: 8 } })).toEqual(['PFA.1: answer.missing']);
		expect(codes({ ...whole(), context: { ...year4, yearGroup: 4 } })).toEqual([]);
	});

	test.each<[string, Partial<Context>, string]>([
		['an unknown profile', { profile: 'nowhere' }, 'The rubric has no profile "nowhere"'],
		['an unknown section off', { switchedOff: ['Q'] }, 'The rubric has no section "Q"'],
		['a section off that must stay', { switchedOff: ['B'] }, 'Section B cannot be switched off'],
		['both', { switchedOff: ['B', 'Q'] }, 'Section B cannot be switched off; The rubric has no section "Q"']
	])('a context that cannot be judged is the one violation: %s', (_what, change, message) => {
		const context = { ...year4, ...change };
		const faulty = [{ field: 'context', code: 'context.faulty', message }];
		expect(violationsOf({ ...whole(), context }, rubric)).toEqual(faulty);
		expect(violationsOf({ answers: { 'Z.9': { level: 'met' } }, context }, rubric)).toEqual(faulty);
	});

	test('a year group that is not known is such a fault, where a question needs it', () => {
		const violations = violationsOf({ ...whole(), context: { ...year4, yearGroup: null } }, rubric);
		expect(violations).toHaveLength(1);
		expect(violations[0]).toMatchObject({ field: 'context', code: 'context.faulty' });
		expect(violations[0]?.message).toContain('year group is not known');
	});

	test('never throws, whatever the answers and the context', () => {
		const anyContext = fc.record<Context>({
			profile: fc.oneof(fc.constantFrom('full', 'core', 'plan-only'), fc.string({ maxLength: 50 })),
			yearGroup: fc.option(fc.integer({ min: -5, max: 21 })),
			planKind: fc.constantFrom('new', 'amended'),
			phaseTransfer: fc.boolean(),
			switchedOff: fc.array(fc.oneof(fc.constantFrom('A', 'B', 'TIM'), fc.string({ maxLength: 10 })), { maxLength: 3 })
		});
		const anyAnswers = fc.dictionary(
			fc.oneof(fc.constantFrom('A.1', 'B.1', 'K.5', 'TIM.2', 'constructor'), fc.string({ maxLength: 20 })),
			fc.record<Answer>({
				level: fc.constantFrom('met', 'partly', 'not_met', 'not_applicable', 'cannot_tell', 'yes', 'no'),
				note: fc.string()
			})
		);
		fc.assert(
			fc.property(anyContext, anyAnswers, (context, answers) => {
				for (const violation of violationsOf({ answers, context }, rubric))
					expect(Object.values(violation).every((part) => typeof part === 'string')).toBe(true);
			})
		);
	});
});

describe('how far a draft has come', () => {
	const sectionOf = (draft: Draft, code: string) =>
		progressOf(draft, rubric).find(({ sectionId }) => sectionId === code);

	test('counts what is answered of what applies, section by section in the rubric’s order', () => {
		const draft = opened();
		const progress = progressOf(draft, rubric);
		expect(progress.map(({ sectionId }) => sectionId)).toEqual(
			rubric.sections.map(({ code }) => code).filter((code) => code !== 'PFA')
		);
		expect(sectionOf(draft, 'B')).toEqual({ sectionId: 'B', answered: 0, of: 6, notesMissing: 0 });
		// C.6 asks from Year 9 on.
		expect(sectionOf(draft, 'C')?.of).toBe(6);
		// Date checks come filled in and want no note: TIM.2 to TIM.5 of an amended plan.
		expect(sectionOf(draft, 'TIM')).toEqual({ sectionId: 'TIM', answered: 4, of: 4, notesMissing: 0 });
	});

	test.each<[Answer, number]>([
		[{ level: 'met' }, 0],
		[{ level: 'partly' }, 1],
		[{ level: 'partly', note: '  ' }, 1],
		[{ level: 'partly', note: 'x' }, 0]
	])('a note is still wanted of %j: %i', (given, notesMissing) => {
		expect(sectionOf(answer(opened(), 'B.1', given, LATER), 'B')).toEqual({
			sectionId: 'B',
			answered: 1,
			of: 6,
			notesMissing
		});
	});

	test('an answer to a question that does not apply counts for nothing', () => {
		expect(sectionOf(answer(opened(), 'C.6', { level: 'yes' }, LATER), 'C')).toMatchObject({ answered: 0, of: 6 });
	});

	test('agrees with what keeps the audit from being sent', () => {
		const some = contexts.chain((context) =>
			fc
				.tuple(
					...applicableCriteria(rubric, context).map((criterion) =>
						fc.option(fc.constantFrom(...allowedLevels(criterion)).map((level): Answer => ({ level })))
					)
				)
				.map((given) => {
					const answers: Answers = {};
					for (const [at, { id }] of applicableCriteria(rubric, context).entries()) {
						const one = given[at];
						if (one) answers[id] = one;
					}
					return { answers, context };
				})
		);
		fc.assert(
			fc.property(some, (draft) => {
				const progress = progressOf(draft, rubric);
				const sum = (of: (one: (typeof progress)[number]) => number) =>
					progress.reduce((total, one) => total + of(one), 0);
				const violations = violationsOf(draft, rubric);
				const count = (wanted: string) => violations.filter(({ code }) => code === wanted).length;
				expect(sum(({ of }) => of)).toBe(applicableCriteria(rubric, draft.context).length);
				expect(sum(({ of, answered }) => of - answered)).toBe(count('answer.missing'));
				expect(sum(({ notesMissing }) => notesMissing)).toBe(count('note.missing'));
				expect(progress.every(({ of }) => of > 0)).toBe(true);
			}),
			{ numRuns: 40 }
		);
	});
});

describe('the schema of an answer', () => {
	test.each<[string, object, boolean]>([
		['a level', {}, true],
		['a note of 2,000 characters', { note: 'x'.repeat(2000) }, true],
		['a note of 2,001 characters', { note: 'x'.repeat(2001) }, false],
		['an unknown level', { level: 'good' }, false],
		['sixty things listed', { listed: Array.from({ length: 60 }, () => 'x') }, true],
		['sixty-one things listed', { listed: Array.from({ length: 61 }, () => 'x') }, false],
		['prefilled false, which is said by leaving it out', { prefilled: false }, false],
		['a score', { points: 2 }, false]
	])('%s: %s', (_what, change, good) => {
		expect(Answer.safeParse({ level: 'met', ...change }).success).toBe(good);
	});

	test('every level that a question offers is one', () => {
		for (const id of ['B.1', 'B.2', 'C.2', 'C.6', 'TIM.1']) {
			const criterion = criterionById(rubric, id);
			for (const level of criterion ? allowedLevels(criterion) : []) expect(Answer.parse({ level })).toEqual({ level });
		}
		expect(NOTE_LIMIT).toBe(2000);
	});
});

describe('what the SEN service answered', () => {
	const given: GivenAnswers = { 'F.2': { level: 'not_met', note: 'Case record' }, 'TIM.4': { level: 'met' } };
	const begin = (said: GivenAnswers = {}) =>
		openDraft(
			{
				assignmentId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
				rubricId: rubric.rubricId,
				rubricVersion: rubric.version,
				context: year4,
				revision: 1
			},
			rubric,
			noDates(),
			TODAY,
			NOW,
			said
		);
	const brought = (draft: Draft, said: GivenAnswers = {}, dates: Partial<PlanDates> = {}) =>
		refresh(draft, rubric, { ...noDates(), ...dates }, said, TODAY, LATER);

	test('stands in a new draft as its answer, before the register, and needs no note', () => {
		const draft = begin(given);
		expect(draft.answers['F.2']).toEqual({ level: 'not_met', given: true });
		expect(draft.answers['TIM.4']).toEqual({ level: 'met', given: true });
		expect(draft.answers['TIM.2']).toEqual({ level: 'cannot_tell', prefilled: true });
		expect(codes(draft)).not.toContain('F.2: note.missing');
		expect(progressOf(draft, rubric).every(({ notesMissing }) => notesMissing === 0)).toBe(true);
		expect(Draft.parse(draft)).toEqual(draft);
	});

	test('is passed over where the question does not offer the level or does not apply', () => {
		const draft = begin({ 'F.2': { level: 'yes' }, 'X.99': { level: 'met' } });
		expect(draft).toEqual(begin());
	});

	test('comes into a draft that was begun; the level is theirs, the words stay the auditor’s', () => {
		let draft = answer(begin(), 'F.2', { level: 'met', note: 'Page 4.' }, NOW);
		draft = note(draft, 'TIM.4', 'I asked.', NOW);
		draft = note(draft, 'F.3', 'Look again.', NOW);
		const fresh = brought(frozen(draft), { ...given, 'F.3': { level: 'partly' } });
		expect(fresh.answers['F.2']).toEqual({ level: 'not_met', given: true, note: 'Page 4.' });
		expect(fresh.answers['TIM.4']).toEqual({ level: 'met', given: true, note: 'I asked.' });
		expect(fresh.answers['F.3']).toEqual({ level: 'partly', given: true, note: 'Look again.' });
		expect(fresh.looseNotes).toEqual({});
		expect(fresh.changedAt).toBe(LATER);
	});

	test('goes again when the service takes it back, to the register or to the auditor, with the words kept', () => {
		const draft = note(begin(given), 'F.2', 'Not so, page 4.', NOW);
		const fresh = brought(frozen(draft));
		expect(fresh.answers['F.2']).toBeUndefined();
		expect(fresh.looseNotes).toEqual({ 'F.2': 'Not so, page 4.' });
		expect(fresh.answers['TIM.4']).toEqual({ level: 'cannot_tell', prefilled: true });
	});

	test('date checks follow the register as long as nobody changed them', () => {
		const dates: Partial<PlanDates> = { notYet: ['reviewMeetingDate'] };
		const untouched = begin();
		const changed = answer(begin(), 'TIM.4', { level: 'not_met', note: 'The letter says so.' }, NOW);
		const [one, other] = [brought(untouched, {}, dates), brought(changed, {}, dates)];
		const opensSo = openDraft({ ...untouched, context: year4 }, rubric, { ...noDates(), ...dates }, TODAY, NOW);
		expect(one.answers).toEqual(opensSo.answers);
		expect(one.answers).not.toEqual(untouched.answers);
		expect(other.answers['TIM.4']).toEqual({ level: 'not_met', note: 'The letter says so.' });
	});

	test('a draft with nothing new is the very same', () => {
		for (const said of [{}, given]) {
			const draft = answer(begin(said), 'B.1', { level: 'met' }, NOW);
			expect(brought(draft, said)).toBe(draft);
		}
	});
});

describe('answers as they are kept, wherever they say that they came from', () => {
	const late: Partial<PlanDates> = { reviewMeetingDate: '2026-02-02', reviewDecisionDate: '2026-05-20' };
	const keep = (answers: Answers, given: GivenAnswers = {}) =>
		settled(answers, rubric, { ...noDates(), ...late }, given, TODAY);

	test.each<[what: string, id: string, sent: Answer, given: GivenAnswers, kept: Answer]>([
		[
			'worked out as the tablet says it was',
			'TIM.3',
			{ level: 'not_met', prefilled: true },
			{},
			{ level: 'not_met', prefilled: true }
		],
		[
			'said to be worked out and it comes out otherwise',
			'TIM.3',
			{ level: 'met', prefilled: true, excused: true, note: 'Mine.' },
			{},
			{ level: 'not_met', prefilled: true, note: 'Mine.' }
		],
		[
			'said to be worked out, and the SEN service answered since',
			'TIM.3',
			{ level: 'not_met', prefilled: true },
			{ 'TIM.3': { level: 'met' } },
			{ level: 'met', given: true }
		],
		['said to be worked out where no dates decide', 'F.2', { level: 'met', prefilled: true }, {}, { level: 'met' }],
		[
			'said to be excused by nobody',
			'TIM.3',
			{ level: 'not_applicable', excused: true },
			{},
			{ level: 'not_applicable' }
		],
		[
			'the auditor’s own against the dates',
			'TIM.3',
			{ level: 'met', note: 'Page 9.' },
			{},
			{ level: 'met', note: 'Page 9.' }
		],
		['said to be the SEN service’s, who did not answer', 'F.2', { level: 'met', given: true }, {}, { level: 'met' }],
		[
			'the SEN service’s, who says otherwise by now',
			'F.2',
			{ level: 'met', given: true },
			{ 'F.2': { level: 'not_met' } },
			{ level: 'met', given: true }
		]
	])('%s: %s', (_what, id, sent, given, kept) => {
		expect(keep(frozen({ [id]: sent }), given)).toEqual({ [id]: kept });
	});

	test('what a tablet opened honestly is kept as it is, on any plan', () => {
		fc.assert(
			fc.property(contexts, (context) => {
				const draft = openDraft({ ...opened(), context }, rubric, { ...noDates(), ...late }, TODAY, NOW);
				expect(settled(draft.answers, rubric, { ...noDates(), ...late }, {}, TODAY)).toEqual(draft.answers);
			})
		);
	});
});
