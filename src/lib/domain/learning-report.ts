/**
 * The half-year's learning report: what the audits of one profile and one rubric version say of the area's plans. A pure model
 * from which page and PDF are both drawn, and which is frozen as it is when published. All figures are unweighted, but for what the
 * method says of all plans.
 */
import * as z from 'zod';
import { halfYearFindings } from './finding-half-year.ts';
import { countedOf, findingsOf, type AuditRecord } from './findings.ts';
import { agencyRows, coverageOf } from './learning-report-coverage.ts';
import {
	agreementFigures,
	chaptersOf,
	criterionFigures,
	overallFigure,
	sectionFigures,
	themeFigures
} from './learning-report-figures.ts';
import { weightingPart } from './learning-report-weighting.ts';
import { headlinesOf, methodOf, summaryOf } from './learning-report-words.ts';
import { Instant, PlainDate } from './plain-date.ts';
import { Period, periodLabel, periodRange } from './period.ts';
import { Change } from './report-change.ts';
import { besideEarlier } from './report-edition.ts';
import { Breakdown, Cell, CriterionFigure, Figure, GradeFigure } from './report-figure.ts';
import type { Rubric } from './rubric.ts';
import { AREA_MINIMUM } from './share.ts';
import { suppressionRules, type SuppressionRuleId } from './suppression.ts';
import type { Sampling } from './weighted-figure.ts';

const Count = z.int().min(0);
const Words = z.string().max(2000);

export const Headline = z.strictObject({
	topic: z.enum(['overall', 'weakest', 'health_and_care', 'up_to_date', 'strongest']),
	text: Words,
	/** The change since last half-year, or what else keeps the sentence honest. */
	detail: Words
});
export type Headline = z.infer<typeof Headline>;

export const SectionFigure = z.strictObject({
	sectionId: z.string(),
	title: z.string(),
	group: z.enum(['plan_section', 'whole_plan']),
	/** Timeliness is worked out from dates and kept out of the quality grade. */
	apart: z.boolean(),
	grades: GradeFigure,
	change: Change.nullable()
});
export type SectionFigure = z.infer<typeof SectionFigure>;

export const ThemeFigure = z.strictObject({
	themeId: z.string(),
	label: z.string(),
	/** Answers met, out of the answers to those criteria of the theme whose own figures are shown. */
	met: Figure,
	/** Its criteria that have a figure, most met first. */
	criterionIds: z.array(z.string()),
	/** Criteria of the theme whose figures are hidden and left out of `met`. */
	leftOut: Count
});
export type ThemeFigure = z.infer<typeof ThemeFigure>;

export const Agreement = z.strictObject({
	pairs: Count,
	sameAnswer: Figure,
	sameGrade: Figure,
	alpha: z.number().nullable(),
	gwet: z.number().nullable()
});
export type Agreement = z.infer<typeof Agreement>;

export const LearningReport = z.strictObject({
	form: z.literal(1),
	title: z.string(),
	partnershipName: z.string(),
	period: Period,
	periodLabel: z.string(),
	from: PlainDate,
	to: PlainDate,
	compiledAt: Instant,
	rubric: z.strictObject({ id: z.string(), version: z.string(), title: z.string() }),
	profile: z.strictObject({ id: z.string(), label: z.string() }),
	/** The suppression rule that hid what is hidden. */
	rule: z.string(),
	counts: z.strictObject({
		/** Plans that count, one audit each. */
		plans: Count,
		auditors: Count,
		/** Plans audited by two auditors. */
		pairs: Count,
		late: Count,
		/** Audits not counted, and why. */
		repeated: Count,
		unpaired: Count,
		otherProfile: Count,
		otherRubric: Count
	}),
	/** Whether there are enough audits for area-wide figures. */
	enough: z.boolean(),
	summary: Words,
	headlines: z.array(Headline),
	coverage: z.strictObject({ stage: Breakdown, need: Breakdown, settingGroup: Breakdown }),
	agencies: z.array(z.strictObject({ id: z.string(), label: z.string(), auditors: Cell, audits: Cell })),
	agreement: Agreement,
	/** Null for a profile without an overall grade. */
	overall: z.strictObject({ grades: GradeFigure, change: Change.nullable() }).nullable(),
	sections: z.array(SectionFigure),
	/** Every criterion, in the rubric's order; the chapters below name theirs by id. */
	criteria: z.array(CriterionFigure),
	chapters: z.strictObject({
		healthAndCare: z.strictObject({ sectionIds: z.array(z.string()), recorded: z.array(z.string()) }),
		outcomes: z.strictObject({ sectionIds: z.array(z.string()) }),
		adulthood: z.strictObject({ years5to8: z.array(z.string()), fromYear9: z.array(z.string()) }),
		upToDate: z.strictObject({ sectionIds: z.array(z.string()), timeliness: z.array(z.string()) })
	}),
	/** Themes with a figure, most met first. */
	themes: z.array(ThemeFigure),
	/** The half-year compared with, in words; null where there is none. */
	comparedWith: z.string().nullable(),
	method: z.array(z.strictObject({ title: z.string(), text: z.string() }))
});
export type LearningReport = z.infer<typeof LearningReport>;

