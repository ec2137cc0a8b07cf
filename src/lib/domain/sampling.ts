/** The sample of a term: which plans are looked at, drawn so that anybody can draw it again from the same register and seed. */
import * as z from 'zod';
import { allocation } from './allocation.ts';
import { effectiveSizeOf, halfWidthAt } from './estimate.ts';
import { PlanRef, Urn } from './ids.ts';
import { SenType } from './plan.ts';
import { integer, randomStream, sampleOf } from './random.ts';
import { Factor, Priority, priorityGroupOf } from './sample-priority.ts';
import { SettingGroup } from './school.ts';
import type { Share } from './share.ts';
import { dimensions, groupingOf, strataOf, type Dimension } from './strata.ts';
import { stageGroupOf, stageGroups, stages } from './year-group.ts';

/** A plan that could be drawn, with what the strata need to know of it on the term's first day. */
export const FramePlan = z.strictObject({
	planRef: PlanRef,
	stage: z.enum(stages),
	settingGroup: SettingGroup,
	/** First made, or amended, within the last 12 months. */
	isNew: z.boolean(),
	yearGroup: z.int().min(-10).max(30).nullable(),
	schoolUrn: Urn.nullable(),
	primaryNeed: SenType.nullable(),
	/** Within 12 months of a phase transfer; absent where that was not worked out. */
	phaseTransfer: z.boolean().optional(),
	/** Who gave advice for it, as far as the register knows. */
	services: z.array(z.string().max(60)).max(60).optional()
});
export type FramePlan = z.infer<typeof FramePlan>;

/** The part of a sample that is audited twice unless somebody says otherwise (issue 5). */
export const DOUBLE_MARKED = 0.15;

export const SampleDesign = z.strictObject({
	/** Plans to draw. */
	size: z.int().min(1).max(100_000),
	/** Fewest plans drawn from a stratum; groups whose part is less are merged. Two make a standard error possible. */
	minimumPerStratum: z.int().min(1).max(100).default(2),
	/** The share of the sample that is audited twice, by auditors of different agencies: at least one plan, unless it is 0. */
	doubleMarkedShare: z.number().min(0).max(1).default(DOUBLE_MARKED),
	/** The most important first: small groups are merged across the last ones first. Empty for a simple random sample. */
	stratifyBy: z
		.array(z.enum(dimensions))
		.max(dimensions.length)
		.default(['priority', 'stageGroup', 'settingGroup', 'isNew']),
	/** Groups that are looked at more closely; a plan in several belongs to the first. */
	priorities: z
		.array(Priority)
		.max(20)
		.refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'a priority twice')
		.default([]),
	/** How many times as likely as others the plans of a stage are drawn. */
	stageFactors: z.partialRecord(z.enum(stageGroups), Factor).default({}),
	/** How many times as likely as others plans are drawn that were made or amended within 12 months. */
	newFactor: Factor.default(1)
});
export type SampleDesign = z.infer<typeof SampleDesign>;

export const Stratum = z.strictObject({
	id: z.string(),
	label: z.string(),
	/** Plans in the register. */
	population: z.int().min(1),
	/** Plans drawn. */
	size: z.int().min(1),
	/** The chance of each of its plans to be drawn: size out of population. */
	probability: z.number().min(0).max(1),
	/** The words for the groups that were merged into this one because they were small; empty where none was. */
	merged: z.array(z.string())
});
export type Stratum = z.infer<typeof Stratum>;

export const SampledPlan = z.strictObject({
	planRef: PlanRef,
	/** Id of its stratum. */
	stratum: z.string(),
	inclusionProbability: z.number().min(0).max(1),
	auditsWanted: z.union([z.literal(1), z.literal(2)])
});
export type SampledPlan = z.infer<typeof SampledPlan>;

export const Sample = z.strictObject({
	seed: z.string(),
	design: SampleDesign,
	strata: z.array(Stratum),
	plans: z.array(SampledPlan)
});
export type Sample = z.infer<typeof Sample>;

/** Gives whether a design asks for some plans to be more or less likely than others. */
export function hasFactors({
	priorities,
	stageFactors,
	newFactor
}: Pick<SampleDesign, 'priorities' | 'stageFactors' | 'newFactor'>): boolean {
	const factors = [...priorities.map(({ factor }) => factor), ...Object.values(stageFactors), newFactor];
	return factors.some((factor) => factor !== 1);
}

