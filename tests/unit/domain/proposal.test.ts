import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propose as proposeOfAssignment } from '#lib/domain/assignment.ts';
import { agencies } from '#lib/domain/person.ts';
import { propose, type ProposalInput } from '#lib/domain/proposal.ts';
import { randomStream, shuffle } from '#lib/domain/random.ts';
import { aims, auditor, brokenRules, input, plan, termOf } from '#tests/support/proposals.ts';

/** Terms for each rule; `PROPOSALS=100000 npx vitest run proposal` tries that many. */
const RUNS = Number(process.env.PROPOSALS ?? 1_000);

const anyTerm = fc
	.record({
		seed: fc.string(),
		auditors: fc.integer({ min: 1, max: 9 }),
		plans: fc.integer({ min: 1, max: 16 }),
		capacity: fc.integer({ min: 1, max: 4 }),
		ties: fc.integer({ min: 0, max: 8 })
	})
	.map(({ seed, ...size }) => termOf(seed, size));

test('assignment.ts gives the same function', () => {
	expect(proposeOfAssignment).toBe(propose);
});

describe('rules that always hold', () => {
	test('no rule is broken, whatever the term', () => {
		fc.assert(
			fc.property(anyTerm, (term) => {
				expect(brokenRules(term, propose(term))).toEqual([]);
			}),
			{ numRuns: RUNS }
		);
	});

	test('the same seed gives the same proposal, whatever the order of the input', () => {
		fc.assert(
			fc.property(anyTerm, fc.string(), (term, order) => {
				const random = randomStream(order);
				const shuffled = {
					...term,
					auditors: shuffle(random, term.auditors),
					plans: shuffle(random, term.plans),
					interests: shuffle(random, term.interests),
					history: shuffle(random, term.history),
					fixed: shuffle(random, term.fixed ?? [])
				};
				expect(propose(shuffled)).toEqual(propose(term));
			})
		);
	});

	test('another seed gives another proposal, just as good', () => {
		const term = termOf('many ways', { auditors: 8, plans: 20, capacity: 3, ties: 0 });
		const proposals = Array.from({ length: 10 }, (_, at) => propose({ ...term, seed: `seed-${at}` }));
		expect(new Set(proposals.map((proposal) => JSON.stringify(proposal.assignments))).size).toBeGreaterThan(5);
		for (const proposal of proposals)
			expect(aims(term, proposal).slice(0, 4)).toEqual(aims(term, proposals[0]!).slice(0, 4));
	});

	test('more capacity never fills fewer audits', () => {
		fc.assert(
			fc.property(anyTerm, fc.nat(), (term, which) => {
				const lucky = which % term.auditors.length;
				const auditors = term.auditors.map((one, at) => (at === lucky ? { ...one, capacity: one.capacity + 1 } : one));
				const before = propose(term).unfilled.length;
				const after = propose({ ...term, auditors }).unfilled.length;
				expect(after).toBeLessThanOrEqual(before);
				expect(after).toBeGreaterThanOrEqual(before - 1);
			})
		);
	});

	test('leaves its input alone', () => {
		const term = termOf('frozen', { auditors: 5, plans: 9, capacity: 3, ties: 4 });
		const before = structuredClone(term);
		propose(term);
		expect(term).toEqual(before);
	});
});

describe('a whole term', () => {
	const term = input({
		auditors: Array.from({ length: 40 }, (_, at) => auditor(`auditor-${at}`, { agency: agencies[at % 5]! })),
		plans: Array.from({ length: 109 }, (_, at) =>
			plan(`plan-${at}`, {
				schoolUrn: String(100001 + (at % 60)),
				stratum: `stratum-${at % 7}`,
				auditsWanted: at % 10 === 0 ? 2 : 1
			})
		),
		interests: Array.from({ length: 40 }, (_, at) => ({ auditorId: `auditor-${at}`, schoolUrn: String(100001 + at) }))
	});

	test('40 auditors take three plans each, and second audits come from another agency', () => {
		const proposal = propose(term);
		expect(proposal.unfilled).toEqual([]);
		expect(brokenRules(term, proposal)).toEqual([]);
		expect(aims(term, proposal).slice(0, 4)).toEqual([0, 0, 40 * 9, 0]);
	});

	test('gaps fall on all strata, not on the last', () => {
		const short = propose({ ...term, auditors: term.auditors.slice(0, 19) });
		const gaps = new Map<string, number>();
		for (const { planId } of short.unfilled.filter(({ marking }) => marking === 'first')) {
			const { stratum } = term.plans.find(({ id }) => id === planId)!;
			gaps.set(stratum, (gaps.get(stratum) ?? 0) + 1);
		}
		expect([...gaps.values()].reduce((sum, count) => sum + count, 0)).toBe(109 - 57);
		expect(gaps.size).toBe(7);
		// 52 gaps over seven strata of 15 or 16 plans: 7 or 8 each, to the nearest quarter of a stratum.
		for (const count of gaps.values()) expect(Math.abs(count - 7.5)).toBeLessThanOrEqual(4);
	});

	test('two who must be kept apart can nearly always be, at no cost', () => {
		const apart = term.auditors.slice(1).map(({ id }, at): [string, string] => [`auditor-${at}`, id]);
		const proposal = propose({ ...term, apart });
		expect(brokenRules({ ...term, apart }, proposal)).toEqual([]);
		expect(aims(term, proposal).slice(0, 4)).toEqual([0, 0, 40 * 9, 0]);
	});
});

