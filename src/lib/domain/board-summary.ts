/**
 * The summary for a board: what a learning report says on one A4 page. Whole where it fits; where it does not, the words are
 * shortened by rule, step by step, and the page says so: nothing is cut silently.
 */
import type { LearningReport } from './learning-report.ts';
import { shortened as shortenedTo } from './plain-text.ts';
import type { Publication, RecommendationWords } from './report-publication.ts';
import { suppressionRules, type SuppressionRuleId } from './suppression.ts';

export interface BoardSummary {
	readonly title: string;
	readonly partnershipName: string;
	readonly periodLabel: string;
	readonly compiledAt: string;
	readonly edition: Publication['edition'];
	readonly audited: string;
	readonly sentences: readonly { readonly text: string; readonly detail: string }[];
	readonly learning: readonly string[];
	readonly recommendations: readonly RecommendationWords[];
	/** What became of the recommendations made before, in one sentence. */
	readonly lastTime: string | null;
	readonly reading: readonly string[];
	/** What was shortened and where it stands in full; null where nothing was. */
	readonly note: string | null;
}

/** Steps of shortening: the most characters of a text, and whether each sentence keeps its second line. */
const steps = [
	{ most: Infinity, details: true },
	{ most: Infinity, details: false },
	{ most: 170, details: false },
	{ most: 110, details: false },
	{ most: 60, details: false },
	{ most: 36, details: false }
] as const;

/** How to read the page: what the figures are and are not. */
function readingOf({ rule }: LearningReport): string[] {
	const most =
		suppressionRules[rule in suppressionRules ? (rule as SuppressionRuleId) : 'dfe-2026'].distribution.minimumCell - 1;
	return [
		'Figures are counts out of the plans that could be judged. They describe the plans audited, and the area’s plans as far as those stand for them.',
		`Counts of 1 to ${most} are hidden, with others that would give them away: “all but a few” and “hardly any” stand for these. “Could be chance” means that a change is no larger than chance alone would make.`
	];
}

/** Gives the summary in its whole form first, then shorter and shorter; whoever draws it takes the first that fits its page. */
export function boardSummaries(publication: Publication): BoardSummary[] {
	return steps.map(({ most, details }) => summaryOf(publication, most, details));
}

function summaryOf({ report, said, edition }: Publication, most: number, details: boolean): BoardSummary {
	const cut = (text: string) => shortenedTo(text, most);
	const changed = edition.changed.join(' ');
	const leftOut = [
		...(!details && report.headlines.length > 0 ? ['How each figure changed is left out.'] : []),
		...(most < Infinity ? ['Words that end in … are shortened.'] : [])
	];
	return {
		title: 'How good are our plans?',
		partnershipName: report.partnershipName,
		periodLabel: report.periodLabel,
		compiledAt: report.compiledAt,
		edition: { ...edition, changed: changed === '' ? [] : [cut(changed)] },
		audited: report.summary,
		sentences: report.headlines.map(({ text, detail }) => ({ text, detail: details ? detail : '' })),
		learning: said.learning.map(cut),
		recommendations: said.recommendations.map((one) => ({ ...one, text: cut(one.text), owner: cut(one.owner) })),
		lastTime: said.lastTime?.summary ?? null,
		reading: readingOf(report),
		note: leftOut.length === 0 ? null : `${leftOut.join(' ')} The learning report has everything in full.`
	};
}
