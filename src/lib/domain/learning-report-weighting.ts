/** What a half-year's audits mean for all plans, where some plans were more likely to be drawn than others: a part of the report's method. */
import type { HalfYearFindings } from './finding-half-year.ts';
import { weigher } from './finding-weighting.ts';
import type { LearningReport } from './learning-report.ts';
import type { Rubric } from './rubric.ts';
import type { Sampling, WeightedFigure } from './weighted-figure.ts';

type Part = LearningReport['method'][number];

const TITLE = 'What it means for all plans';

/**
 * Gives the part, or null where all plans had nearly the same chance. Only what the report shows exactly is weighted: the whole plan, or,
 * for a kind of audit without an overall grade, its sections. A corrected edition says what the edition before said. `half`: the
 * report's own figures as the page of findings has them, so that both keep small groups apart alike.
 */
export function weightingPart(
	rubric: Rubric,
	half: HalfYearFindings,
	sampling: Sampling,
	earlier: readonly LearningReport[]
): Part | null {
	const last = earlier.at(-1);
	if (last) return last.method.find(({ title }) => title === TITLE) ?? null;
	if (!sampling.uneven) return null;
	const weigh = weigher(rubric, half, sampling);
	const { overall, sections } = half.report;
	const measures = overall
		? [{ what: 'the plan as a whole', figure: weigh({ of: 'overall' }) }]
		: sections.map(({ sectionId }) => ({
				what: `Section ${sectionId}`,
				figure: weigh({ of: 'section', id: sectionId })
			}));
	return { title: TITLE, text: textOf(measures.filter((one): one is Said => one.figure !== null)) };
}

interface Said {
	readonly what: string;
	readonly figure: WeightedFigure;
}

function textOf(said: readonly Said[]): string {
	const uneven = 'Some plans were more likely to be drawn than others, as the term’s design asked.';
	const [first] = said;
	if (!first)
		return `${uneven} A figure weighted to all plans would give small groups away here, or rests on too few audits, so none is shown.`;
	const figures = said.map(
		({ what, figure }) => `${what} in about ${figure.tenths} in 10 (95% interval: ${figure.low}% to ${figure.high}%)`
	);
	const { count, of } = first.figure.covers;
	const whom =
		count === of
			? 'all plans that could be drawn'
			: `the ${Math.floor((100 * count) / of)}% of plans whose groups have an audit`;
	return `${uneven} Weighted so that each group counts as it does in the register, of ${whom} these would be good or outstanding: ${figures.join('; ')}. An audited plan stands for others of its group, also for those drawn and not finished. Tenths are as close as this is said, so that no small group’s figure can be worked out.`;
}
