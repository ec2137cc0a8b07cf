import fc from 'fast-check';
import loadHighs from 'highs';
import { describe, expect, test } from 'vitest';
import { propose as proposeOfAssignment } from '#lib/domain/assignment.ts';
import { agencies } from '#lib/domain/person.ts';
import { propose, type Proposal, type ProposalInput, type ProposalPlan } from '#lib/domain/proposal.ts';
import { bestMatch, type Matching } from '#lib/domain/proposal-matching.ts';
import { integer, pick, randomStream, shuffle } from '#lib/domain/random.ts';

type Auditor = ProposalInput['auditors'][number];

const auditor = (id: string, changes: Partial<Auditor> = {}): Auditor => ({
	id,
	agency: 'health',
	capacity: 3,
	...changes
});
const plan = (id: string, changes: Partial<ProposalPlan> = {}): ProposalPlan => ({
	id,
	schoolUrn: '100001',
	stratum: 'ks2',
	auditsWanted: 1,
	...changes
});
const input = (changes: Partial<ProposalInput>): ProposalInput => ({
	auditors: [],
	plans: [],
	interests: [],
	history: [],
	seed: 'autumn-2026',
	...changes
});

/** A made-up term: every kind of rule occurs, and room is sometimes short. */
function termOf(
	seed: string,
	size: { auditors: number; plans: number; capacity: number; ties: number }
): ProposalInput {
	const random = randomStream(seed);
	const some = (count: number) => Array.from({ length: integer(random, count + 1) });
	const schools = Array.from({ length: 1 + Math.ceil(size.plans / 4) }, (_, at) => String(100001 + at));
	const auditors = Array.from({ length: size.auditors }, (_, at) =>
		auditor(`auditor-${at}`, {
			agency: pick(random, agencies.slice(0, 3)),
			capacity: integer(random, size.capacity + 1)
		})
	);
	const plans = Array.from({ length: size.plans }, (_, at) =>
		plan(`plan-${at}`, {
			schoolUrn: integer(random, 6) === 0 ? null : pick(random, schools),
			stratum: pick(random, ['ks1', 'ks2', 'ks3']),
			auditsWanted: integer(random, 3) === 0 ? 2 : 1
		})
	);
	const anAuditor = () => pick(random, auditors).id;
	const aPlan = () => pick(random, plans).id;
	const fixed = shuffle(random, plans)
		.slice(0, integer(random, 3))
		.flatMap(({ id: planId, auditsWanted }) => {
			const [one, other] = shuffle(random, auditors).map(({ id }) => id);
			if (auditsWanted === 2 && integer(random, 2) === 0)
				return [{ auditorId: one!, planId, marking: 'second' as const }];
			const first = { auditorId: one!, planId, marking: 'first' as const };
			return auditsWanted === 2 && other !== undefined && integer(random, 3) === 0
				? [first, { auditorId: other, planId, marking: 'second' as const }]
				: [first];
		});
	return {
		auditors,
		plans,
		interests: [
			...some(size.ties).map(() => ({ auditorId: anAuditor(), schoolUrn: pick(random, schools) })),
			...some(size.ties).map(() => ({ auditorId: anAuditor(), planId: aPlan() }))
		],
		history: some(size.ties).map(() => ({ auditorId: anAuditor(), planId: aPlan() })),
		apart: some(size.ties)
			.map((): [string, string] => [anAuditor(), anAuditor()])
			.filter(([one, other]) => one !== other),
		fixed,
		seed
	};
}

const anyTerm = fc
	.record({
		seed: fc.string(),
		auditors: fc.integer({ min: 1, max: 9 }),
		plans: fc.integer({ min: 1, max: 16 }),
		capacity: fc.integer({ min: 1, max: 4 }),
		ties: fc.integer({ min: 0, max: 8 })
	})
	.map(({ seed, ...size }) => termOf(seed, size));

/** Whether the rules that hold for one new pair allow it; the other auditors of the plan are not looked at. */
function mayAudit({ interests, history }: ProposalInput, auditorId: string, { id, schoolUrn }: ProposalPlan): boolean {
	const tied = interests.some(
		(interest) =>
			interest.auditorId === auditorId &&
			(interest.planId === id || (schoolUrn !== null && interest.schoolUrn === schoolUrn))
	);
	return !tied && !history.some((past) => past.auditorId === auditorId && past.planId === id);
}

function areApart({ apart = [] }: ProposalInput, one: string, other: string): boolean {
	return apart.some(([a, b]) => (a === one && b === other) || (a === other && b === one));
}

