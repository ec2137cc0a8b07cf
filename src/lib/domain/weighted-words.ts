/** How a figure of all plans is said, and how it was made, for somebody who has to defend it. */
import type { CriterionLine } from './finding-half-year.ts';
import type { MethodPart } from './finding-words.ts';
import type { WeightedFigure } from './weighted-figure.ts';

/** Gives a figure of all plans in a few words: "about 60%"; at the ends what is known of it. */
export function aboutWords({ tenths }: Pick<WeightedFigure, 'tenths'>): string {
	if (tenths === 0) return 'less than 5%';
	return tenths === 10 ? '95% or more' : `about ${tenths * 10}%`;
}

/** Gives a figure of all plans with its interval: "about 60% (between 47% and 74%)". */
export function weightedWords(figure: Pick<WeightedFigure, 'tenths' | 'low' | 'high'>): string {
	return `${aboutWords(figure)} (between ${figure.low}% and ${figure.high}%)`;
}

const number = (count: number) => count.toLocaleString('en-GB');

/** Gives whose plans a figure speaks of. `terms`: samples of several terms are of one register, whose plans are not counted twice. */
export function wholeWords({ covers: { count, of } }: Pick<WeightedFigure, 'covers'>, terms: number): string {
	if (count < of)
		return terms === 1
			? `${number(count)} of the ${number(of)} plans that could be drawn (those whose groups have an audit)`
			: `the ${Math.floor((100 * count) / of)}% of plans that could be drawn whose groups have an audit`;
	return terms === 1 ? `all ${number(of)} plans that could be drawn` : 'all plans that could be drawn';
}

/** Gives how a question's figure of all plans was made, or why none is said. `drawn`: the view is of plans that a design drew. */
export function methodOfAllPlans(
	{ kind }: Pick<CriterionLine, 'kind'>,
	allPlans: { readonly figure: WeightedFigure; readonly terms: number } | null,
	drawn: boolean
): MethodPart[] {
	const title = 'What it means for all plans';
	if (!allPlans)
		return [
			{
				title,
				text: drawn
					? 'Not said. The figure above is hidden or changed after it was published, or a figure weighted to all plans would let a small group’s count be worked out.'
					: 'Not said. It is said of one half-year, of all audits together, and where plans were drawn as a sample. The weighted figure of a group would let the counts of small groups be worked out.'
			}
		];
	const { figure, terms } = allPlans;
	const yes = kind === 'record_only' ? '“yes”' : '“met”';
	return [
		{
			title,
			text: `Of ${wholeWords(figure, terms)}, as far as the question can be judged for them: ${weightedWords(figure)}.`
		},
		{
			title: 'All plans: numerator, denominator and weights',
			text: `On top are the audited plans with ${yes}, below all that were judged, each counted with its weight. A plan’s weight is the number of plans of its group in the register, divided by those of them with a finished audit. The groups are those of the draw. So a finished audit also stands for plans of its group that were drawn and not finished.`
		},
		{
			title: 'All plans: how sure it is',
			text:
				figure.effectiveSize === null
					? 'Every plan was audited, so that chance plays no part.'
					: `The weighted audits are as sure as a simple random sample of about ${figure.effectiveSize} plans: the effective sample size (Kish 1965), with the finite population correction. The range is the 95% score interval (Wilson 1927) at that size, and wide enough for every share that is said in the same words.`
		},
		{
			title: 'All plans: why only to the nearest 10%',
			text: 'Anything closer would be a second equation about the groups whose counts are hidden. It is said only where many counts of each of them stay possible.'
		}
	];
}