/** Plans in force, counted by group, on the half-year's last day (or the day of compiling, where that comes first). */
export interface RegisterCounts {
	readonly stage: Readonly<Record<string, number>>;
	readonly need: Readonly<Record<string, number>>;
	readonly settingGroup: Readonly<Record<string, number>>;
}

export interface LearningReportInput {
	readonly rubric: Rubric;
	readonly period: Period;
	readonly profile: string;
	/** Every audit of the half-year, of whatever profile and rubric. */
	readonly records: readonly AuditRecord[];
	/** The report of the half-year before, of the same profile; null where there is none. */
	readonly previous: LearningReport | null;
	/** The published editions of this very report, oldest first: a corrected one gives nothing away beside them. */
	readonly earlier?: readonly LearningReport[];
	readonly register: RegisterCounts;
	/** How the audited plans were drawn; without it nothing is said of all plans. */
	readonly sampling?: Sampling;
	readonly ruleId: SuppressionRuleId;
	readonly partnershipName: string;
	readonly compiledAt: Instant;
}

/** Gives the learning report of a half-year. Throws a RangeError on a profile that the rubric does not have. */
export function learningReport(input: LearningReportInput): LearningReport {
	const { rubric, period, records, earlier = [] } = input;
	const rule = suppressionRules[input.ruleId].distribution;
	const profile = rubric.profiles.find(({ id }) => id === input.profile);
	if (!profile) throw new RangeError(`the rubric has no profile "${input.profile}"`);
	const sameRubric = records.filter(
		(record) => record.rubricId === rubric.rubricId && record.rubricVersion === rubric.version
	);
	const own = sameRubric.filter((record) => record.profile === profile.id);
	const counted = countedOf(own);
	const findings = findingsOf(rubric, own);
	const beside = <Part>(now: Part, partOf: (before: LearningReport) => Part | null | undefined) =>
		besideEarlier(now, earlier.map(partOf), rule);
	const counts = beside(
		{
			plans: findings.plans,
			auditors: new Set(own.map((record) => record.auditorId)).size,
			pairs: counted.pairs.length,
			late: counted.records.filter((record) => record.late).length,
			repeated: counted.repeated,
			unpaired: counted.unpaired,
			otherProfile: sameRubric.length - own.length,
			otherRubric: records.length - sameRubric.length
		},
		(before) => before.counts
	);
	const enough = counts.plans >= AREA_MINIMUM;
	const found = coverageOf(input.register, counted.records, rule);
	const coverage = {
		stage: beside(found.stage, (before) => before.coverage.stage),
		need: beside(found.need, (before) => before.coverage.need),
		settingGroup: beside(found.settingGroup, (before) => before.coverage.settingGroup)
	};
	const criteria = enough ? criterionFigures(rubric, findings, coverage.stage, rule, earlier) : [];
	const previous = comparable(input);
	const sections = enough ? sectionFigures(rubric, findings, previous, rule, criteria, earlier) : [];
	const themes = themeFigures(rubric, criteria);
	const { from, to } = periodRange(period);
	const facts: Omit<LearningReport, 'summary' | 'headlines' | 'method'> = {
		form: 1,
		title: `Learning report, ${periodLabel(period)}`,
		partnershipName: input.partnershipName,
		period,
		periodLabel: periodLabel(period),
		from,
		to,
		compiledAt: input.compiledAt,
		rubric: { id: rubric.rubricId, version: rubric.version, title: rubric.title },
		profile: { id: profile.id, label: profile.label },
		rule: input.ruleId,
		counts,
		enough,
		coverage,
		agencies: beside(agencyRows(own, rule), (before) => before.agencies),
		agreement: beside(agreementFigures(findings, rule), (before) => before.agreement),
		overall: enough ? overallFigure(findings, previous, rule, earlier) : null,
		sections,
		criteria,
		chapters: chaptersOf(rubric),
		themes,
		comparedWith: previous?.periodLabel ?? null
	};
	const { sampling } = input;
	const half = () => halfYearFindings(rubric, { ...facts, summary: '', headlines: [], method: [] }, counted.records);
	const weighting = enough && sampling ? weightingPart(rubric, half(), sampling, earlier) : null;
	return {
		...facts,
		summary: summaryOf(facts),
		headlines: headlinesOf(facts, previous),
		method: methodOf(facts, rule, earlier.length > 0, weighting)
	};
}

/** The report before, where it can be compared: the same questions, the same profile, enough audits. */
function comparable({ previous, rubric, profile }: LearningReportInput): LearningReport | null {
	if (!previous?.enough) return null;
	const same =
		previous.rubric.id === rubric.rubricId &&
		previous.rubric.version === rubric.version &&
		previous.profile.id === profile;
	return same ? previous : null;
}
