/**
 * What the audits of a sample say of all plans that could have been drawn: shares and means weighted by the design, with intervals.
 *
 * Every finished plan of a stratum stands for the same number of the stratum's plans. So a plan that was drawn and not finished
 * (handed back, not sent) is stood for by the finished ones of its stratum, as if chance had left it out: the weighting-class
 * adjustment for non-response (Lohr, "Sampling: Design and Analysis", 2nd edition 2010, section 8.5.1). A stratum without a finished
 * plan is stood for by none: the estimate then speaks of the other strata only, and says of how many plans. A plan counts once;
 * second audits are not given to these functions.
 *
 * The interval of a share is Wilson's (1927) at the effective sample size, as Franco, Little, Louis and Slud recommend ("Comparative
 * study of confidence intervals for proportions in complex sample surveys", Journal of Survey Statistics and Methodology 7, 2019).
 * They find that an effective size from the estimated variance covers too little, and one from a model of the variance covers well.
 * The model here: within a stratum the answer varies as it does over all plans. Then the effective size is Kish's ("Survey
 * Sampling", 1965, section 11.7), with finite population correction, and hangs on the design alone. It is on the safe side where strata
 * differ, and it exists where a stratum has one plan. How often the intervals hold the truth: `docs/estimates.md`.
 */
import { student975 } from './quantile.ts';
import { wilsonInterval, type Interval, type Share } from './share.ts';

/** A stratum's plans, and how many of those drawn are finished. */
export interface StratumAudits {
	/** Plans that could be drawn. */
	readonly population: number;
	/** Plans with a finished first audit. */
	readonly audited: number;
}

/** A stratum's answers to one question. */
export interface StratumAnswers extends StratumAudits {
	/** Finished plans that the question could be judged for. */
	readonly of: number;
	/** Those of them that count. */
	readonly count: number;
}

/** A number from a sample, with its 95 % interval, and whose plans it speaks of. */
export interface Estimate extends Interval {
	readonly estimate: number;
	/** Plans of the strata with a finished plan, out of all plans. */
	readonly covers: Share;
}

export interface ShareEstimate extends Estimate {
	/** The size of the simple random sample of endless plans that would be as sure; Infinity where every plan was audited. */
	readonly effectiveSize: number;
}

function check(strata: readonly { readonly population: number; readonly audited: number }[]): void {
	for (const { population, audited } of strata)
		if (!Number.isInteger(population) || !Number.isInteger(audited) || audited < 0 || population < audited)
			throw new RangeError(`a stratum has ${audited} audited plans and the population ${population}`);
}

function sumOf<One>(all: readonly One[], of: (one: One) => number): number {
	return all.reduce((sum, one) => sum + of(one), 0);
}

/** Gives how many plans an estimate from these strata speaks of, out of all: those of strata with a finished plan. */
export function coverOf(strata: readonly StratumAudits[]): Share {
	return {
		count: sumOf(strata, ({ population, audited }) => (audited > 0 ? population : 0)),
		of: sumOf(strata, ({ population }) => population)
	};
}

/**
 * Gives the effective sample size of a share that `of` plans of each stratum count towards: (sum w)^2 / sum w^2 (1 - f), with each plan's
 * weight w and its stratum's sampling fraction f. Infinity where every plan was audited; 0 where none counts.
 */
function effective(strata: readonly (StratumAudits & { readonly of: number })[]): number {
	const counting = strata.filter(({ of }) => of > 0);
	if (counting.length === 0) return 0;
	const weight = ({ population, audited }: StratumAudits) => population / audited;
	const total = sumOf(counting, (stratum) => weight(stratum) * stratum.of);
	const spread = sumOf(
		counting,
		(stratum) => weight(stratum) ** 2 * stratum.of * (1 - stratum.audited / stratum.population)
	);
	return spread === 0 ? Infinity : total ** 2 / spread;
}

/** Gives how sure a share over all plans is: as sure as from a simple random sample of this size. Throws a RangeError on bad counts. */
export function effectiveSizeOf(strata: readonly StratumAudits[]): number {
	check(strata);
	return effective(strata.map((stratum) => ({ ...stratum, of: stratum.audited })));
}

