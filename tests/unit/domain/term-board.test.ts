import { describe, expect, test } from 'vitest';
import { boardSorts, boardViews, groupsOf } from '#lib/domain/board-groups.ts';
import { isOpen, type BoardInput } from '#lib/domain/board-items.ts';
import { boardOf, countsOf } from '#lib/domain/term-board.ts';

const TODAY = '2026-11-23';
type Given = BoardInput['assignments'][number];

let made = 0;
const assignment = (overrides: Partial<Given> = {}): Given => ({
	assignmentId: `assignment-${(made += 1)}`,
	planRef: 'LEW-22222',
	auditorId: 'amina',
	marking: 'first',
	dueOn: '2026-12-18',
	assignedAt: '2026-11-20T10:00:00.000Z',
	openedAt: null,
	chasedAt: null,
	declinedAt: null,
	withdrawnAt: null,
	submittedAt: null,
	reason: null,
	...overrides
});
const sampled = (planRef = 'LEW-22222', overrides: Partial<BoardInput['sample'][number]> = {}) => ({
	planRef,
	auditsWanted: 1 as const,
	stage: 'ks2' as const,
	stratum: 'primary, mainstream',
	schoolUrn: '990001',
	held: false,
	...overrides
});
const person = (personId: string, overrides: Partial<BoardInput['auditors'][number]> = {}) => ({
	personId,
	agency: 'health' as const,
	disabledAt: null,
	...overrides
});
const tablet = (
	personId: string,
	reportedAt: string,
	report: Partial<BoardInput['tablets'][number]['report']> = {}
): BoardInput['tablets'][number] => ({
	personId,
	deviceId: `${personId}-tablet`,
	reportedAt,
	report: { waiting: 0, refused: 0, begun: [], practisedAt: null, ...report }
});
const revision = (overrides: Partial<BoardInput['revisions'][number]> = {}) => ({
	assignmentId: 'asked',
	revision: 2,
	askedAt: '2026-11-22T10:00:00.000Z',
	askedWords: 'I mixed up two plans',
	openedAt: null,
	refusedAt: null,
	...overrides
});
const board = (overrides: Partial<BoardInput> = {}) =>
	boardOf({
		sample: [sampled()],
		assignments: [],
		auditors: [person('amina'), person('tomasz', { agency: 'social_care' })],
		revisions: [],
		tablets: [],
		tied: new Set(),
		today: TODAY,
		closed: false,
		...overrides
	});
const one = (given: Given, overrides: Partial<BoardInput> = {}) => {
	const [item] = board({ assignments: [given], ...overrides }).items;
	if (!item) throw new Error('no item');
	return item;
};
const at = '2026-11-21T10:00:00.000Z';

describe('where an assignment stands', () => {
	test.each<[string, Partial<Given>, string]>([
		['nothing happened', {}, 'given'],
		['its tablet told that it was opened', { openedAt: at }, 'opened'],
		['sent', { submittedAt: at }, 'sent'],
		['sent, then taken back', { submittedAt: at, withdrawnAt: at }, 'sent'],
		['handed back', { declinedAt: at }, 'handed_back'],
		['taken back after it was opened', { openedAt: at, withdrawnAt: at }, 'taken_back']
	])('%s', (_, overrides, state) => expect(one(assignment(overrides)).state).toBe(state));

	test('begun on a tablet is opened, with how far it is; the latest report counts', () => {
		const begun = (answered: number) => [{ assignmentId: 'a', answered, of: 69 }];
		const tablets = [
			{ ...tablet('amina', '2026-11-22T10:00:00.000Z', { begun: begun(12) }), deviceId: 'new' },
			tablet('amina', '2026-11-20T10:00:00.000Z', { begun: begun(3) })
		];
		expect(one(assignment({ assignmentId: 'a' }), { tablets })).toMatchObject({
			state: 'opened',
			answered: { answered: 12, of: 69 }
		});
		expect(one(assignment({ assignmentId: 'a', submittedAt: at }), { tablets }).answered).toBeNull();
	});

	test('what another person’s tablet says of it does not count', () => {
		const tablets = [tablet('tomasz', at, { begun: [{ assignmentId: 'a', answered: 9, of: 69 }] })];
		expect(one(assignment({ assignmentId: 'a' }), { tablets })).toMatchObject({ state: 'given', answered: null });
	});

	test.each<[string, Partial<Given>, BoardInput['revisions'], string, boolean]>([
		['asked back', { submittedAt: at }, [revision()], 'sent', true],
		['asked back and refused', { submittedAt: at }, [revision({ refusedAt: at })], 'sent', false],
		['opened again', {}, [revision({ openedAt: at })], 'again', false],
		['opened again unasked', {}, [revision({ openedAt: at, askedAt: null })], 'again', false],
		['sent again', { submittedAt: at }, [revision({ openedAt: at })], 'sent', false],
		[
			'sent again and asked back again, in whatever order it is read',
			{ submittedAt: at },
			[revision({ revision: 3 }), revision({ openedAt: at })],
			'sent',
			true
		],
		['opened again and then taken back', { withdrawnAt: at }, [revision({ openedAt: at })], 'taken_back', false]
	])('%s', (_, overrides, revisions, state, asked) => {
		const item = one(assignment({ assignmentId: 'asked', ...overrides }), { revisions });
		expect([item.state, item.asked !== null]).toEqual([state, asked]);
	});

	test.each([
		['due today', { dueOn: TODAY }, false],
		['due yesterday', { dueOn: '2026-11-22' }, true],
		['due yesterday and sent', { dueOn: '2026-11-22', submittedAt: at }, false],
		['due yesterday and handed back', { dueOn: '2026-11-22', declinedAt: at }, false]
	])('%s: overdue %s', (_, overrides, overdue) => expect(one(assignment(overrides)).overdue).toBe(overdue));

	test('overdue while it is open again', () => {
		const given = assignment({ assignmentId: 'asked', dueOn: '2026-11-22' });
		expect(one(given, { revisions: [revision({ openedAt: at })] })).toMatchObject({ state: 'again', overdue: true });
	});

	test.each([
		['six days', '2026-11-17T10:00:00.000Z', {}, false],
		['seven days', '2026-11-16T10:00:00.000Z', {}, true],
		['seven days in London, though not in UTC', '2026-11-16T23:59:00.000Z', {}, true],
		['seven days and opened', '2026-11-16T10:00:00.000Z', { openedAt: at }, false]
	])('given out %s ago', (_, assignedAt, overrides, notOpened) =>
		expect(one(assignment({ assignedAt, ...overrides })).notOpened).toBe(notOpened)
	);
});