/**
 * Draws a stratified random sample. Each stratum gets its part of the sample by the largest remainder: in proportion to its plans, or,
 * where the design has factors, to its plans times their factors, so that every plan has nearly the chance that its factor asks for;
 * inside a stratum it is a simple random sample, and its probability is what weights are made from. A stratum cannot give more than
 * all its plans; what it is short of goes to the others. Groups of plans whose part would be less than `minimumPerStratum` are merged
 * first (see `strataOf`), so that no plan stands alone and each stratum has its minimum, unless one stratum alone is left. The
 * plans to be audited twice are spread over the strata by a systematic draw, each sampled plan having the same chance.
 *
 * The same frame, design and seed give the same sample, whatever the order of the frame. Plans come sorted by reference.
 * Throws a RangeError where the frame has fewer plans than the design wants or a reference twice, and a ZodError on a bad design.
 */
export function drawSample(frame: readonly FramePlan[], design: z.input<typeof SampleDesign>, seed: string): Sample {
	const settled = SampleDesign.parse(design);
	const { size } = settled;
	const plans = frame.toSorted((a, b) => (a.planRef < b.planRef ? -1 : 1));
	plans.forEach(({ planRef }, at) => {
		if (planRef === plans[at + 1]?.planRef) throw new RangeError(`plan ${planRef} is in the frame twice`);
	});
	if (plans.length < size)
		throw new RangeError(`${size} plans are wanted, but the register has only ${plans.length} to draw from`);

	const groups = groupsOf(plans, settled);
	const sizes = allocation(
		size,
		groups.map((group) => ({ population: group.plans.length, weight: group.weight }))
	);
	const strata = groups.map((group, at) => ({
		id: group.id,
		label: group.label,
		population: group.plans.length,
		size: sizes[at]!,
		probability: sizes[at]! / group.plans.length,
		merged: group.merged
	}));
	const drawn = groups.flatMap((group, at) =>
		// Each stratum has a stream of its own, so that a change in one leaves the draw in the others alone.
		sampleOf(randomStream(`${seed} ${group.id}`), group.plans, sizes[at]!).map(({ planRef }) => ({
			planRef,
			stratum: group.id,
			inclusionProbability: strata[at]!.probability
		}))
	);
	const twice = systematic(size, doubleMarked(size, settled.doubleMarkedShare), seed);
	const sampled = drawn.map((plan, at) => ({ ...plan, auditsWanted: twice.has(at) ? (2 as const) : (1 as const) }));
	return { seed, design: settled, strata, plans: sampled.sort((a, b) => (a.planRef < b.planRef ? -1 : 1)) };
}

/** A plan's factor is counted in thousandths, so that parts are worked out in whole numbers. */
const THOUSANDTHS = 1_000;

/** The strata of a sorted frame, each weighing its plans times their factors. */
function groupsOf(plans: readonly FramePlan[], design: SampleDesign) {
	const priorities = design.priorities.map(priorityGroupOf);
	const by = design.stratifyBy
		.filter((dimension) => dimension !== 'priority' || priorities.length > 0)
		.map((dimension) => groupingOf<FramePlan>(dimension, priorities));
	const weigh = (plan: FramePlan) => {
		const priority = priorities.findIndex(({ holds }) => holds(plan));
		const factors = [
			design.priorities[priority]?.factor ?? 1,
			design.stageFactors[stageGroupOf(plan.stage)] ?? 1,
			plan.isNew ? design.newFactor : 1
		];
		return Math.round(THOUSANDTHS * factors.reduce((product, factor) => product * factor, 1));
	};
	const weights = new Map(plans.map((plan) => [plan, weigh(plan)]));
	const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
	return strataOf(
		plans,
		by,
		(plan) => weights.get(plan) ?? 0,
		({ population, weight }) =>
			population < design.minimumPerStratum || design.size * weight < design.minimumPerStratum * total
	);
}

/** Gives how many of so many plans are audited twice: the share, a half rounded up, and at least one unless the share is 0. */
export function doubleMarked(size: number, share: number): number {
	if (share === 0 || size === 0) return 0;
	// In millionths, so that a tenth is exactly a tenth.
	const millionths = Math.round(share * 1_000_000);
	return Math.max(1, Math.floor((2 * size * millionths + 1_000_000) / 2_000_000));
}

/** `count` of `size` places at even distances after a random start; each place has the same chance. */
function systematic(size: number, count: number, seed: string): Set<number> {
	const start = integer(randomStream(`${seed} twice`), size);
	return new Set(Array.from({ length: count }, (_, at) => Math.floor((start + at * size) / count)));
}

/**
 * Gives the largest sample that auditors with these capacities can audit, a share of it twice: the most plans n with
 * n + max(1, round(share x n)) audits or fewer. 0 where there is no room for one plan.
 */