/**
 * Gives half the width of the 95 % interval of a share of 50 %, which is the widest, at an effective sample size: 0.14 is "give or
 * take 14 in 100". Null where the size is 0.
 */
export function halfWidthAt(effectiveSize: number): number | null {
	if (effectiveSize === 0) return null;
	const { low, high } = intervalAt(0.5, effectiveSize);
	return (high - low) / 2;
}

function intervalAt(share: number, effectiveSize: number): Interval {
	const interval = Number.isFinite(effectiveSize)
		? wilsonInterval({ count: share * effectiveSize, of: effectiveSize })
		: null;
	return interval ?? { low: share, high: share };
}

/**
 * Gives the share of all plans to which a question applies, estimated from the finished plans of each stratum (the combined ratio
 * estimator, Cochran, "Sampling Techniques", 3rd edition 1977, section 6.11), with its interval. Null where it was judged for no plan.
 * Throws a RangeError on counts that cannot be.
 */
export function weightedShare(strata: readonly StratumAnswers[]): ShareEstimate | null {
	check(strata);
	for (const { audited, of, count } of strata)
		if (!Number.isInteger(of) || !Number.isInteger(count) || count < 0 || of < count || audited < of)
			throw new RangeError(`${count} of ${of} answers over ${audited} audited plans`);
	const finished = strata.filter(({ audited }) => audited > 0);
	const total = sumOf(finished, ({ population, audited, of }) => (population / audited) * of);
	if (total === 0) return null;
	const counting = sumOf(finished, ({ population, audited, count }) => (population / audited) * count);
	const estimate = finished.every(({ of, count }) => of === count) ? 1 : counting / total;
	const effectiveSize = effective(strata);
	return { estimate, ...intervalAt(estimate, effectiveSize), effectiveSize, covers: coverOf(strata) };
}

/**
 * Gives the mean over all plans with its standard error (Cochran 1977, equations 5.1 and 5.12) and 95 % interval, by Student's
 * distribution with Satterthwaite's degrees of freedom (Cochran 1977, equation 5.16). `values`: one number a finished plan. A stratum
 * with one value and more plans takes its spread from the other strata, averaged by their degrees of freedom. Null where no stratum
 * has two values and one is not audited whole. Throws a RangeError on more values than plans.
 */
export function weightedMean(
	strata: readonly { readonly population: number; readonly values: readonly number[] }[]
): (Estimate & { readonly standardError: number }) | null {
	const audits = strata.map(({ population, values }) => ({ population, audited: values.length }));
	check(audits);
	const finished = strata.filter(({ values }) => values.length > 0);
	if (finished.length === 0) return null;
	const total = sumOf(finished, ({ population }) => population);
	const spreads = finished.map(({ values }) => {
		const mean = sumOf(values, (value) => value) / values.length;
		return { mean, squares: sumOf(values, (value) => (value - mean) ** 2), degrees: values.length - 1 };
	});
	const degreesInAll = sumOf(spreads, ({ degrees }) => degrees);
	const usual = degreesInAll > 0 ? sumOf(spreads, ({ squares }) => squares) / degreesInAll : null;
	let estimate = 0;
	let variance = 0;
	let bySatterthwaite = 0;
	for (const [at, { population, values }] of finished.entries()) {
		const { mean, squares, degrees } = spreads[at]!;
		const weight = population / total;
		estimate += weight * mean;
		if (values.length === population) continue;
		if (usual === null) return null;
		const part =
			(weight ** 2 * (1 - values.length / population) * (degrees > 0 ? squares / degrees : usual)) / values.length;
		variance += part;
		bySatterthwaite += part ** 2 / (degrees > 0 ? degrees : degreesInAll);
	}
	const standardError = Math.sqrt(variance);
	const half = variance > 0 ? student975(variance ** 2 / bySatterthwaite) * standardError : 0;
	return { estimate, low: estimate - half, high: estimate + half, standardError, covers: coverOf(audits) };
}
