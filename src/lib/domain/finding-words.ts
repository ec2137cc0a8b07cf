/** The words around findings: sentences that can be defended, each with the figure it comes from, and how a figure was made. */
import type { FindingFilter } from './finding-filter.ts';
import { timeInWords } from './finding-filter.ts';
import { groupLabel, narrowedIn } from './finding-groups.ts';
import type { CriterionLine } from './finding-half-year.ts';
import { enoughForSentences, type FindingView } from './finding-view.ts';
import type { LearningReport } from './learning-report.ts';
import { extremeOf, figureWords, headlinesOf, healthAndCareEnds, type HeadlineFacts } from './learning-report-words.ts';
import { shareOfFigure } from './report-figure.ts';
import { counted } from './report-words.ts';
import type { Criterion, Rubric } from './rubric.ts';
import { AREA_MINIMUM, wilsonInterval } from './share.ts';
import type { SuppressionRule } from './suppression.ts';

/** A sentence and where its figure stands: a criterion's own page, or a place on the page of findings. */
export interface FindingSentence {
	readonly text: string;
	readonly detail: string;
	readonly figure: { readonly criterionId: string } | { readonly place: string };
}

const MOST_SENTENCES = 5;

/** Gives the place of a section on the page of findings. */
export function sectionPlace(sectionId: string): string {
	return `section-${sectionId}`;
}

/**
 * Gives up to five sentences about what a filter shows, in the words of the learning report; none about groups of fewer plans than
 * an area-wide figure needs.
 */
export function sentencesOf(
	view: FindingView,
	filter: FindingFilter,
	rubric: Rubric,
	chapters: LearningReport['chapters']
): FindingSentence[] {
	if (!enoughForSentences(view)) return [];
	const narrowed = filter.section !== null || filter.theme !== null;
	const facts: HeadlineFacts = {
		enough: true,
		// A section or theme by itself says nothing of the plan as a whole.
		overall: narrowed ? null : view.overall,
		sections: narrowed ? [] : [...view.sections],
		criteria: [...view.criteria],
		chapters,
		counts: { plans: view.plans ?? 0 },
		// Several half-years are compared with none, and nothing is said of it.
		comparedWith: view.comparedWith ?? (view.counted.length + view.leftOut.length > 1 ? '' : null)
	};
	const previous = view.earlier.length > 0 ? { criteria: [...view.earlier] } : null;
	const placed = headlinesOf(facts, previous).flatMap((headline): FindingSentence[] => {
		const figure = figureOfHeadline(headline.topic, facts);
		if (!figure) return [];
		const detail = narrowed ? headline.detail.replace('Of all questions', 'Of these questions') : headline.detail;
		return [{ text: headline.text, detail, figure }];
	});
	return [...ownSentences(view, filter, rubric), ...placed].slice(0, MOST_SENTENCES);
}

function figureOfHeadline(
	topic: ReturnType<typeof headlinesOf>[number]['topic'],
	facts: HeadlineFacts
): FindingSentence['figure'] | null {
	switch (topic) {
		case 'overall':
			return { place: 'overall' };
		case 'weakest':
		case 'strongest': {
			const found = extremeOf(facts, topic);
			return found && { criterionId: found.criterionId };
		}
		case 'health_and_care':
			return { place: sectionPlace(healthAndCareEnds(facts)?.worst.sectionId ?? '') };
		case 'up_to_date':
			return { place: sectionPlace(facts.chapters.upToDate.sectionIds[0] ?? '') };
	}
}

/** The grade of the section, and the answers of the theme, that are asked for. */
function ownSentences(view: FindingView, { section, theme }: FindingFilter, rubric: Rubric): FindingSentence[] {
	const found: FindingSentence[] = [];
	const own = section === null ? undefined : view.sections.find(({ sectionId }) => sectionId === section);
	if (own && own.grades.goodOrBetter.state !== 'too_few')
		found.push({
			text: `In ${figureWords(own.grades.goodOrBetter)} audited, ${sectionName(rubric, own.sectionId)} was good or outstanding.`,
			detail: own.change?.text ?? '',
			figure: { place: sectionPlace(own.sectionId) }
		});
	const themed = theme === null ? undefined : view.themes.find(({ themeId }) => themeId === theme);
	if (themed && themed.met.state === 'shown')
		found.push({
			text: `Of the answers to questions on “${themed.label}”, ${figureWords(themed.met, 'answers')} were “met”.`,
			detail: themed.leftOut > 0 ? `${counted(themed.leftOut, 'question')} whose figures are hidden are left out.` : '',
			figure: { place: 'questions' }
		});
	return found;
}