/** Every rule that a proposal breaks, in words. */
function brokenRules(term: ProposalInput, { assignments, unfilled }: Proposal): string[] {
	const broken: string[] = [];
	const fixed = term.fixed ?? [];
	const isFixed = (one: Proposal['assignments'][number]) =>
		fixed.some(
			(other) => other.planId === one.planId && other.marking === one.marking && other.auditorId === one.auditorId
		);
	if (assignments.filter(isFixed).length !== fixed.length) broken.push('a fixed assignment is gone');
	const slots = [...assignments, ...unfilled].map(({ planId, marking }) => `${planId} ${marking}`);
	const wanted = term.plans.flatMap(({ id, auditsWanted }) =>
		auditsWanted === 2 ? [`${id} first`, `${id} second`] : [`${id} first`]
	);
	if ([...slots].sort().join() !== [...wanted].sort().join())
		broken.push('an audit wanted is lost, doubled or made up');
	for (const one of assignments.filter((assignment) => !isFixed(assignment))) {
		const subject = term.plans.find(({ id }) => id === one.planId)!;
		if (!mayAudit(term, one.auditorId, subject)) broken.push(`${one.auditorId} has a tie to ${one.planId}`);
		for (const other of assignments)
			if (other !== one && other.planId === one.planId) {
				if (other.auditorId === one.auditorId) broken.push(`${one.auditorId} is twice on ${one.planId}`);
				if (areApart(term, one.auditorId, other.auditorId)) broken.push(`two to keep apart share ${one.planId}`);
			}
	}
	for (const { id, capacity } of term.auditors) {
		const held = assignments.filter(({ auditorId }) => auditorId === id).length;
		const begun = fixed.filter(({ auditorId }) => auditorId === id).length;
		if (held > Math.max(capacity, begun)) broken.push(`${id} has more than the capacity`);
	}
	return broken;
}

/** The first four aims, as numbers to make small: audits not filled, firsts not filled, plans audited twice by one agency, squares of loads. */
function aims(term: ProposalInput, { assignments, unfilled }: Proposal): number[] {
	const agencyOf = (id: string) => term.auditors.find((one) => one.id === id)!.agency;
	const pairs = term.plans.map(({ id }) =>
		assignments.filter(({ planId }) => planId === id).map((one) => agencyOf(one.auditorId))
	);
	const loads = term.auditors.map(({ id }) => assignments.filter(({ auditorId }) => auditorId === id).length);
	return [
		unfilled.length,
		unfilled.filter(({ marking }) => marking === 'first').length,
		pairs.filter(([one, other]) => one !== undefined && one === other).length,
		loads.reduce((sum, load) => sum + load * load, 0)
	];
}

test('assignment.ts gives the same function', () => {
	expect(proposeOfAssignment).toBe(propose);
});

