/** How often intervals hold the truth: stratified samples drawn again and again from registers whose share is known. */
import { weightedShare, type StratumAnswers } from '#lib/domain/estimate.ts';
import { incompleteBeta, student975 } from '#lib/domain/quantile.ts';
import { fraction, randomStream, type Random } from '#lib/domain/random.ts';
import { wilsonInterval } from '#lib/domain/share.ts';

/** A register and how it is sampled. */
export interface CoverageDesign {
	readonly name: string;
	/** Plans of each stratum. */
	readonly populations: readonly number[];
	/** How many times as likely as others the plans of each stratum are drawn. */
	readonly factors: readonly number[];
	/** The part of each stratum's sample that is finished, from 0 to 1. */
	readonly finished?: readonly number[];
	/** The part of the plans that the question applies to. */
	readonly applies?: number;
}

/** An area of 2,900 plans by stage, from early years to 19 and over, as in the demonstration; and harder ones. */
const STAGES = [180, 350, 760, 820, 560, 180, 50];
export const designs: readonly CoverageDesign[] = [
	{ name: 'simple random sample of 2,900', populations: [2_900], factors: [1] },
	{ name: 'simple random sample of 200', populations: [200], factors: [1] },
	{ name: 'seven strata in proportion', populations: STAGES, factors: [1, 1, 1, 1, 1, 1, 1] },
	{ name: 'seven strata, three over-sampled', populations: STAGES, factors: [1, 1, 3, 1, 3, 1, 2] },
	{
		name: 'twenty strata in proportion',
		populations: Array.from({ length: 20 }, (_, at) => 60 + 10 * at),
		factors: Array<number>(20).fill(1)
	},
	{ name: 'one small stratum over-sampled 8 times', populations: [2_600, 300], factors: [1, 8] },
	{ name: 'three strata of 180 plans', populations: [40, 60, 80], factors: [1, 1, 1] },
	{
		name: 'seven strata, a quarter unfinished',
		populations: STAGES,
		factors: [1, 1, 3, 1, 3, 1, 2],
		finished: [0.9, 0.6, 0.8, 0.7, 0.9, 0.6, 0.5]
	},
	{
		name: 'a question for half of the plans',
		populations: STAGES,
		factors: [1, 1, 2, 1, 2, 1, 1],
		applies: 0.5
	}
];

/** Plans in each stratum's sample: in proportion to population and factor, at least two. */
function sizesOf({ populations, factors }: CoverageDesign, size: number): number[] {
	const parts = populations.map((population, at) => population * factors[at]!);
	const total = parts.reduce((sum, part) => sum + part, 0);
	return parts.map((part, at) => Math.min(populations[at]!, Math.max(2, Math.round((size * part) / total))));
}

/** Draws `size` of `population` plans, of which `counting` count, and gives how many counting ones are drawn. */
function draw(random: Random, population: number, counting: number, size: number): number {
	let found = 0;
	let left = counting;
	for (let at = 0; at < size; at++)
		if (fraction(random) * (population - at) < left) {
			found++;
			left--;
		}
	return found;
}

export const methods = ['ours', 'wald', 'estimated', 'kornGraubard'] as const;
export type Method = (typeof methods)[number];

