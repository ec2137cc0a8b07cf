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
	/** How many terms' samples these are. */
	readonly terms: number;
}

/** One way in which audits are told apart where figures are shown. */
export interface Grouping {
	readonly groupOf: (record: AuditRecord) => string;
	/** Whether the same figure is shown exactly for a group. */
	readonly shown: (group: string) => boolean;
}

/** A share of all plans as it may be said. */
export interface WeightedFigure {
	/** Plans in ten, from 0 to 10. */
	readonly tenths: number;
	/** The 95 % interval in whole per cent, wide enough for every share that is said with these tenths. */
	readonly low: number;
	readonly high: number;
	/** The simple random sample that would be as sure, in plans, to the nearest five; null where every plan was audited. */
	readonly effectiveSize: number | null;
	/** Plans of the groups that the figure speaks of, out of all that could be drawn. */
	readonly covers: Share;
}

/**
 * Gives the share of all plans for which something holds, from one audit a plan; null where it may not be said or nothing can.
 * `holds` gives null for an audit that does not count towards the share. `groupings`: the groups by which the same figure is shown.
 */
export function weightedFigure(
	records: readonly AuditRecord[],
	sampling: Sampling,
	holds: (record: AuditRecord) => boolean | null,
	rule: Pick<SuppressionRule, 'minimumCell'>,
	groupings: readonly Grouping[]
): WeightedFigure | null {
	const answers = new Map(
		sampling.strata.map(({ id, population }) => [id, { population, audited: 0, of: 0, count: 0 }])
	);
	const judged: { record: AuditRecord; stratum: string; held: boolean }[] = [];
	for (const record of records) {
		const id = sampling.stratumOf.get(record.planRef) ?? '';
		const stratum = answers.get(id);
		if (!stratum) continue;
		stratum.audited += 1;
		const held = holds(record);
		if (held === null) continue;
		judged.push({ record, stratum: id, held });
		stratum.of += 1;
		if (held) stratum.count += 1;
	}
	const strata = [...answers.values()];
	const found = weightedShare(strata);
	if (!found || !givesNothingAway(strata, rule.minimumCell)) return null;
	for (const { groupOf, shown } of groupings) {
		const groups = Map.groupBy(judged, ({ record }) => groupOf(record));
		const parts = [...groups].map(([group, own]) => ({
			shown: shown(group),
			strata: [...Map.groupBy(own, ({ stratum }) => stratum)].map(([id, some]) => ({
				...answers.get(id)!,
				of: some.length,
				count: some.filter(({ held }) => held).length
			}))
		}));
		if (!leavesGroupsHidden(parts, rule.minimumCell)) return null;
	}
	const { effectiveSize } = found;
	const tenths = tenthsOf(found.estimate);
	const at = (share: number) => {
		const within = Math.min(1, Math.max(0, share));
		return Number.isFinite(effectiveSize)
			? wilsonInterval({ count: within * effectiveSize, of: effectiveSize })
			: { low: within, high: within };
	};
	return {
		tenths,
		low: Math.floor(100 * (at(tenths / 10 - 0.05)?.low ?? 0)),
		high: Math.ceil(100 * (at(tenths / 10 + 0.05)?.high ?? 1)),
		effectiveSize: Number.isFinite(effectiveSize) ? 5 * Math.max(1, Math.round(effectiveSize / 5)) : null,
		covers: found.covers
	};
}

function tenthsOf(share: number): number {
	return Math.floor(10 * share + 0.5);
}

/** A stratum's answers, or those of a part of it, and how many plans each of its audits stands for. */
interface Weighed extends StratumAnswers {
	readonly weight: number;
}

function weighed(strata: readonly StratumAnswers[]): Weighed[] {
	return strata
		.filter(({ of }) => of > 0)
		.map((stratum): Weighed => ({ ...stratum, weight: stratum.population / stratum.audited }));
}

function weightOf(strata: readonly Weighed[], what: 'of' | 'count'): number {
	return strata.reduce((sum, stratum) => sum + stratum.weight * stratum[what], 0);
}

/**
 * Gives whether the tenths leave open what every stratum's count is, to somebody who knows the plain count: `minimumCell` or more
 * counts of it, or all that there could be, go with the same tenths. It holds for somebody who knows the counts of all strata but two
 * as well.
 */
export function givesNothingAway(strata: readonly StratumAnswers[], minimumCell: number): boolean {
	const all = weighed(strata);
	const total = weightOf(all, 'of');
	const counting = weightOf(all, 'count');
	const said = tenthsOf(counting / total);
	const sameTenths = (weightOfCounting: number) => tenthsOf(weightOfCounting / total) === said;
	return all.every(
		(one) =>
			leftOpen([one], without(all, one), minimumCell, sameTenths) &&
			without(all, one).every((other) => {
				const known = counting - weightOf([one, other], 'count');
				return leftOpen([one], [other], minimumCell, (pair) => sameTenths(known + pair));
			})
	);
}

/**
 * Gives whether the tenths leave open the counts of groups that are hidden beside them, to somebody who knows those of the groups that are
 * shown, stratum by stratum: as many counts as in `givesNothingAway` go with the same tenths. `strata`: a group's part of each
 * stratum, with the population and audits of the whole stratum.
 */
export function leavesGroupsHidden(
	groups: readonly { readonly shown: boolean; readonly strata: readonly StratumAnswers[] }[],
	minimumCell: number
): boolean {
	const parts = groups.map(({ shown, strata }) => ({ shown, strata: weighed(strata) }));
	const hidden = parts.filter(({ shown }) => !shown);
	const whole = parts.flatMap(({ strata }) => strata);
	const total = weightOf(whole, 'of');
	const said = tenthsOf(weightOf(whole, 'count') / total);
	const known = weightOf(
		parts.flatMap(({ shown, strata }) => (shown ? strata : [])),
		'count'
	);
	return hidden.every((one) =>
		leftOpen(
			one.strata,
			without(hidden, one).flatMap(({ strata }) => strata),
			minimumCell,
			(weight) => tenthsOf((known + weight) / total) === said
		)
	);
}

function without<One>(all: readonly One[], one: One): One[] {
	return all.filter((other) => other !== one);
}

/** Whether enough counts of some strata together go with the tenths when the others' may be anything with the same sum. */
function leftOpen(
	own: readonly Weighed[],
	others: readonly Weighed[],
	minimumCell: number,
	sameTenths: (weightOfCounting: number) => boolean
): boolean {
	const sumOf = (strata: readonly Weighed[], what: 'of' | 'count') =>
		strata.reduce((sum, stratum) => sum + stratum[what], 0);
	const held = sumOf(own, 'count');
	const sum = held + sumOf(others, 'count');
	const least = Math.max(0, sum - sumOf(others, 'of'));
	const most = Math.min(sumOf(own, 'of'), sum);
	const wanted = Math.min(minimumCell, most - least + 1);
	const goes = (count: number) => {
		const rest = weightsOf(others, sum - count);
		return weightsOf(own, count).some((weight) => rest.some((more) => sameTenths(weight + more)));
	};
	let open = 0;
	// From the true count outward: those near it go with the same tenths first.
	for (let away = 0; away <= most - least && open < wanted; away++)
		for (const count of away === 0 ? [held] : [held - away, held + away])
			if (count >= least && count <= most && goes(count)) open++;
	return open >= wanted;
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
