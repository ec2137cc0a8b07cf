/**
 * The half-year's learning report: what the audits of one profile and one rubric version say of the area's plans. A pure model
 * from which page and PDF are both drawn, and which is frozen as it is when published. All figures are unweighted.
 */
import * as z from 'zod';
import { countedOf, findingsOf, type AuditRecord, type Findings } from './findings.ts';
import { agencies, agencyLabels } from './person.ts';
import { Instant, PlainDate } from './plain-date.ts';
import { Period, periodLabel, periodRange } from './period.ts';
import { senTypeLabels, senTypes } from './plan.ts';
import { Change, changeOf } from './report-change.ts';
import {
	Breakdown,
	breakdownOf,
	Cell,
	CriterionFigure,
	Figure,
	figureOf,
	GradeFigure,
	gradeFigureOf,
	hiddenRow,
	tooFew
} from './report-figure.ts';
import { criterionFigures, sectionFigures, themeFigures } from './learning-report-figures.ts';
import { headlinesOf, methodOf, summaryOf } from './learning-report-words.ts';
import { stageGroups, stageOfRecord, type Group } from './report-stages.ts';
import type { Criterion, Rubric } from './rubric.ts';
import { settingGroupLabels, settingGroups } from './school.ts';
import { AREA_MINIMUM } from './share.ts';
import { suppressionRules, type SuppressionRule, type SuppressionRuleId } from './suppression.ts';

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
	readonly register: RegisterCounts;
	readonly ruleId: SuppressionRuleId;
	readonly partnershipName: string;
	readonly compiledAt: Instant;
}

/** Sections by what the chapters ask for; those a rubric does not have are passed over. */
const HEALTH_AND_CARE = ['C', 'D', 'G', 'H1', 'H2'];
const OUTCOMES = ['E'];
const UP_TO_DATE = ['CUR'];

/** Main needs as reports break plans down by them. */
export const needGroups: readonly Group[] = [
	...senTypes.map((id) => ({ id, label: senTypeLabels[id] })),
	{ id: 'none', label: 'Not recorded' }
];
const settingGroupGroups: readonly Group[] = settingGroups.map((id) => ({ id, label: settingGroupLabels[id] }));

/** Gives the learning report of a half-year. Throws a RangeError on a profile that the rubric does not have. */
export function learningReport(input: LearningReportInput): LearningReport {
	const { rubric, period, records } = input;
	const rule = suppressionRules[input.ruleId].distribution;
	const profile = rubric.profiles.find(({ id }) => id === input.profile);
	if (!profile) throw new RangeError(`the rubric has no profile "${input.profile}"`);
	const sameRubric = records.filter(
		(record) => record.rubricId === rubric.rubricId && record.rubricVersion === rubric.version
	);
	const own = sameRubric.filter((record) => record.profile === profile.id);
	const counted = countedOf(own);
	const findings = findingsOf(rubric, own);
	const enough = findings.plans >= AREA_MINIMUM;
	const coverage = coverageOf(input.register, counted.records, rule);
	const criteria = enough ? criterionFigures(rubric, findings, coverage.stage, rule) : [];
	const previous = comparable(input);
	const sections = enough ? sectionFigures(rubric, findings, previous, rule, criteria) : [];
	const themes = themeFigures(rubric, criteria);
	const overallGrades = enough && findings.overall ? gradeFigureOf(findings.overall, rule) : null;
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
		counts: {
			plans: findings.plans,
			auditors: new Set(own.map((record) => record.auditorId)).size,
			pairs: counted.pairs.length,
			late: counted.records.filter((record) => record.late).length,
			repeated: counted.repeated,
			unpaired: counted.unpaired,
			otherProfile: sameRubric.length - own.length,
			otherRubric: records.length - sameRubric.length
		},
		enough,
		coverage,
		agencies: agencyRows(own, rule),
		agreement: agreementFigures(findings, rule),
		overall: overallGrades && {
			grades: overallGrades,
			change: changeOf(overallGrades.goodOrBetter, previous && (previous.overall?.grades.goodOrBetter ?? tooFew))
		},
		sections,
		criteria,
		chapters: chaptersOf(rubric),
		themes,
		comparedWith: previous?.periodLabel ?? null
	};
	return {
		...facts,
		summary: summaryOf(facts),
		headlines: headlinesOf(facts, previous),
		method: methodOf(facts, rule)
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

function tally(records: readonly AuditRecord[], groupOf: (record: AuditRecord) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const record of records) {
		const group = groupOf(record);
		counts[group] = (counts[group] ?? 0) + 1;
	}
	return counts;
}

function coverageOf(
	register: RegisterCounts,
	records: readonly AuditRecord[],
	rule: SuppressionRule
): LearningReport['coverage'] {
	return {
		stage: breakdownOf('Stage', stageGroups, register.stage, tally(records, stageOfRecord), rule),
		need: breakdownOf(
			'Main need',
			needGroups,
			register.need,
			tally(records, (record) => record.primaryNeed ?? 'none'),
			rule
		),
		settingGroup: breakdownOf(
			'Kind of setting',
			settingGroupGroups,
			register.settingGroup,
			tally(records, (record) => record.settingGroup),
			rule
		)
	};
}

function agencyRows(records: readonly AuditRecord[], rule: SuppressionRule): LearningReport['agencies'] {
	const audits = agencies.map((agency) => records.filter((record) => record.agency === agency));
	const auditors = audits.map((own) => new Set(own.map((record) => record.auditorId)).size);
	const auditCells = hiddenRow(
		audits.map((own) => own.length),
		rule
	);
	const auditorCells = hiddenRow(auditors, rule);
	return agencies.map((id, at) => ({
		id,
		label: agencyLabels[id],
		auditors: auditorCells[at] ?? 'c',
		audits: auditCells[at] ?? 'c'
	}));
}

function agreementFigures({ agreement }: Findings, rule: SuppressionRule): Agreement {
	const enough = agreement.pairs >= rule.minimumBase;
	return {
		pairs: agreement.pairs,
		sameAnswer: enough ? figureOf(agreement.sameAnswer, rule) : tooFew,
		sameGrade: enough ? figureOf(agreement.sameGrade, rule) : tooFew,
		alpha: enough ? rounded(agreement.alpha) : null,
		gwet: enough ? rounded(agreement.gwet) : null
	};
}

function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value * 100) / 100;
}

function chaptersOf(rubric: Rubric): LearningReport['chapters'] {
	const present = (codes: readonly string[]) => codes.filter((code) => rubric.sections.some((s) => s.code === code));
	const healthAndCare = present(HEALTH_AND_CARE);
	const criteria = rubric.sections.flatMap((section) => section.criteria.map((criterion) => ({ section, criterion })));
	const ids = (fits: (criterion: Criterion, section: Rubric['sections'][number]) => boolean) =>
		criteria.filter(({ criterion, section }) => fits(criterion, section)).map(({ criterion }) => criterion.id);
	const scored = (criterion: Criterion) => criterion.answerKind === 'scale';
	return {
		healthAndCare: { sectionIds: healthAndCare, recorded: ids(({ answerKind }) => answerKind === 'record_only') },
		outcomes: { sectionIds: present(OUTCOMES) },
		adulthood: {
			years5to8: ids((criterion) => scored(criterion) && criterion.appliesTo.minYear === 5),
			fromYear9: ids((criterion) => scored(criterion) && criterion.appliesTo.minYear === 9)
		},
		upToDate: {
			sectionIds: present(UP_TO_DATE),
			timeliness: ids(({ answerKind }) => answerKind === 'date_check')
		}
	};
}
