/**
 * Who audits which plan, from three dozen auditors to ten thousand: time, the highest memory of the process so far, what the proposal
 * misses of each bound, and how time grows with the size (slope of log time over log size). Every size is proposed by the domain's own
 * `propose`; 5 % of all pairs are ruled out by interests, one auditor in ten is of a household with another, and one in
 * fifty manages three others.
 */
import { agencies } from '#lib/domain/person.ts';
import {
	finished,
	proposeInSteps,
	proposeWithWishes,
	type Proposal,
	type ProposalInput
} from '#lib/domain/proposal.ts';
import { integer, randomStream, sampleOf } from '#lib/domain/random.ts';
import { percentile, timed, type Row } from './figures.ts';

interface Size {
	readonly auditors: number;
	readonly plans: number;
	/** Plans of the register, of which `plans` are sampled; interests are in these. */
	readonly register: number;
	/** Audits that each auditor takes; enough for all when left out. */
	readonly capacity?: number;
}

/** A made-up term of a size. Half of the interests are in plans, half in settings of ten plans each. */
function termOf({ auditors, plans, register, capacity }: Size, seed: string): ProposalInput {
	const random = randomStream(seed);
	const schools = Math.ceil(register / 10);
	const urn = (plan: number) => String(100_000 + (plan % schools));
	const each = capacity ?? Math.ceil((plans * 1.15) / auditors) + 1;
	const interests: { auditorId: string; planId?: string; schoolUrn?: string }[] = [];
	for (let auditor = 0; auditor < auditors; auditor++) {
		const auditorId = `auditor-${auditor}`;
		for (let tie = 0; tie < (register * 0.025) / 10; tie++)
			interests.push({ auditorId, schoolUrn: urn(integer(random, schools)) });
		// In the largest terms these alone would be 7.5 million; settings stand for them there.
		const direct = register <= 20_000;
		for (let tie = 0; tie < register * 0.025 * (direct ? 1 : 0.1); tie++)
			interests.push(
				direct
					? { auditorId, planId: `plan-${integer(random, register)}` }
					: { auditorId, schoolUrn: urn(integer(random, schools)) }
			);
	}
	const drawn = sampleOf(
		random,
		Array.from({ length: register }, (_, plan) => plan),
		plans
	);
	return {
		auditors: Array.from({ length: auditors }, (_, at) => ({
			id: `auditor-${at}`,
			agency: agencies[integer(random, agencies.length)]!,
			capacity: each
		})),
		plans: drawn.map((plan) => ({
			id: `plan-${plan}`,
			schoolUrn: urn(plan),
			stratum: `stratum-${integer(random, 20)}`,
			auditsWanted: integer(random, 20) < 3 ? 2 : 1
		})),
		interests,
		history: Array.from({ length: plans }, () => ({
			auditorId: `auditor-${integer(random, auditors)}`,
			planId: `plan-${integer(random, register)}`
		})),
		apart: Array.from({ length: auditors }, (_, at) => at).flatMap((at): [string, string][] => [
			...(at % 20 === 0 ? [[`auditor-${at}`, `auditor-${at + 1}`] as [string, string]] : []),
			...(at % 50 === 2
				? [3, 4, 5].map((one): [string, string] => [`auditor-${at}`, `auditor-${(at + one) % auditors}`])
				: [])
		]),
		seed
	};
}

const named = ({ auditors, plans, register, capacity }: Size) =>
	`${auditors} auditors x ${plans} plans${register > plans ? ` of ${register}` : ''}${capacity ? `, ${capacity} each` : ''}`;

async function measure(size: Size, runs: number, aim?: string): Promise<{ rows: Row[]; ms: number }> {
	const times: number[] = [];
	const what = named(size);
	let gaps: Row[] = [];
	for (let run = 0; run < runs; run++) {
		const term = termOf(size, `${what} ${run}`);
		let proposal: ReturnType<typeof propose> | undefined;
		times.push(await timed(() => (proposal = propose(term))));
		if (run > 0 || !proposal) continue;
		const { reached, bound } = proposal;
		gaps = [
			{ what: `${what}: audits unfilled`, value: reached.unfilled, unit: 'audits' },
			...(['unfilled', 'firstsUnfilled', 'squaresOfLoads', 'sameAgency', 'squaresOfMix', 'parts'] as const).map(
				(name) => ({
					what: `${what}: at most above the best, ${name}`,
					value: reached[name] - bound[name],
					unit: `of ${bound[name]}`
				})
			)
		];
	}
	const ms = percentile(times, 50);
	const memory = process.resourceUsage().maxRSS / 1_000;
	return {
		ms,
		rows: [
			{ what, value: ms, unit: 'ms', ...(aim && { aim }) },
			{ what: `${what}: highest memory so far, input included`, value: memory, unit: 'MB' },
			...gaps
		]
	};
}

