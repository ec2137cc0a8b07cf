/** The sentences of a learning report: five that the tool can defend, and how the figures were made. Made from shown figures only. */
import type { Headline, LearningReport, SectionFigure } from './learning-report.ts';
import { formatDate, londonDate } from './plain-date.ts';
import { changeOf } from './report-change.ts';
import { rankOfFigure, tooFew, type CriterionFigure, type Figure } from './report-figure.ts';
import { counted, listed } from './report-words.ts';
import { AREA_MINIMUM } from './share.ts';
import type { SuppressionRule } from './suppression.ts';

type Facts = Omit<LearningReport, 'summary' | 'headlines' | 'method'>;

/** What sentences are made from. */
export type HeadlineFacts = Pick<
	Facts,
	'enough' | 'overall' | 'sections' | 'criteria' | 'chapters' | 'comparedWith'
> & { readonly counts: { readonly plans: number } };
/** What of the half-year before they are compared with. */
export type HeadlinesBefore = Pick<LearningReport, 'criteria'>;

/** Gives a figure in words, counts first: "18 of 24 plans", "all but a few of 36 plans". */
export function figureWords(figure: Figure, things = 'plans'): string {
	switch (figure.state) {
		case 'shown':
			return `${number(figure.count)} of ${number(figure.of)} ${things}`;
		case 'most':
			return `all but a few of ${number(figure.of)} ${things}`;
		case 'few':
			return `hardly any of ${number(figure.of)} ${things}`;
		case 'too_few':
			return 'too few to say';
	}
}

/** Gives a shown figure as a whole percentage, rounded half up; an empty text for any other. */
export function percentWords(figure: Figure): string {
	return figure.state === 'shown' ? `${Math.floor((figure.count * 200 + figure.of) / (figure.of * 2))}%` : '';
}

function number(count: number): string {
	return count.toLocaleString('en-GB');
}

/** Gives the report's first paragraph: what was audited, by whom, and whether that is enough to speak about the area. */
export function summaryOf({ counts, periodLabel, enough, profile }: Facts): string {
	const audited = `${counted(counts.plans, 'plan')} ${counts.plans === 1 ? 'was' : 'were'} audited from ${periodLabel} by ${counted(counts.auditors, 'auditor')} (${profile.label}).`;
	if (!enough) {
		return `${audited} That is too few to say anything about the area: figures are shown from ${AREA_MINIMUM} audits on.`;
	}
	const twice =
		counts.pairs > 0
			? ` ${counted(counts.pairs, 'plan')} ${counts.pairs === 1 ? 'was' : 'were'} audited twice, by auditors of different agencies, to see how far they agree.`
			: '';
	return `${audited}${twice} The figures are unweighted: they describe the plans audited, and the area's plans as far as those stand for them.`;
}

/** Gives up to five sentences, each from a figure that is shown. */
export function headlinesOf(facts: HeadlineFacts, previous: HeadlinesBefore | null): Headline[] {
	if (!facts.enough) return [];
	const headlines = [
		overallHeadline(facts),
		criterionHeadline(facts, previous, 'weakest'),
		healthAndCareHeadline(facts),
		upToDateHeadline(facts),
		criterionHeadline(facts, previous, 'strongest')
	];
	return headlines.filter((headline) => headline !== null);
}

const noComparison = 'There is no earlier half-year to compare with.';

function overallHeadline({ overall, comparedWith }: HeadlineFacts): Headline | null {
	const figure = overall?.grades.goodOrBetter;
	if (!overall || !figure || figure.state === 'too_few') return null;
	return {
		topic: 'overall',
		text: `In ${figureWords(figure)} audited, the plan as a whole was good or outstanding.`,
		detail: overall.change?.text ?? (comparedWith === null ? noComparison : '')
	};
}