describe('everybody to be kept apart from nearly everybody', () => {
	// Too many ways to try them all: the search gives up, and what it gives must still keep to the rules.
	const auditors = Array.from({ length: 8 }, (_, at) => auditor(`a${at}`, { agency: agencies[at % 5]!, capacity: 4 }));
	const all = auditors.flatMap(({ id }, at) => auditors.slice(at + 1).map((other): [string, string] => [id, other.id]));

	test.each([
		['all', all, 6],
		['all but one pair', all.slice(1), 2]
	])('%s', (_, apart, unfilled) => {
		const plans = Array.from({ length: 24 }, (_, at) => plan(`p${at}`, { auditsWanted: at % 4 === 0 ? 2 : 1 }));
		const term = input({ auditors, plans, apart });
		const proposal = propose(term);
		expect(brokenRules(term, proposal)).toEqual([]);
		expect(proposal.unfilled.map(({ marking }) => marking)).toEqual(Array(unfilled).fill('second'));
	});
});

describe('what is preferred', () => {
	test('a first audit before a second one', () => {
		const term = input({ auditors: [auditor('a', { capacity: 1 }), auditor('b', { capacity: 1, agency: 'school' })] });
		const plans = [plan('p', { auditsWanted: 2 }), plan('q')];
		expect(propose({ ...term, plans })).toMatchObject({ unfilled: [{ planId: 'p', marking: 'second' }] });
	});

	test('even loads before another agency for the second audit', () => {
		const auditors = [auditor('a'), auditor('b'), auditor('c', { agency: 'school' })];
		const plans = ['p', 'q', 'r'].map((id) => plan(id, { auditsWanted: 2 }));
		const term = input({ auditors, plans });
		expect(aims(term, propose(term)).slice(0, 4)).toEqual([0, 0, 12, 1]);
	});

	test('another agency for the second audit where loads allow it', () => {
		const auditors = [
			auditor('a'),
			auditor('b'),
			auditor('c', { agency: 'school' }),
			auditor('d', { agency: 'school' })
		];
		const plans = ['p', 'q'].map((id) => plan(id, { auditsWanted: 2 }));
		const term = input({ auditors, plans });
		expect(aims(term, propose(term)).slice(0, 4)).toEqual([0, 0, 4, 0]);
	});

	test('a mix of agencies in each stratum', () => {
		const auditors = ['a', 'b']
			.map((id) => auditor(id))
			.concat(['c', 'd'].map((id) => auditor(id, { agency: 'parent' })));
		const plans = Array.from({ length: 8 }, (_, at) => plan(`p${at}`, { stratum: at < 4 ? 'early' : 'late' }));
		const term = input({ auditors, plans });
		expect(aims(term, propose(term))[4]).toBe(4 * 2 ** 2);
	});

	test('pairs that tie all auditors together', () => {
		const auditors = Array.from({ length: 8 }, (_, at) =>
			auditor(`a${at}`, { agency: agencies[at % 2]!, capacity: 2 })
		);
		const plans = Array.from({ length: 8 }, (_, at) => plan(`p${at}`, { auditsWanted: 2 }));
		const term = input({ auditors, plans });
		expect(aims(term, propose(term))).toEqual([0, 0, 32, 0, 128, 1]);
	});

	test('the same agency rather than no second audit', () => {
		const auditors = [auditor('a'), auditor('b')];
		const proposal = propose(input({ auditors, plans: [plan('p', { auditsWanted: 2 })] }));
		expect(proposal.unfilled).toEqual([]);
		expect(new Set(proposal.assignments.map(({ auditorId }) => auditorId))).toEqual(new Set(['a', 'b']));
	});

	test('another agency than the auditor who has begun', () => {
		const auditors = [auditor('a'), auditor('b'), auditor('c', { agency: 'parent' })];
		const fixed = [{ auditorId: 'a', planId: 'p', marking: 'first' as const }];
		const { assignments } = propose(input({ auditors, plans: [plan('p', { auditsWanted: 2 })], fixed }));
		expect(assignments).toEqual([fixed[0], { auditorId: 'c', planId: 'p', marking: 'second' }]);
	});

	test('even loads, whatever the capacities', () => {
		const auditors = [auditor('a', { capacity: 30 }), auditor('b', { capacity: 2 }), auditor('c', { capacity: 3 })];
		const plans = Array.from({ length: 6 }, (_, at) => plan(`p${at}`));
		const term = input({ auditors, plans });
		expect(aims(term, propose(term))[2]).toBe(12);
	});

	test('both markings are spread: nobody gets only second ones', () => {
		const auditors = [auditor('a'), auditor('b', { agency: 'school' })];
		const plans = ['p', 'q'].map((id) => plan(id, { auditsWanted: 2 }));
		const { assignments } = propose(input({ auditors, plans }));
		const seconds = assignments.filter(({ marking }) => marking === 'second').map(({ auditorId }) => auditorId);
		expect(new Set(seconds).size).toBe(2);
	});
});

