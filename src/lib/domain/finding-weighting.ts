/**
 * A half-year's figures weighted to all plans: for the audits of everybody together, beside a figure that is shown exactly. Never for a
 * group: its weighted share would be a second equation about counts of which some are hidden.
 */
import { dimensions, groupsOfRecord } from './finding-groups.ts';
import type { HalfYearFindings, Measure } from './finding-half-year.ts';
import type { AuditRecord, LevelAnswer } from './findings.ts';
import { applicability } from './findings-tally.ts';
import type { Rubric } from './rubric.ts';
import type { ResultGrade } from './grade-scale.ts';
import { auditResult } from './scoring.ts';
import { suppressionRules, type SuppressionRuleId } from './suppression.ts';
import { weightedFigure, type Sampling, type WeightedFigure } from './weighted-figure.ts';

/** The figures of a page that may be said of all plans; criteria and sections that may not are left out. */
export interface AllPlansFigures {
	readonly overall: WeightedFigure | null;
	readonly sections: Readonly<Record<string, WeightedFigure>>;
	readonly criteria: Readonly<Record<string, WeightedFigure>>;
	/** How many terms' samples they come from. */
	readonly terms: number;
}

/** Gives whether a grade is good or better; null for one that is no grade. */
function isGood(grade: ResultGrade | undefined): boolean | null {
	switch (grade) {
		case 'outstanding':
		case 'good':
			return true;
		case 'requires_improvement':
		case 'inadequate':
			return false;
		default:
			return null;
	}
}

/** Gives whether an answer counts for its question, out of the answers that are counted; null for all others. */
function isMet(answer: LevelAnswer | undefined): boolean | null {
	switch (answer?.level) {
		case 'met':
		case 'yes':
			return true;
		case 'partly':
		case 'not_met':
		case 'no':
			return false;
		default:
			return null;
	}
}

/**
 * Gives what works out a figure of all plans; null where it may not be said: the plain figure is hidden or rounded, small groups could be
 * worked out, a plan was not drawn by a design, or the figure was published and audits have changed since.
 */
export function weigher(
	rubric: Rubric,
	half: HalfYearFindings,
	sampling: Sampling
): (measure: Measure) => WeightedFigure | null {
	const { report, counted, figure } = half;
	const rule = suppressionRules[report.rule as SuppressionRuleId].distribution;
	const drawn = counted.every(({ planRef }) => sampling.stratumOf.has(planRef));
	const applies = applicability(rubric);
	const results = new Map<AuditRecord, ReturnType<typeof auditResult>>();
	const resultOf = (record: AuditRecord) => {
		const result = results.get(record) ?? auditResult(rubric, record.levels, record.context);
		results.set(record, result);
		return result;
	};
	const holdsFor = (measure: Measure) => (record: AuditRecord) => {
		switch (measure.of) {
			case 'overall':
				return isGood(resultOf(record).overall?.grade);
			case 'section':
				return isGood(resultOf(record).sections.find(({ sectionId }) => sectionId === measure.id)?.grade);
			case 'criterion':
				return applies(record.context).some(({ id }) => id === measure.id) ? isMet(record.levels[measure.id]) : null;
		}
	};
	return (measure) => {
		const plain = figure(measure, {});
		if (!report.enough || !drawn || plain.state !== 'shown') return null;
		const known = new Map(counted.map((record) => [record, holdsFor(measure)(record)] as const));
		const judged = [...known.values()].filter((held) => held !== null);
		if (judged.length !== plain.of || judged.filter((held) => held).length !== plain.count) return null;
		const groupings = dimensions.map((dimension) => ({
			groupOf: (record: AuditRecord) => groupsOfRecord(record)[dimension],
			shown: (group: string) => figure(measure, { [dimension]: group }).state === 'shown'
		}));
		return weightedFigure(counted, sampling, (record) => known.get(record) ?? null, rule, groupings);
	};
}

/** Gives every figure of a half-year that may be said of all plans. */
export function allPlansFigures(rubric: Rubric, half: HalfYearFindings, sampling: Sampling): AllPlansFigures {
	const { report } = half;
	const weigh = weigher(rubric, half, sampling);
	const found = (of: 'section' | 'criterion', ids: readonly string[]) =>
		Object.fromEntries(
			ids.flatMap((id): [string, WeightedFigure][] => {
				const figure = weigh({ of, id });
				return figure ? [[id, figure]] : [];
			})
		);
	return {
		overall: report.overall && weigh({ of: 'overall' }),
		sections: found(
			'section',
			report.sections.map(({ sectionId }) => sectionId)
		),
		criteria: found(
			'criterion',
			report.criteria.map(({ criterionId }) => criterionId)
		),
		terms: sampling.terms
	};
}