/** Gives the most or least often met of the questions that every plan was asked; null where none can be told. */
export function extremeOf({ criteria }: HeadlineFacts, topic: 'weakest' | 'strongest'): CriterionFigure | null {
	const asked = criteria.filter(
		({ kind, audience, figure }) =>
			kind === 'scale' && audience === null && figure.state !== 'too_few' && figure.of >= AREA_MINIMUM
	);
	const sign = topic === 'weakest' ? 1 : -1;
	const [first] = asked.sort((a, b) => sign * (rank(a) - rank(b)));
	return first ?? null;
}

function criterionHeadline(
	facts: HeadlineFacts,
	previous: HeadlinesBefore | null,
	topic: 'weakest' | 'strongest'
): Headline | null {
	const first = extremeOf(facts, topic);
	if (!first) return null;
	const { comparedWith, counts } = facts;
	const before = previous?.criteria.find(({ criterionId }) => criterionId === first.criterionId);
	const change = changeOf(first.figure, previous && (before?.figure ?? tooFew));
	const only = topic === 'weakest' && first.figure.state === 'shown' ? 'only ' : '';
	// A question that does not apply to many plans says so, since its total is smaller.
	const judged =
		first.figure.state !== 'too_few' && first.figure.of * 10 < counts.plans * 9 ? 'it applies to' : 'audited';
	const last =
		topic === 'weakest' ? 'Of all questions it was met least often.' : 'Of all questions it was met most often.';
	return {
		topic,
		text: `In ${only}${figureWords(first.figure)} ${judged}, ${first.says}.`,
		detail: `${last} ${change?.text ?? (comparedWith === null ? noComparison : '')}`.trim()
	};
}

function rank({ figure }: CriterionFigure): number {
	return rankOfFigure(figure) ?? 0;
}

/** Gives the health or social care section that is graded best and the one graded worst; null where two cannot be told apart. */
export function healthAndCareEnds({
	sections,
	chapters
}: HeadlineFacts): { readonly best: SectionFigure; readonly worst: SectionFigure } | null {
	const own = sections
		.filter(
			({ sectionId, grades }) =>
				chapters.healthAndCare.sectionIds.includes(sectionId) && grades.goodOrBetter.state !== 'too_few'
		)
		.sort((a, b) => gradeRank(b) - gradeRank(a));
	const best = own[0];
	const worst = own[own.length - 1];
	return !best || !worst || best === worst ? null : { best, worst };
}

function healthAndCareHeadline(facts: HeadlineFacts): Headline | null {
	const ends = healthAndCareEnds(facts);
	if (!ends) return null;
	const { best, worst } = ends;
	const named = ({ sectionId, title, grades }: SectionFigure) =>
		`Section ${sectionId} (${title.charAt(0).toLowerCase()}${title.slice(1)}) was good or outstanding in ${figureWords(grades.goodOrBetter)}`;
	return {
		topic: 'health_and_care',
		text: `Of the health and social care sections, ${named(best)}, and Section ${worst.sectionId} in ${figureWords(worst.grades.goodOrBetter)}.`,
		detail: worst.change
			? `Section ${worst.sectionId}: ${lowered(worst.change.text)}`
			: facts.comparedWith !== null
				? ''
				: noComparison
	};
}

function gradeRank({ grades }: SectionFigure): number {
	return rankOfFigure(grades.goodOrBetter) ?? 0;
}

function upToDateHeadline({ sections, chapters, comparedWith }: HeadlineFacts): Headline | null {
	const section = sections.find(({ sectionId }) => chapters.upToDate.sectionIds.includes(sectionId));
	if (!section || section.grades.goodOrBetter.state === 'too_few') return null;
	return {
		topic: 'up_to_date',
		text: `In ${figureWords(section.grades.goodOrBetter)} audited, being up to date was graded good or outstanding.`,
		detail: section.change?.text ?? (comparedWith === null ? noComparison : '')
	};
}

