/**
 * A share over all plans, for a report whose plans were not all equally likely to be drawn. It is said in tenths ("about 6 in 10"), and
 * only where nobody can work out a small group's count from it: a weighted share beside a plain one is a second equation about the
 * same hidden numbers.
 */
import type { AuditRecord } from './findings.ts';
import { weightedShare, type StratumAnswers } from './estimate.ts';
import { wilsonInterval, type Share } from './share.ts';
import type { SuppressionRule } from './suppression.ts';

/** How the plans of a half-year's audits were drawn. */
export interface Sampling {
	/** The strata of every term's sample. Those of two terms stand beside each other, as two samples of the same register. */
	readonly strata: readonly { readonly id: string; readonly population: number }[];
	/** Ids of strata by plan. */
	readonly stratumOf: ReadonlyMap<string, string>;
	/** A design asked for some plans to be more likely than others, so that plain counts speak for some more than for others. */
	readonly uneven: boolean;
}

/** A share of all plans as it may be said. */
export interface WeightedFigure {
	/** Plans in ten, from 0 to 10. */
	readonly tenths: number;
	/** The 95 % interval in whole per cent, wide enough for every share that is said with these tenths. */
	readonly low: number;
	readonly high: number;
	/** Plans of the groups that the figure speaks of, out of all that could be drawn. */
	readonly covers: Share;
}

/**
 * Gives the share of all plans for which something holds, from one audit a plan; null where it may not be said or nothing can.
 * `holds` gives null for an audit that does not count towards the share.
 */
export function weightedFigure(
	records: readonly AuditRecord[],
	sampling: Sampling,
	holds: (record: AuditRecord) => boolean | null,
	rule: Pick<SuppressionRule, 'minimumCell'>
): WeightedFigure | null {
	const answers = new Map(
		sampling.strata.map(({ id, population }) => [id, { population, audited: 0, of: 0, count: 0 }])
	);
	for (const record of records) {
		const stratum = answers.get(sampling.stratumOf.get(record.planRef) ?? '');
		if (!stratum) continue;
		stratum.audited += 1;
		const held = holds(record);
		if (held === null) continue;
		stratum.of += 1;
		if (held) stratum.count += 1;
	}
	const strata = [...answers.values()];
	const found = weightedShare(strata);
	if (!found || !givesNothingAway(strata, rule.minimumCell)) return null;
	const tenths = tenthsOf(found.estimate);
	const at = (share: number) => {
		const within = Math.min(1, Math.max(0, share));
		const { effectiveSize } = found;
		return Number.isFinite(effectiveSize)
			? wilsonInterval({ count: within * effectiveSize, of: effectiveSize })
			: { low: within, high: within };
	};
	return {
		tenths,
		low: Math.floor(100 * (at(tenths / 10 - 0.05)?.low ?? 0)),
		high: Math.ceil(100 * (at(tenths / 10 + 0.05)?.high ?? 1)),
		covers: found.covers
	};
}

function tenthsOf(share: number): number {
	return Math.floor(10 * share + 0.5);
}

/** A stratum's answers, and how many plans each of its audits stands for. */
interface Weighed extends StratumAnswers {
	readonly weight: number;
}

/**
 * Gives whether the tenths leave open what every stratum's count is, to somebody who knows the plain count: `minimumCell` or more
 * counts of it, or all that there could be, go with the same tenths. It holds for somebody who knows the counts of all strata but two
 * as well.
 */
export function givesNothingAway(strata: readonly StratumAnswers[], minimumCell: number): boolean {
	const weighed = strata
		.filter(({ of }) => of > 0)
		.map((stratum): Weighed => ({ ...stratum, weight: stratum.population / stratum.audited }));
	const total = weighed.reduce((sum, { weight, of }) => sum + weight * of, 0);
	const counting = weighed.reduce((sum, { weight, count }) => sum + weight * count, 0);
	const said = tenthsOf(counting / total);
	const sameTenths = (weightOfCounting: number) => tenthsOf(weightOfCounting / total) === said;
	return weighed.every(
		(one) =>
			leftOpen(one, without(weighed, one), minimumCell, sameTenths) &&
			without(weighed, one).every((other) => {
				const known = counting - one.weight * one.count - other.weight * other.count;
				return leftOpen(one, [other], minimumCell, (pair) => sameTenths(known + pair));
			})
	);
}

function without<One>(all: readonly One[], one: One): One[] {
	return all.filter((other) => other !== one);
}

/** Whether enough counts of a stratum go with the tenths when the others' may be anything with the same sum. */
function leftOpen(
	one: Weighed,
	others: readonly Weighed[],
	minimumCell: number,
	sameTenths: (weightOfCounting: number) => boolean
): boolean {
	const sum = others.reduce((all, { count }) => all + count, one.count);
	const room = others.reduce((all, { of }) => all + of, 0);
	const least = Math.max(0, sum - room);
	const most = Math.min(one.of, sum);
	let open = 0;
	for (let count = least; count <= most; count++)
		if (weightsOf(others, sum - count).some((weight) => sameTenths(one.weight * count + weight))) open++;
	return open >= Math.min(minimumCell, most - least + 1);
}

/**
 * What `sum` counting plans of some strata can weigh: from as little as possible (in the lightest strata) to as much, one plan moved at a
 * time. There are further ways, so that fewer are found open than are.
 */
function weightsOf(strata: readonly Weighed[], sum: number): number[] {
	const light = strata.toSorted((a, b) => a.weight - b.weight);
	let left = sum;
	const counts = light.map(({ of }) => {
		const count = Math.min(of, left);
		left -= count;
		return count;
	});
	let weight = light.reduce((all, stratum, at) => all + stratum.weight * counts[at]!, 0);
	const weights = [weight];
	for (let up = light.length - 1, down = 0; down < up;)
		if (counts[down] === 0) down++;
		else if (counts[up] === light[up]!.of) up--;
		else {
			counts[down]!--;
			counts[up]!++;
			weight += light[up]!.weight - light[down]!.weight;
			weights.push(weight);
		}
	return weights;
}