/** Gives a section's name in the middle of a sentence: "Section F (special educational provision)". */
export function sectionName(rubric: Rubric, sectionId: string): string {
	const section = rubric.sections.find(({ code }) => code === sectionId);
	if (!section) return `Section ${sectionId}`;
	const title = section.title.replace(/^Whole plan: /, '');
	const lowered = `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
	return section.group === 'plan_section' ? `Section ${sectionId} (${lowered})` : `“${lowered}”`;
}

/** Gives whom a filter narrows findings to, "Key stage 2 (Years 3 to 6), Autism"; an empty text where to nobody. */
export function groupInWords({ narrowing }: Pick<FindingFilter, 'narrowing'>): string {
	return narrowedIn(narrowing)
		.map((dimension) => {
			const label = groupLabel(dimension, narrowing[dimension] ?? '');
			return dimension === 'agency' ? `audited by: ${label}` : label;
		})
		.join(', ');
}

/** One part of how a figure was made. */
export interface MethodPart {
	readonly title: string;
	readonly text: string;
}

/** Gives how a criterion's figure was made, for somebody who has to defend it. */
export function methodOfFigure(
	line: CriterionLine,
	criterion: Criterion,
	filter: FindingFilter,
	view: Pick<FindingView, 'counted' | 'leftOut'>,
	rubric: Rubric,
	rule: SuppressionRule
): MethodPart[] {
	const yes = line.kind === 'record_only';
	const group = groupInWords(filter);
	const share = shareOfFigure(line.figure);
	const interval = share && share.of > 0 ? wilsonInterval(share) : null;
	const percent = (value: number) => `${Math.round(value * 100)}%`;
	const parts: (MethodPart | null)[] = [
		{
			title: 'The figure on top (numerator)',
			text: yes ? 'Plans where the answer is “yes”.' : `Plans where the answer is “met”. ${anchorOf(criterion)}`.trim()
		},
		{
			title: 'Out of (denominator)',
			text: yes
				? 'Plans where the answer is “yes” or “no”.'
				: 'Plans where the answer is “met”, “partly met” or “not met”. Plans to which the question does not apply, and plans where it could not be told, are left out and counted apart.'
		},
		{
			title: 'Completion',
			text: 'Plans with such an answer, out of the plans that the question was asked of: those in the right year, of the right kind, with the section switched on.'
		},
		{
			title: 'Which audits',
			text: `Audits sent from ${timeInWords(filter)}${group ? `, only of this group: ${group}` : ''}. A plan counts once in each half-year, with its latest first audit; second audits count only in how far auditors agree.${
				view.leftOut.length > 0 ? ` Left out: ${view.leftOut.join('; ')}, with fewer than ${AREA_MINIMUM} plans.` : ''
			}${view.counted.length > 1 ? ' Half-years are added up from what each of them shows, so a plan audited in two of them counts twice.' : ''}`
		},
		{
			title: 'How it was judged',
			text:
				line.kind === 'date_check'
					? 'Worked out from dates in the register by the rules of law; an auditor could correct it with a reason.'
					: `By trained auditors, with “${rubric.title}”, version ${rubric.version}.`
		},
		interval && {
			title: 'How sure it is',
			text: `If these plans stand for all plans like them, the share among all is likely to lie between ${percent(interval.low)} and ${percent(interval.high)} (95% score interval, Wilson 1927). It is unweighted.`
		},
		{
			title: 'What is hidden, and why',
			text: `Counts of 1 to ${rule.minimumCell - 1}, groups of fewer than ${rule.minimumBase} plans and answers that are all alike, and further numbers where one of these could be worked out by subtracting. A group is shown only where the learning report shows the same figure for all plans.`
		}
	];
	return parts.filter((part) => part !== null);
}

function anchorOf({ help }: Criterion): string {
	return help.anchors?.met ? `That means: ${help.anchors.met}` : '';
}