describe('rules that always hold', () => {
	test('no rule is broken, whatever the term', () => {
		fc.assert(
			fc.property(anyTerm, (term) => {
				expect(brokenRules(term, propose(term))).toEqual([]);
			}),
			{ numRuns: 500 }
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
		for (const proposal of proposals) expect(aims(term, proposal)).toEqual(aims(term, proposals[0]!));
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

/** Every way to fill a small term, by trying all of them; gives the best of each by the four aims. */
function bestByTrying(term: ProposalInput): number[] {
	const fixed = term.fixed ?? [];
	const slots = term.plans
		.flatMap(({ id, auditsWanted }) =>
			(['first', 'second'] as const).slice(0, auditsWanted).map((marking) => ({ planId: id, marking }))
		)
		.filter((slot) => !fixed.some((one) => one.planId === slot.planId && one.marking === slot.marking));
	let best: number[] | null = null;
	const assignments = [...fixed];
	const unfilled: Proposal['unfilled'] = [];
	const tryFrom = (at: number): void => {
		const slot = slots[at];
		if (!slot) {
			const found = aims(term, { assignments, unfilled });
			const differing = best ? found.findIndex((value, aim) => value !== best![aim]) : 0;
			if (!best || (differing >= 0 && found[differing]! < best[differing]!)) best = found;
			return;
		}
		const subject = term.plans.find(({ id }) => id === slot.planId)!;
		for (const { id, capacity } of term.auditors) {
			if (assignments.filter(({ auditorId }) => auditorId === id).length >= capacity) continue;
			const others = assignments.filter(({ planId }) => planId === slot.planId).map(({ auditorId }) => auditorId);
			if (!mayAudit(term, id, subject) || others.some((other) => other === id || areApart(term, other, id))) continue;
			assignments.push({ auditorId: id, ...slot });
			tryFrom(at + 1);
			assignments.pop();
		}
		unfilled.push({ ...slot, reason: '' });
		tryFrom(at + 1);
		unfilled.pop();
	};
	tryFrom(0);
	return best!;
}

/**
 * The same aims as an integer programme, for HiGHS: one variable for each pair, for each plan begun, for each agency that
 * a plan has twice, and for each further audit of an auditor.
 */
function programme(term: ProposalInput): { text: string; weights: number[]; constant: number } {
	const fixed = term.fixed ?? [];
	const weights = [1_000_000, 10_000, 1_000, 1];
	const objective: string[] = [];
	const rows: string[] = [];
	const binaries: string[] = [];
	let constant = 0;
	const binary = (name: string) => (binaries.push(name), name);
	const pairs = new Map<string, string>();
	term.plans.forEach((subject, p) => {
		const present = fixed.filter(({ planId }) => planId === subject.id);
		const wanted = (['first', 'second'] as const)
			.slice(0, subject.auditsWanted)
			.filter((m) => !present.some(({ marking }) => marking === m));
		constant += wanted.length * weights[0]!;
		term.auditors.forEach(({ id }, a) => {
			if (!mayAudit(term, id, subject)) return;
			if (present.some(({ auditorId }) => auditorId === id || areApart(term, auditorId, id))) return;
			pairs.set(`${p} ${a}`, binary(`x_${p}_${a}`));
			objective.push(`- ${weights[0]} x_${p}_${a}`);
		});
		const mine = term.auditors.flatMap((_, a) => pairs.get(`${p} ${a}`) ?? []);
		if (mine.length === 0) {
			if (wanted.includes('first')) constant += weights[1]!;
			if (
				present.length === 2 &&
				new Set(present.map((one) => term.auditors.find(({ id }) => id === one.auditorId)!.agency)).size === 1
			)
				constant += weights[2]!;
			return;
		}
		rows.push(`${mine.join(' + ')} <= ${wanted.length}`);
		if (wanted.includes('first')) {
			constant += weights[1]!;
			objective.push(`- ${weights[1]} ${binary(`y_${p}`)}`);
			rows.push(`y_${p} - ${mine.join(' - ')} <= 0`);
		}
		for (const agency of agencies) {
			const same = term.auditors.flatMap((one, a) => (one.agency === agency ? (pairs.get(`${p} ${a}`) ?? []) : []));
			const already = present.filter(
				(one) => term.auditors.find(({ id }) => id === one.auditorId)!.agency === agency
			).length;
			if (already === 2) constant += weights[2]!;
			if (same.length === 0 || already === 2) continue;
			objective.push(`+ ${weights[2]} ${binary(`s_${p}_${agency}`)}`);
			rows.push(`${same.join(' + ')} - s_${p}_${agency} <= ${1 - already}`);
		}
		term.auditors.forEach((one, a) =>
			term.auditors.forEach((other, b) => {
				if (a < b && areApart(term, one.id, other.id) && pairs.has(`${p} ${a}`) && pairs.has(`${p} ${b}`))
					rows.push(`x_${p}_${a} + x_${p}_${b} <= 1`);
			})
		);
	});
	term.auditors.forEach(({ id, capacity }, a) => {
		const begun = fixed.filter(({ auditorId }) => auditorId === id).length;
		constant += begun * begun;
		const mine = term.plans.flatMap((_, p) => pairs.get(`${p} ${a}`) ?? []);
		if (mine.length === 0) return;
		const steps = Array.from({ length: Math.max(0, capacity - begun) }, (_, step) => {
			objective.push(`+ ${2 * (begun + step) + 1} ${binary(`l_${a}_${step}`)}`);
			return `l_${a}_${step}`;
		});
		rows.push(`${[mine.join(' + '), ...steps].join(' - ')} <= 0`);
	});
	const text = `Minimize\n obj: ${objective.join(' ') || '0 none'}\nSubject To\n${rows.map((row, at) => ` r${at}: ${row}`).join('\n')}\nBinary\n ${binaries.join(' ')}\nEnd\n`;
	return { text: binaries.length ? text : '', weights, constant };
}

describe('the best there is', () => {
	test('as good as the best of all proposals, tried one by one', () => {
		for (let seed = 0; seed < 300; seed++) {
			const ties = seed % 4;
			const term = termOf(`small-${seed}`, { auditors: 1 + (seed % 4), plans: 1 + (seed % 3), capacity: 2, ties });
			expect(aims(term, propose(term)), `seed ${seed}`).toEqual(bestByTrying(term));
		}
	});

	test('as good as the optimum of an integer programme, over 300 terms', async () => {
		const highs = await loadHighs();
		for (let seed = 0; seed < 300; seed++) {
			const term = termOf(`solver-${seed}`, {
				auditors: 3 + (seed % 6),
				plans: 4 + (seed % 12),
				capacity: 3,
				ties: seed % 9
			});
			const { text, weights, constant } = programme(term);
			const solved = text ? highs.solve(text, { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.1 }) : null;
			if (solved) expect(solved.Status).toBe('Optimal');
			const found = aims(term, propose(term)).reduce((sum, value, aim) => sum + value * weights[aim]!, 0);
			expect(found, `seed ${seed}`).toBe(Math.round(constant + (solved?.ObjectiveValue ?? 0)));
		}
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
		expect(aims(term, proposal)).toEqual([0, 0, 0, 40 * 9]);
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
		expect(aims(term, proposal)).toEqual([0, 0, 0, 40 * 9]);
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

	test('a search that gives up at once still breaks no rule and leaves nothing that somebody with room could take', () => {
		for (let seed = 0; seed < 2_000; seed++) {
			const matching = matchingOf(`crowd-${seed}`);
			const match = bestMatch(matching, 0);
			const room = matching.auditors.map((one) => one.room);
			for (const held of match.flat()) room[held]!--;
			expect(Math.min(...room), `seed ${seed}`).toBeGreaterThanOrEqual(0);
			match.forEach((given, at) => {
				const [one, other] = given;
				for (const held of given) expect(matching.allowed(at, held)).toBe(true);
				if (one !== undefined && other !== undefined) expect(one !== other && !matching.apart(one, other)).toBe(true);
				const gap = given.length < 1 + Number(matching.plans[at]!.wantsSecond);
				const takers = matching.auditors.filter(
					(_, taker) =>
						room[taker]! > 0 &&
						taker !== one &&
						matching.allowed(at, taker) &&
						(one === undefined || !matching.apart(one, taker))
				);
				if (gap) expect(takers, `seed ${seed}, plan ${at}`).toEqual([]);
			});
		}
	});
});

/** A made-up matching in which most auditors must be kept apart from most others. */
function matchingOf(seed: string): Matching {
	const random = randomStream(seed);
	const auditors = Array.from({ length: 4 + integer(random, 5) }, () => ({
		agency: integer(random, 3),
		load: 0,
		room: 2 + integer(random, 3)
	}));
	const plans = Array.from({ length: 5 + integer(random, 12) }, () => ({
		stratum: 0,
		wantsFirst: true,
		wantsSecond: integer(random, 2) === 0,
		partner: -1
	}));
	const dense = 30 + integer(random, 70);
	const tied = plans.map(() => auditors.map(() => integer(random, 5) === 0));
	const apart = auditors.map((_, one) => auditors.map((_, other) => one < other && integer(random, 100) < dense));
	return {
		auditors,
		plans,
		allowed: (at, who) => !tied[at]![who]!,
		apart: (one, other) => apart[one]![other]! || apart[other]![one]!,
		anyApart: true
	};
}

describe('what is preferred', () => {
	test('a first audit before a second one', () => {
		const term = input({ auditors: [auditor('a', { capacity: 1 }), auditor('b', { capacity: 1, agency: 'school' })] });
		const plans = [plan('p', { auditsWanted: 2 }), plan('q')];
		expect(propose({ ...term, plans })).toMatchObject({ unfilled: [{ planId: 'p', marking: 'second' }] });
	});

	test('another agency for the second audit, even where that makes loads uneven', () => {
		const auditors = [auditor('a'), auditor('b'), auditor('c', { agency: 'school' })];
		const plans = ['p', 'q'].map((id) => plan(id, { auditsWanted: 2 }));
		const proposal = propose(input({ auditors, plans }));
		expect(proposal.assignments.filter(({ auditorId }) => auditorId === 'c')).toHaveLength(2);
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
		expect(aims(term, propose(term))[3]).toBe(12);
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

	test('more plans than exact arithmetic can weigh', () => {
		const many = Array.from({ length: 60_000 }, (_, at) => plan(`p${at}`, { auditsWanted: 2 }));
		expect(() => propose(input({ auditors: [auditor('a', { capacity: 60_000 })], plans: many }))).toThrow(RangeError);
	});
});