const propose = (term: ProposalInput) => finished(proposeInSteps(term));

/** The same with some audits pinned to somebody else: how much longer both proposals take, and how many other audits the pins move. */
async function measurePins(size: Size, pins: number, runs: number): Promise<Row[]> {
	const term = termOf(size, `${named(size)} pins`);
	const shown = propose(term);
	const free = new Set(term.interests.map(({ auditorId, planId, schoolUrn }) => `${auditorId} ${planId ?? schoolUrn}`));
	const fixed = shown.assignments
		.filter(({ marking }, at) => marking === 'first' && at % Math.ceil(shown.assignments.length / pins) < 2)
		.slice(0, pins)
		.flatMap(({ auditorId, planId, marking }, at) => {
			const { schoolUrn } = term.plans.find(({ id }) => id === planId)!;
			const other = term.auditors[(at * 7 + 3) % term.auditors.length]!.id;
			const may = !free.has(`${other} ${planId}`) && !free.has(`${other} ${schoolUrn}`) && other !== auditorId;
			const twice = shown.assignments.some((one) => one.planId === planId && one.auditorId === other);
			return may && !twice ? [{ auditorId: other, planId, marking }] : [];
		});
	const wanted = { ...term, fixed };
	const [plain, both]: number[][] = [[], []];
	let near: Proposal = shown;
	for (let run = 0; run < runs; run++) {
		plain!.push(await timed(() => void propose(term)));
		both!.push(await timed(() => (near = finished(proposeWithWishes(wanted, term)).proposal)));
	}
	const pinned = new Set(fixed.map(({ planId }) => planId));
	const moved = ({ assignments }: Proposal) => {
		const now = new Set(assignments.map(({ auditorId, planId }) => `${auditorId} ${planId}`));
		return shown.assignments.filter(
			({ auditorId, planId }) => !pinned.has(planId) && !now.has(`${auditorId} ${planId}`)
		).length;
	};
	const what = `${named(size)}, ${fixed.length} pinned`;
	return [
		{ what: `${what}: with the one without pins`, value: percentile(both!, 50), unit: 'ms' },
		{
			what: `${what}: times as long as without pins alone`,
			value: percentile(both!, 50) / percentile(plain!, 50),
			unit: ''
		},
		{ what: `${what}: other audits moved`, value: moved(near), unit: `of ${shown.assignments.length}` },
		{ what: `${what}: the same made anew`, value: moved(propose(wanted)), unit: `of ${shown.assignments.length}` }
	];
}

/** Gives the slope of the straight line through points of log size and log time. */
function slopeOf(points: readonly { size: number; ms: number }[]): number {
	const at = points.map(({ size, ms }) => [Math.log(size), Math.log(ms)] as const);
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const [x, y] = [mean(at.map(([one]) => one)), mean(at.map(([, one]) => one))];
	const up = at.reduce((sum, [one, other]) => sum + (one - x) * (other - y), 0);
	return up / at.reduce((sum, [one]) => sum + (one - x) ** 2, 0);
}

export async function bench(): Promise<Row[]> {
	const rows: Row[] = [];
	await measure({ auditors: 40, plans: 120, register: 120 }, 5);
	rows.push(...(await measure({ auditors: 40, plans: 120, register: 1_200 }, 15, 'under 50 ms')).rows);
	rows.push(...(await measure({ auditors: 40, plans: 120, register: 1_200, capacity: 3 }, 15, 'under 50 ms')).rows);
	rows.push(...(await measure({ auditors: 1_000, plans: 3_000, register: 20_000 }, 3, 'under 2000 ms')).rows);
	rows.push(
		...(await measure({ auditors: 1_000, plans: 3_000, register: 20_000, capacity: 3 }, 3, 'under 2000 ms')).rows
	);
	rows.push(...(await measurePins({ auditors: 40, plans: 104, register: 1_200 }, 1, 15)));
	rows.push(...(await measurePins({ auditors: 40, plans: 104, register: 1_200 }, 6, 15)));
	rows.push(...(await measurePins({ auditors: 1_000, plans: 3_000, register: 20_000 }, 20, 3)));
	const points: { size: number; ms: number }[] = [];
	for (const auditors of [500, 1_000, 2_000, 4_000, 8_000]) {
		const { ms, rows: measured } = await measure({ auditors, plans: 3 * auditors, register: 3 * auditors }, 1);
		points.push({ size: auditors, ms });
		rows.push(measured[0]!);
	}
	rows.push({ what: 'growth: time as size to the power of', value: slopeOf(points), unit: '' });
	const large = { auditors: 10_000, plans: 30_000, register: 30_000 };
	rows.push(...(await measure(large, 1, 'under 30000 ms, 1000 MB')).rows);
	rows.push(...(await measure({ ...large, capacity: 3 }, 1, 'under 30000 ms, 1000 MB')).rows);
	return rows;
}
