/**
 * What a reader is given: a report's figures, its own words and which edition it is, ready to be drawn. Page, PDF and board summary
 * are drawn from this alone, so that a preview is exactly what will be published.
 */
import type { LearningReport } from './learning-report.ts';
import { formatDate, londonDate, type Instant } from './plain-date.ts';
import { paragraphsOf } from './plain-text.ts';
import {
	recommendationStateLabels,
	stateWords,
	type FollowUp,
	type Recommendation,
	type RecommendationState
} from './recommendation.ts';
import { partsOf, type Commentary, type ReportPart } from './report-commentary.ts';
import { counted, listed } from './report-words.ts';

/** What is known of a report as one edition of several. */
export interface EditionFacts {
	readonly edition: number;
	/** What it says has changed since the edition before; null for the first. */
	readonly correction: string | null;
	readonly publishedAt: Instant | null;
	/** The newest published edition of the same report; 0 where there is none. */
	readonly latestEdition: number;
}

/** A recommendation in words. */
export interface RecommendationWords {
	readonly text: string;
	readonly owner: string;
	/** The day by which it should be done, written out. */
	readonly due: string;
	/** How far it is, with its day where that matters. */
	readonly state: string;
}

export interface FollowUpWords extends RecommendationWords {
	readonly overdue: boolean;
	/** What was done, paragraph by paragraph. */
	readonly done: readonly string[];
	/** The half-year of the report that made it. */
	readonly from: string;
}

export interface Publication {
	readonly report: LearningReport;
	readonly edition: {
		readonly number: number;
		readonly draft: boolean;
		/** Which edition this is and when it was published. */
		readonly words: string;
		/** That a later one has been published; null where this is the newest. */
		readonly superseded: string | null;
		/** What changed since the edition before. */
		readonly changed: readonly string[];
	};
	readonly said: {
		readonly foreword: readonly string[];
		/** Paragraphs beside a part, for the parts that have any. */
		readonly parts: Readonly<Partial<Record<ReportPart, readonly string[]>>>;
		readonly learning: readonly string[];
		readonly recommendations: readonly RecommendationWords[];
		/** What was recommended before and what became of it; null where nothing was. */
		readonly lastTime: { readonly summary: string; readonly items: readonly FollowUpWords[] } | null;
	};
}

/** Gives a report as its readers are given it. */
export function publicationOf(report: LearningReport, commentary: Commentary, edition: EditionFacts): Publication {
	const parts = partsOf(report).flatMap((part) => {
		const paragraphs = paragraphsOf(commentary.parts[part] ?? '');
		return paragraphs.length > 0 ? [[part, paragraphs] as const] : [];
	});
	return {
		report,
		edition: {
			number: edition.edition,
			draft: edition.publishedAt === null,
			words: editionWords(edition),
			superseded:
				edition.publishedAt !== null && edition.latestEdition > edition.edition
					? `Edition ${edition.latestEdition} has been published since, with corrections. Use that one.`
					: null,
			changed: paragraphsOf(edition.correction ?? '')
		},
		said: {
			foreword: paragraphsOf(commentary.foreword),
			parts: Object.fromEntries(parts),
			learning: commentary.learning,
			recommendations: commentary.recommendations.map(recommendationWords),
			lastTime: lastTimeOf(commentary.lastTime)
		}
	};
}

function editionWords({ edition, publishedAt, latestEdition }: EditionFacts): string {
	if (publishedAt === null)
		return edition === 1 ? 'Draft, not published yet' : `Draft of edition ${edition}, not published yet`;
	const on = `published on ${formatDate(londonDate(publishedAt))}`;
	return edition === 1 && latestEdition <= 1 ? `P${on.slice(1)}` : `Edition ${edition}, ${on}`;
}

function recommendationWords({ text, owner, due, state }: Recommendation): RecommendationWords {
	return { text, owner, due: formatDate(due), state: recommendationStateLabels[state] };
}

function lastTimeOf(items: readonly FollowUp[]): Publication['said']['lastTime'] {
	if (items.length === 0) return null;
	return {
		summary: followUpSummary(items),
		items: items.map((item) => ({
			...recommendationWords(item),
			state: stateWords(item),
			overdue: item.overdue,
			done: paragraphsOf(item.done),
			from: item.from
		}))
	};
}

const become: Readonly<Record<RecommendationState, string>> = {
	done: 'done',
	under_way: 'under way',
	not_started: 'not started',
	no_longer_needed: 'no longer needed'
};

/** Gives what became of recommendations in one sentence: "Of 6 recommendations made before, 3 are done and 2 are under way." */
export function followUpSummary(items: readonly Pick<FollowUp, 'state' | 'overdue'>[]): string {
	const states = Object.keys(become) as RecommendationState[];
	const told = states.flatMap((state) => {
		const many = items.filter((item) => item.state === state).length;
		return many === 0 ? [] : [`${many} ${many === 1 ? 'is' : 'are'} ${become[state]}`];
	});
	const overdue = items.filter((item) => item.overdue).length;
	const late = overdue === 0 ? '' : ` ${overdue} ${overdue === 1 ? 'is' : 'are'} overdue.`;
	return `Of ${counted(items.length, 'recommendation')} made before, ${listed(told)}.${late}`;
}