function lowered(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Gives the page on how the figures were made: what counted, how it was counted, what it cannot say, how editions stand to each other. */
export function methodOf(
	facts: Facts,
	rule: SuppressionRule,
	corrected: boolean,
	weighting: LearningReport['method'][number] | null = null
): LearningReport['method'] {
	const { counts, from, to, rubric, profile, compiledAt, agreement } = facts;
	const most = rule.minimumCell - 1;
	const leftOut = [
		counts.otherProfile > 0 &&
			`${counted(counts.otherProfile, 'audit')} of another kind than “${profile.label}”: results of different kinds of audit are never pooled`,
		counts.otherRubric > 0 && `${counted(counts.otherRubric, 'audit')} made with other questions`,
		counts.repeated > 0 &&
			`${counted(counts.repeated, 'earlier audit')} of plans that were audited again later in the half-year`,
		counts.unpaired > 0 && `${counted(counts.unpaired, 'second audit')} whose first audit has not come`
	].filter((part) => part !== false);
	return [
		{
			title: 'What counted',
			text: `Audits sent from ${formatDate(from)} to ${formatDate(to)}, by the day in London on which they were sent, one for each plan. ${
				counts.late > 0
					? `${counted(counts.late, 'audit')} of them came after the report of their own half-year was published and ${counts.late === 1 ? 'counts' : 'count'} here, marked late. `
					: ''
			}Compiled on ${formatDate(londonDate(compiledAt))}.`
		},
		{
			title: 'What did not count',
			text:
				leftOut.length > 0
					? `${listed(leftOut)}.`.replace(/^./, (letter) => letter.toUpperCase())
					: 'Nothing was left out.'
		},
		{
			title: 'How plans were judged',
			text: `With “${rubric.title}”, version ${rubric.version}. Auditors answered questions; the grades were worked out from the answers by the published rules, and a duty in law that is not met limits the grade. Timeliness is worked out from dates and kept out of the grades. Where a plan was audited twice, the first audit counts until the two have been brought together.`
		},
		{
			title: 'What a figure is',
			text: 'A count out of the plans that could be judged. Plans to which a question does not apply, and plans where it could not be told, are left out of the total and counted apart. A theme counts answers to its questions instead of plans.'
		},
		{
			title: 'What could be chance',
			text: `Figures from a sample move by chance. A change is called more than chance only where the 95% interval for the difference of the two shares (Newcombe, 1998) does not hold nought. With ${facts.sections.length + 1} comparisons in this report, about one in twenty would look like a change by chance alone. The question met least often was picked after looking: some of what it gains next time will be chance.`
		},
		...(weighting ? [weighting] : []),
		{
			title: 'How far auditors agree',
			text: `${
				agreement.sameAnswer.state === 'too_few'
					? `Too few plans (${agreement.pairs}) were audited twice to say; figures are shown from ${rule.minimumBase} on.`
					: `Over ${counted(agreement.pairs, 'plan')} audited twice. Krippendorff’s alpha is 1 where auditors always agree and 0 where they agree as often as chance would; Gwet’s AC2 does the same and holds up where most answers are alike. Answers about one plan hang together, so both are less sure than they look.`
			}`
		},
		{
			title: 'What is hidden, and why',
			text: `A count of 1 to ${most} is shown as c, and so is another one where it could be worked out by subtracting. “All but a few” and “hardly any” stand for shares whose smaller side is ${most} or fewer, or none. Nothing is shown for groups of fewer than ${rule.minimumBase} plans. No notes are quoted. No report lets a reader work out a child.`
		},
		...(corrected
			? [
					{
						title: 'What a corrected edition shows',
						text: `The audits are those of the edition before: none is added to a half-year whose report is published. A figure that differs from the earlier edition by ${most} plans or fewer, or that was hidden there, stands as it stood there, because the difference would tell of single plans.`
					}
				]
			: []),
		{
			title: 'What the figures cannot say',
			text: `${
				weighting
					? 'All other figures are unweighted: a group of plans that was sampled more heavily counts more heavily.'
					: 'They are unweighted: where a group of plans was sampled more heavily, it counts more heavily.'
			} They say how good plans are on paper, not how good the support is. Auditors differ, and some judge more strictly than others.`
		}
	];
}