describe('numbers at each step', () => {
	test('an audit counts at every step that it has come to, and what ended counts nowhere', () => {
		const { counts, drawn } = board({
			sample: [sampled('a', { auditsWanted: 2 }), sampled('b')],
			assignments: [
				assignment(),
				assignment({ openedAt: at, dueOn: '2026-11-01' }),
				assignment({ submittedAt: at }),
				assignment({ assignmentId: 'asked' }),
				assignment({ declinedAt: at }),
				assignment({ withdrawnAt: at })
			],
			revisions: [revision({ openedAt: at })]
		});
		expect(drawn).toEqual({ plans: 2, audits: 3 });
		expect(counts).toEqual({ given: 4, opened: 3, sent: 1, again: 1, overdue: 1, notOpened: 0 });
	});

	test('of an empty term', () => {
		expect(board({ sample: [] })).toEqual({
			drawn: { plans: 0, audits: 0 },
			counts: { given: 0, opened: 0, sent: 0, again: 0, overdue: 0, notOpened: 0 },
			items: [],
			decisions: {
				...{ handedBack: [], tied: [], held: [], askedBack: [], overdue: [], notOpened: [] },
				...{ waiting: [], refused: [], silent: [], disabled: [], unfilled: [] }
			},
			stuck: []
		});
	});
});

