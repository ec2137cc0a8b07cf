/** Made-up terms for proposals, the rules and aims of a proposal worked out the long way, and the same question as an integer programme. */
import { agencies } from '#lib/domain/person.ts';
import type { Proposal, ProposalInput, ProposalPlan } from '#lib/domain/proposal.ts';
import { integer, pick, randomStream, shuffle } from '#lib/domain/random.ts';

export type Auditor = ProposalInput['auditors'][number];

export const auditor = (id: string, changes: Partial<Auditor> = {}): Auditor => ({
	id,
	agency: 'health',
	capacity: 3,
	...changes
});
export const plan = (id: string, changes: Partial<ProposalPlan> = {}): ProposalPlan => ({
	id,
	schoolUrn: '100001',
	stratum: 'ks2',
	auditsWanted: 1,
	...changes
});
export const input = (changes: Partial<ProposalInput>): ProposalInput => ({
	auditors: [],
	plans: [],
	interests: [],
	history: [],
	seed: 'autumn-2026',
	...changes
});

/** A made-up term: every kind of rule occurs, and room is sometimes short. */
export function termOf(
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
		keptOff: some(Math.floor(size.ties / 4)).map(() => ({ auditorId: anAuditor(), planId: aPlan() })),
		apart: some(size.ties)
			.map((): [string, string] => [anAuditor(), anAuditor()])
			.filter(([one, other]) => one !== other),
		fixed,
		seed
	};
}

/** Whether the rules that hold for one new pair allow it; the other auditors of the plan are not looked at. */
export function mayAudit(
	{ interests, history, keptOff = [] }: ProposalInput,
	auditorId: string,
	{ id, schoolUrn }: ProposalPlan
): boolean {
	const tied = interests.some(
		(interest) =>
			interest.auditorId === auditorId &&
			(interest.planId === id || (schoolUrn !== null && interest.schoolUrn === schoolUrn))
	);
	return !tied && ![...history, ...keptOff].some((past) => past.auditorId === auditorId && past.planId === id);
}

export function areApart({ apart = [] }: ProposalInput, one: string, other: string): boolean {
	return apart.some(([a, b]) => (a === one && b === other) || (a === other && b === one));
}

/** Every rule that a proposal breaks, in words. */
export function brokenRules(term: ProposalInput, { assignments, unfilled }: Proposal): string[] {
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

/** All six aims, in their order, as numbers to make small. */
export function aims(term: ProposalInput, { assignments, unfilled }: Proposal): number[] {
	const agencyOf = (id: string) => term.auditors.find((one) => one.id === id)!.agency;
	const pairs = term.plans
		.map(({ id }) => assignments.filter(({ planId }) => planId === id).map((one) => one.auditorId))
		.filter((on) => on.length === 2);
	const loads = term.auditors.map(({ id }) => assignments.filter(({ auditorId }) => auditorId === id).length);
	const mix = new Map<string, number>();
	for (const { auditorId, planId } of assignments) {
		const cell = `${term.plans.find(({ id }) => id === planId)!.stratum} ${agencyOf(auditorId)}`;
		mix.set(cell, (mix.get(cell) ?? 0) + 1);
	}
	let parts = term.auditors.map(({ id }) => new Set([id]));
	for (const [one, other] of pairs) {
		const [here, there] = [one!, other!].map((id) => parts.find((part) => part.has(id))!);
		if (here !== there)
			parts = [...parts.filter((part) => part !== here && part !== there), new Set([...here!, ...there!])];
	}
	const squares = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count * count, 0);
	return [
		unfilled.length,
		unfilled.filter(({ marking }) => marking === 'first').length,
		squares(loads),
		pairs.filter(([one, other]) => agencyOf(one!) === agencyOf(other!)).length,
		squares(mix.values()),
		parts.length
	];
}

/**
 * The first three aims as an integer programme, for HiGHS: one variable for each pair, for each plan begun, and for each
 * further audit of an auditor.
 */
export function programme(term: ProposalInput): { text: string; weights: number[]; constant: number } {
	const fixed = term.fixed ?? [];
	const weights = [1_000_000, 10_000, 1];
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
			return;
		}
		rows.push(`${mine.join(' + ')} <= ${wanted.length}`);
		if (wanted.includes('first')) {
			constant += weights[1]!;
			objective.push(`- ${weights[1]} ${binary(`y_${p}`)}`);
			rows.push(`y_${p} - ${mine.join(' - ')} <= 0`);
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