describe('fixed assignments', () => {
	test('are kept even where a tie came to light later, and over a lowered capacity', () => {
		const fixed = ['p', 'q'].map((planId) => ({ auditorId: 'a', planId, marking: 'first' as const }));
		const proposal = propose(
			input({
				auditors: [auditor('a', { capacity: 1 })],
				plans: ['p', 'q', 'r'].map((id) => plan(id)),
				interests: [{ auditorId: 'a', planId: 'p' }],
				fixed
			})
		);
		expect(proposal.assignments).toEqual(fixed);
		expect(proposal.unfilled).toEqual([{ planId: 'r', marking: 'first', reason: 'no auditor has room left' }]);
	});

	test('a second audit that has begun leaves the first to be given', () => {
		const fixed = [{ auditorId: 'a', planId: 'p', marking: 'second' as const }];
		const auditors = [auditor('a'), auditor('b')];
		for (const auditsWanted of [1, 2] as const)
			expect(propose(input({ auditors, plans: [plan('p', { auditsWanted })], fixed })).assignments).toEqual([
				{ auditorId: 'b', planId: 'p', marking: 'first' },
				fixed[0]
			]);
	});

	test('nobody joins a plan beside somebody they must be kept apart from', () => {
		const proposal = propose(
			input({
				auditors: [auditor('a'), auditor('b')],
				plans: [plan('p', { auditsWanted: 2 })],
				fixed: [{ auditorId: 'a', planId: 'p', marking: 'first' }],
				apart: [['b', 'a']]
			})
		);
		expect(proposal.unfilled.map(({ marking }) => marking)).toEqual(['second']);
	});
});