describe('what needs a decision', () => {
	test('handed back and with nobody since', () => {
		const handed = assignment({ declinedAt: at, reason: 'I do not have the time' });
		const { handedBack, unfilled } = board({ assignments: [handed] }).decisions;
		expect(handedBack).toMatchObject([{ planRef: 'LEW-22222', marking: 'first', before: { reason: handed.reason } }]);
		expect(unfilled).toEqual([]);
	});

	test('handed back and given on is settled', () => {
		const assignments = [assignment({ declinedAt: at }), assignment({ auditorId: 'tomasz' })];
		expect(board({ assignments }).decisions.handedBack).toEqual([]);
	});

	test('of several who had it, the last one is named', () => {
		const first = assignment({ declinedAt: '2026-11-20T10:00:00.000Z', reason: 'first' });
		const second = assignment({ withdrawnAt: '2026-11-22T10:00:00.000Z', reason: 'second', auditorId: 'tomasz' });
		for (const assignments of [
			[first, second],
			[second, first]
		]) {
			const { handedBack, unfilled } = board({ assignments }).decisions;
			expect(handedBack).toEqual([]);
			expect(unfilled).toMatchObject([{ before: { reason: 'second' } }]);
		}
	});

	test('a second audit that nobody has, beside a first that somebody has', () => {
		const { unfilled } = board({
			sample: [sampled('LEW-22222', { auditsWanted: 2 })],
			assignments: [assignment()]
		}).decisions;
		expect(unfilled).toEqual([{ planRef: 'LEW-22222', marking: 'second', before: null }]);
	});

	test('a plan that its auditor came to be tied to is one decision, and no reason to remind them', () => {
		const late = assignment({ assignmentId: 'tied', dueOn: '2026-11-01' });
		const { decisions, items } = board({ assignments: [late], tied: new Set(['tied']) });
		expect(decisions.tied.map(({ assignmentId }) => assignmentId)).toEqual(['tied']);
		expect(decisions.overdue).toEqual([]);
		expect(items[0]?.tied).toBe(true);
		expect(one(assignment({ assignmentId: 'sent', submittedAt: at }), { tied: new Set(['sent']) }).tied).toBe(false);
	});

	test('a plan held back since the draw: who has it, and what nobody can be given', () => {
		const first = assignment({ assignmentId: 'first' });
		const sample = [sampled('LEW-22222', { held: true, auditsWanted: 2 }), sampled('LEW-33333')];
		const { decisions } = board({ sample, assignments: [first] });
		expect(decisions.held.map(({ planRef, marking, item }) => [planRef, marking, item?.assignmentId ?? null])).toEqual([
			['LEW-22222', 'first', 'first'],
			['LEW-22222', 'second', null]
		]);
		expect(decisions.unfilled.map(({ planRef }) => planRef)).toEqual(['LEW-33333']);
	});

	test('asked back, with the words', () => {
		const assignments = [assignment({ assignmentId: 'asked', submittedAt: at })];
		const { askedBack } = board({ assignments, revisions: [revision()] }).decisions;
		expect(askedBack).toMatchObject([{ asked: { words: 'I mixed up two plans' } }]);
	});

	test('overdue and not opened, the earliest due first', () => {
		const late = (dueOn: string) => assignment({ dueOn, assignedAt: '2026-11-01T10:00:00.000Z' });
		const { overdue, notOpened } = board({ assignments: [late('2026-11-20'), late('2026-11-10')] }).decisions;
		expect(overdue.map(({ dueOn }) => dueOn)).toEqual(['2026-11-10', '2026-11-20']);
		expect(notOpened).toHaveLength(2);
	});

	test('what waits and what was refused, of tablets whose person is in the term', () => {
		const { waiting, refused } = board({
			assignments: [assignment()],
			tablets: [
				tablet('amina', at, { waiting: 2 }),
				{ ...tablet('amina', at, { refused: 1 }), deviceId: 'phone' },
				tablet('tomasz', at, { waiting: 4, refused: 4 })
			]
		}).decisions;
		expect(waiting).toEqual([{ auditorId: 'amina', deviceId: 'amina-tablet', reportedAt: at, count: 2 }]);
		expect(refused).toEqual([{ auditorId: 'amina', deviceId: 'phone', reportedAt: at, count: 1 }]);
	});

	test.each<[string, string, string | null, boolean]>([
		['heard of six days ago', '2026-11-01T10:00:00.000Z', '2026-11-17T10:00:00.000Z', false],
		['heard of seven days ago', '2026-11-01T10:00:00.000Z', '2026-11-16T10:00:00.000Z', true],
		['never heard of, with a plan for six days', '2026-11-17T10:00:00.000Z', null, false],
		['never heard of, with a plan for seven days', '2026-11-16T10:00:00.000Z', null, true],
		['heard of long ago, with a plan for six days', '2026-11-17T10:00:00.000Z', '2026-07-01T10:00:00.000Z', false]
	])('a tablet %s', (_, assignedAt, heardAt, silent) => {
		const tablets = heardAt === null ? [] : [tablet('amina', heardAt)];
		const found = board({ assignments: [assignment({ assignedAt })], tablets }).decisions.silent;
		expect(found).toEqual(silent ? [{ auditorId: 'amina', heardAt, open: 1 }] : []);
	});

	test('an audit or an opening that came without a report counts as being heard of', () => {
		const old = { assignedAt: '2026-11-01T10:00:00.000Z' };
		for (const came of [{ submittedAt: at }, { openedAt: at }])
			expect(board({ assignments: [assignment(old), assignment({ ...old, ...came })] }).decisions.silent).toEqual([]);
		const longAgo = '2026-11-05T10:00:00.000Z';
		const { silent } = board({
			assignments: [assignment(old), assignment({ ...old, submittedAt: longAgo })]
		}).decisions;
		expect(silent).toEqual([{ auditorId: 'amina', heardAt: longAgo, open: 1 }]);
	});

	test('one of two tablets is enough, and somebody with nothing to do may be silent', () => {
		const old = '2026-10-01T10:00:00.000Z';
		const given = assignment({ assignedAt: old });
		const tablets = [tablet('amina', old), { ...tablet('amina', at), deviceId: 'phone' }];
		expect(board({ assignments: [given], tablets }).decisions.silent).toEqual([]);
		expect(board({ assignments: [{ ...given, submittedAt: at }] }).decisions.silent).toEqual([]);
	});

	test('somebody whose access was ended has one row, and is not asked for anything', () => {
		const auditors = [person('amina', { disabledAt: at })];
		const late = { dueOn: '2026-11-01', assignedAt: '2026-10-01T10:00:00.000Z' };
		const { decisions, stuck } = board({ auditors, assignments: [assignment(late), assignment(late)] });
		expect(decisions.disabled).toEqual([{ auditorId: 'amina', open: 2 }]);
		expect([decisions.overdue, decisions.notOpened, decisions.silent, stuck]).toEqual([[], [], [], []]);
	});

	test('nothing in a closed term, where nothing is overdue either', () => {
		const assignments = [assignment({ dueOn: '2026-11-01' }), assignment({ declinedAt: at })];
		const { decisions, counts, stuck } = board({ assignments, closed: true });
		expect(Object.values(decisions).flat()).toEqual([]);
		expect(counts.overdue).toBe(0);
		expect(stuck).toEqual([]);
	});
});