/** Whether the interval of each method holds the true share. */
function holding(strata: readonly StratumAnswers[], truth: number): Record<Method, boolean> {
	const nothing = { ours: false, wald: false, estimated: false, kornGraubard: false };
	const found = weightedShare(strata);
	if (!found) return nothing;
	const p = found.estimate;
	const weights = strata.map(({ population, audited }) => (audited > 0 ? population / audited : 0));
	const total = strata.reduce((sum, { of }, at) => sum + weights[at]! * of, 0);
	// Taylor linearisation of the ratio: the residuals are 1 - p, -p, and 0 for plans that the question does not apply to.
	const variance = strata.reduce((sum, { population, audited, of, count }, at) => {
		if (audited < 2) return sum;
		const residuals = count * (1 - p) - (of - count) * p;
		const squares = count * (1 - p) ** 2 + (of - count) * p ** 2 - residuals ** 2 / audited;
		return sum + (weights[at]! / total) ** 2 * (1 - audited / population) * ((audited * squares) / (audited - 1));
	}, 0);
	const holds = (interval: { low: number; high: number } | null) =>
		interval !== null && interval.low <= truth + 1e-12 && truth <= interval.high + 1e-12;
	const audited = strata.reduce((sum, stratum) => sum + stratum.audited, 0);
	const estimated = variance > 0 ? (p * (1 - p)) / variance : found.effectiveSize;
	const half = 1.959963984540054 * Math.sqrt(variance);
	// Korn and Graubard 1998: Clopper and Pearson's limits at the effective size, less what few degrees of freedom cost.
	const degrees = Math.max(1, audited - strata.length);
	const size = estimated * (tAt(audited - 1) / tAt(degrees)) ** 2;
	const below = p === 0 ? 1 : incompleteBeta(truth, p * size, (1 - p) * size + 1);
	const above = p === 1 ? 0 : incompleteBeta(truth, p * size + 1, (1 - p) * size);
	return {
		ours: holds(found),
		wald: holds({ low: p - half, high: p + half }),
		estimated: holds(wilsonInterval({ count: p * estimated, of: estimated })),
		kornGraubard: below >= 0.025 && above <= 0.975
	};
}

const known = new Map<number, number>();
function tAt(degrees: number): number {
	const before = known.get(degrees);
	if (before !== undefined) return before;
	const t = student975(degrees);
	known.set(degrees, t);
	return t;
}

export interface CoverageCell {
	readonly design: string;
	readonly size: number;
	/** The share aimed at, and the register's own, which is a whole number of plans. */
	readonly share: number;
	readonly truth: number;
	/** How far strata differ, in log-odds either way. */
	readonly spread: number;
	readonly draws: number;
	/** The part of the draws whose interval holds the truth. */
	readonly coverage: Readonly<Record<Method, number>>;
}

/** Gives how often the intervals hold the truth in so many seeded draws of one design, size and share. */
export function coverageOf(
	design: CoverageDesign,
	{ size, share, spread, draws }: { size: number; share: number; spread: number; draws: number }
): CoverageCell {
	const random = randomStream(`${design.name} ${size} ${share} ${spread}`);
	const sizes = sizesOf(design, size);
	const odds = Math.log(share / (1 - share));
	const register = design.populations.map((population, at) => {
		const asked = Math.round(population * (design.applies ?? 1));
		return { population, asked, counting: Math.round(asked / (1 + Math.exp(-(odds + spread * ((at % 3) - 1))))) };
	});
	const sum = (of: (stratum: (typeof register)[number]) => number) =>
		register.reduce((total, stratum) => total + of(stratum), 0);
	const truth = sum(({ counting }) => counting) / sum(({ asked }) => asked);
	const held = { ours: 0, wald: 0, estimated: 0, kornGraubard: 0 };
	for (let turn = 0; turn < draws; turn++) {
		const strata = register.map(({ population, asked, counting }, at): StratumAnswers => {
			const finished = design.finished?.[at];
			let audited = sizes[at]!;
			if (finished !== undefined) {
				audited = 0;
				for (let plan = 0; plan < sizes[at]!; plan++) if (fraction(random) < finished) audited++;
			}
			const of = asked === population ? audited : draw(random, population, asked, audited);
			return { population, audited, of, count: draw(random, asked, counting, of) };
		});
		const holds = holding(strata, truth);
		for (const method of methods) if (holds[method]) held[method]++;
	}
	const coverage = { ...held };
	for (const method of methods) coverage[method] = held[method] / draws;
	return { design: design.name, size, share, truth, spread, draws, coverage };
}