describe('reasons for what stays unfilled', () => {
	const p = [plan('p')];
	const twice = [plan('p', { auditsWanted: 2 })];
	test.each<[string, Partial<ProposalInput>, string]>([
		['nobody', { plans: p }, 'there are no auditors'],
		['no capacity', { auditors: [auditor('a', { capacity: 0 })], plans: p }, 'no auditor has room left'],
		[
			'one with an interest in the plan',
			{ auditors: [auditor('a')], plans: p, interests: [{ auditorId: 'a', planId: 'p' }] },
			'the only auditor with room has an interest in this plan or its setting'
		],
		[
			'all with an interest in the setting',
			{
				auditors: [auditor('a'), auditor('b')],
				plans: p,
				interests: ['a', 'b'].map((auditorId) => ({ auditorId, schoolUrn: '100001' }))
			},
			'every auditor with room has an interest in this plan or its setting'
		],
		[
			'one plan taken, room for another',
			{
				auditors: [auditor('a', { capacity: 2 })],
				plans: [plan('other', { schoolUrn: null }), plan('p')],
				interests: [{ auditorId: 'a', schoolUrn: '100001' }]
			},
			'the only auditor with room has an interest in this plan or its setting'
		],
		[
			'interest and history',
			{
				auditors: [auditor('a'), auditor('b')],
				plans: p,
				interests: [{ auditorId: 'a', planId: 'p' }],
				history: [{ auditorId: 'b', planId: 'p' }]
			},
			'every auditor with room has an interest in this plan or its setting or has audited this plan before'
		],
		[
			'kept off by the coordinator',
			{ auditors: [auditor('a')], plans: p, keptOff: [{ auditorId: 'a', planId: 'p' }] },
			'the only auditor with room is kept off this plan by the coordinator'
		],
		[
			'nobody without an interest, nor with room',
			{ auditors: [auditor('a', { capacity: 0 })], plans: p, interests: [{ auditorId: 'a', planId: 'p' }] },
			'no auditor is without an interest, and no auditor has room left'
		],
		[
			'a second by the same person',
			{ auditors: [auditor('a')], plans: twice },
			'the only auditor with room already audits this plan'
		],
		[
			'kept apart',
			{ auditors: [auditor('a'), auditor('b')], plans: twice, apart: [['a', 'b']] },
			'every auditor with room already audits this plan or must be kept apart from the other auditor of this plan'
		],
		[
			'three reasons',
			{
				auditors: ['a', 'b', 'c'].map((id) => auditor(id)),
				plans: twice,
				interests: [{ auditorId: 'b', planId: 'p' }],
				history: [{ auditorId: 'c', planId: 'p' }]
			},
			'every auditor with room has an interest in this plan or its setting, has audited this plan before or already audits this plan'
		]
	])('%s', (_, changes, reason) => {
		expect(propose(input(changes)).unfilled.map((gap) => gap.reason)).toEqual([reason]);
	});

	test('a plan without a setting is nobody’s setting', () => {
		const term = input({
			auditors: [auditor('a')],
			plans: [plan('p', { schoolUrn: null })],
			interests: [{ auditorId: 'a', schoolUrn: '100001' }]
		});
		expect(propose(term).unfilled).toEqual([]);
	});

	test('interests, history and pairs of people who do not audit this term are passed over', () => {
		const term = input({
			auditors: [auditor('a')],
			plans: p,
			interests: [
				{ auditorId: 'gone', planId: 'p' },
				{ auditorId: 'a', planId: 'elsewhere' }
			],
			history: [{ auditorId: 'gone', planId: 'p' }],
			apart: [['gone', 'a']]
		});
		expect(propose(term).assignments).toEqual([{ auditorId: 'a', planId: 'p', marking: 'first' }]);
	});

	test('nothing asked, nothing proposed', () => {
		expect(propose(input({}))).toEqual({ assignments: [], unfilled: [] });
	});
});

describe('bad input is named', () => {
	const auditors = [auditor('a'), auditor('b')];
	const plans = [plan('p', { auditsWanted: 2 })];
	const fixed = (auditorId: string, planId: string, marking: 'first' | 'second') => ({ auditorId, planId, marking });
	test.each<[string, Partial<ProposalInput>, string]>([
		['auditor twice', { auditors: [auditor('a'), auditor('a')] }, 'auditor a is listed twice'],
		['plan twice', { plans: [plan('p'), plan('p')] }, 'plan p is listed twice'],
		['negative capacity', { auditors: [auditor('a', { capacity: -1 })] }, 'auditor a has the capacity -1'],
		['half a plan', { auditors: [auditor('a', { capacity: 2.5 })] }, 'auditor a has the capacity 2.5'],
		['three audits', { plans: [plan('p', { auditsWanted: 3 as 2 })] }, 'plan p wants 3 audits'],
		['unknown auditor', { auditors, plans, fixed: [fixed('x', 'p', 'first')] }, 'unknown auditor x'],
		['unknown plan', { auditors, plans, fixed: [fixed('a', 'x', 'first')] }, 'unknown plan x'],
		[
			'two firsts',
			{ auditors, plans, fixed: [fixed('a', 'p', 'first'), fixed('b', 'p', 'first')] },
			'plan p has two fixed audits as first'
		],
		[
			'one on both',
			{ auditors, plans, fixed: [fixed('a', 'p', 'first'), fixed('a', 'p', 'second')] },
			'plan p is fixed twice for auditor a'
		],
		[
			'interest in nothing',
			{ auditors, plans, interests: [{ auditorId: 'a' }] },
			'interest of auditor a names neither'
		],
		['apart from oneself', { auditors, plans, apart: [['a', 'a']] }, 'auditor a cannot be kept apart from themself']
	])('%s', (_, changes, message) => {
		expect(() => propose(input(changes))).toThrow(message);
	});
});