describe('who is stuck', () => {
	test('each once, with every reason, the worst first', () => {
		const { stuck } = board({
			assignments: [
				assignment({ auditorId: 'tomasz', dueOn: '2026-11-01', openedAt: at, chasedAt: at }),
				assignment({ auditorId: 'tomasz', dueOn: '2026-11-02', openedAt: at }),
				assignment({ openedAt: at })
			],
			tablets: [tablet('amina', at, { refused: 1, waiting: 2 }), tablet('tomasz', at)]
		});
		const none = { overdue: 0, notOpened: 0, waiting: 0, refused: 0, silent: false, chasedAt: null };
		expect(stuck).toEqual([
			{ ...none, auditorId: 'amina', open: 1, refused: 1, waiting: 2 },
			{ ...none, auditorId: 'tomasz', open: 2, overdue: 2, chasedAt: at }
		]);
	});
});

describe('the board by auditor, agency, stage, group of the draw and school', () => {
	const { items } = board({
		sample: [
			sampled('LEW-22222'),
			sampled('LEW-22223', { stage: 'ks3', stratum: 'secondary', schoolUrn: null }),
			sampled('LEW-22224', { schoolUrn: '990002' })
		],
		assignments: [
			assignment({ planRef: 'LEW-22224', dueOn: '2026-11-30', openedAt: at }),
			assignment({ planRef: 'LEW-22222', submittedAt: at }),
			assignment({ planRef: 'LEW-22223', dueOn: '2026-11-01', auditorId: 'tomasz' }),
			assignment({ planRef: 'LEW-22224', declinedAt: at, auditorId: 'tomasz' })
		]
	});
	const labels: Record<string, string> = { amina: 'Amina', tomasz: 'Tomasz', '': 'Not known' };
	const labelOf = (key: string) => labels[key] ?? key;

	test.each(boardViews.map((view) => [view] as const))('by %s every live assignment is in one group', (view) => {
		const groups = groupsOf(items, view, 'name', labelOf);
		expect(groups.flatMap((group) => group.items)).toHaveLength(3);
		for (const group of groups) expect(group.counts).toEqual(countsOf(group.items));
		const keys = {
			auditor: ['amina', 'tomasz'],
			agency: ['health', 'social_care'],
			stage: ['ks2', 'ks3'],
			stratum: ['primary, mainstream', 'secondary'],
			school: ['990001', '990002', '']
		};
		expect(groups.map(({ key }) => key)).toEqual(keys[view]);
	});

	test('a group knows when the next of its open audits is due, and lists them by that', () => {
		const [amina] = groupsOf(items, 'auditor', 'name', labelOf);
		expect(amina).toMatchObject({ label: 'Amina', dueOn: '2026-11-30' });
		expect(amina?.items.map(({ planRef }) => planRef)).toEqual(['LEW-22224', 'LEW-22222']);
		const [sent] = groupsOf(items, 'school', 'name', labelOf);
		expect(sent).toMatchObject({ key: '990001', dueOn: null });
	});

	test.each<[(typeof boardSorts)[number], string[]]>([
		['trouble', ['Tomasz', 'Amina']],
		['name', ['Amina', 'Tomasz']],
		['due', ['Tomasz', 'Amina']],
		['sent', ['Tomasz', 'Amina']]
	])('in the order "%s"', (sort, labels) =>
		expect(groupsOf(items, 'auditor', sort, labelOf).map(({ label }) => label)).toEqual(labels)
	);

	test('what has nothing due comes last by due date', () => {
		expect(groupsOf(items, 'school', 'due', labelOf).map(({ key }) => key)).toEqual(['', '990002', '990001']);
	});

	test('what is open is given, opened or open again', () => {
		expect(items.filter(isOpen).map(({ state }) => state)).toEqual(['opened', 'given']);
	});
});
