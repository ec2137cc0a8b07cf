/** What a term's finished audits can say of all plans, and what stays unsaid while others are unfinished. Only counts: no answer is looked at. */
import { coverOf, effectiveSizeOf, halfWidthAt } from './estimate.ts';
import type { Sample } from './sampling.ts';
import type { Share } from './share.ts';

/** Gives half the width of an interval in points of a hundred, rounded up: "± 10"; "exactly" where there is nothing to be unsure of. */
export function withinWords(half: number): string {
	return half === 0 ? 'exactly' : `±\u00a0${Math.ceil(half * 100 - 1e-9)}`;
}

/** A group of like plans of which none is finished. */
export interface SilentStratum {
	readonly id: string;
	readonly label: string;
	readonly population: number;
	readonly drawn: number;
}

export interface TermPrecision {
	/** Plans with a finished first audit, out of the plans drawn. */
	readonly finished: Share;
	/** Half the width of the 95 % interval of a share of 50 % of all plans: when every drawn plan is finished, and now; null: nothing yet. */
	readonly planned: number;
	readonly now: number | null;
	/** Plans that a figure speaks of now, out of those that could be drawn. */
	readonly covers: Share;
	readonly silent: readonly SilentStratum[];
}

/** Gives what can be said. `finished`: the plans whose first audit was sent; a second audit adds nothing to it. */
export function termPrecision(sample: Pick<Sample, 'strata' | 'plans'>, finished: ReadonlySet<string>): TermPrecision {
	const audited = new Map<string, number>();
	for (const { planRef, stratum } of sample.plans)
		if (finished.has(planRef)) audited.set(stratum, (audited.get(stratum) ?? 0) + 1);
	const strata = sample.strata.map(({ id, label, population, size }) => ({
		id,
		label,
		population,
		drawn: size,
		audited: audited.get(id) ?? 0
	}));
	const whole = strata.map((stratum) => ({ ...stratum, audited: stratum.drawn }));
	return {
		finished: { count: strata.reduce((sum, stratum) => sum + stratum.audited, 0), of: sample.plans.length },
		// Every stratum gives a plan or more, so that there always is a size.
		planned: halfWidthAt(effectiveSizeOf(whole)) ?? 1,
		now: halfWidthAt(effectiveSizeOf(strata)),
		covers: coverOf(strata),
		silent: strata
			.filter((stratum) => stratum.audited === 0)
			.map(({ id, label, population, drawn }) => ({ id, label, population, drawn }))
	};
}