export function sampleSize(capacities: readonly number[], doubleMarkedShare = DOUBLE_MARKED): number {
	const bad = capacities.find((capacity) => !Number.isInteger(capacity) || capacity < 0);
	if (bad !== undefined) throw new RangeError(`the capacity ${bad} is not a whole number of plans`);
	const room = capacities.reduce((sum, capacity) => sum + capacity, 0);
	let size = Math.ceil(room / (1 + doubleMarkedShare)) + 1;
	while (size > 0 && size + doubleMarked(size, doubleMarkedShare) > room) size--;
	return size;
}

export interface ComparisonRow {
	readonly id: string;
	readonly label: string;
	/** This group's plans out of all plans of the register. */
	readonly register: Share;
	/** This group's plans out of all plans of the sample. */
	readonly sample: Share;
}

/**
 * Gives how the sample compares with the register, group by group: by stratum, or by one of the facts (which need not be
 * one that the sample was stratified by). Only groups that occur. Throws a RangeError where the sample is not from this frame.
 */
export function sampleComparison(
	frame: readonly FramePlan[],
	sample: Pick<Sample, 'strata' | 'plans'> & Partial<Pick<Sample, 'design'>>,
	by: 'stratum' | Dimension = 'stratum'
): ComparisonRow[] {
	const row = (id: string, label: string, population: number, size: number): ComparisonRow => ({
		id,
		label,
		register: { count: population, of: frame.length },
		sample: { count: size, of: sample.plans.length }
	});
	if (by === 'stratum') {
		if (sample.strata.reduce((sum, { population }) => sum + population, 0) !== frame.length)
			throw new RangeError('the sample was drawn from another register');
		return sample.strata.map(({ id, label, population, size }) => row(id, label, population, size));
	}
	const grouping = groupingOf<FramePlan>(by, (sample.design?.priorities ?? []).map(priorityGroupOf));
	const inRegister = countsOf(frame, grouping.valueOf);
	const byRef = new Map(frame.map((plan) => [plan.planRef, plan]));
	const drawn = sample.plans.map(({ planRef }) => {
		const plan = byRef.get(planRef);
		if (!plan) throw new RangeError(`plan ${planRef} of the sample is not in this register`);
		return plan;
	});
	const inSample = countsOf(drawn, grouping.valueOf);
	return grouping.values
		.filter(({ id }) => inRegister.has(id))
		.map(({ id, label }) => row(id, label, inRegister.get(id)!, inSample.get(id) ?? 0));
}

function countsOf(plans: readonly FramePlan[], valueOf: (plan: FramePlan) => string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const plan of plans) counts.set(valueOf(plan), (counts.get(valueOf(plan)) ?? 0) + 1);
	return counts;
}

/**
 * Gives how surely a share will be known when every drawn plan is audited: half the width of the 95 % interval of a share of 50 %, over
 * all plans and within each stratum, by id (`estimate.ts`).
 */
export function expectedPrecision(strata: readonly Pick<Stratum, 'id' | 'population' | 'size'>[]): {
	readonly all: number;
	readonly strata: ReadonlyMap<string, number>;
} {
	const audits = strata.map(({ id, population, size }) => ({ id, population, audited: size }));
	// Every stratum has a plan in the sample, so that there always is a size.
	const half = (some: readonly (typeof audits)[number][]) => halfWidthAt(effectiveSizeOf(some)) ?? 1;
	return { all: half(audits), strata: new Map(audits.map((one) => [one.id, half([one])])) };
}

/**
 * Gives the mean of a stratified random sample and its standard error (Cochran, "Sampling Techniques", 3rd edition 1977,
 * equations 5.1 and 5.12): strata weighted by population, finite population correction in each. `values` holds one number
 * a sampled plan. Null where a stratum has fewer than two values and more than that in its population, or
 * there is no population at all. Throws a RangeError on more values than population, or a population that is no whole number.
 */
export function stratifiedMean(
	strata: readonly { readonly population: number; readonly values: readonly number[] }[]
): { estimate: number; standardError: number } | null {
	for (const { population, values } of strata)
		if (!Number.isInteger(population) || population < values.length)
			throw new RangeError(`a stratum has ${values.length} values and the population ${population}`);
	const total = strata.reduce((sum, { population }) => sum + population, 0);
	if (total === 0 || strata.some(({ population, values }) => values.length < 2 && population > values.length))
		return null;
	let estimate = 0;
	let variance = 0;
	for (const { population, values } of strata) {
		const n = values.length;
		if (n === 0) continue;
		const weight = population / total;
		const mean = values.reduce((sum, value) => sum + value, 0) / n;
		estimate += weight * mean;
		// A stratum that was audited whole adds no uncertainty; with one plan it has no spread to speak of either.
		if (n === population) continue;
		const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
		variance += weight * weight * (1 - n / population) * (spread / n);
	}
	return { estimate, standardError: Math.sqrt(variance) };
}
