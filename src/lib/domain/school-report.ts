/**
 * The headteacher's summary of a school year: two pages that are useful even where the school's own figures are withheld. A pure
 * model from which page and PDF are both drawn. It holds no note and no quotation from an audit.
 *
 * The rule (DfE's custom for school tables): a school's own figure needs 6 plans, a distribution 11. Under that up to three school
 * years are put together, then the phase is shown, then the area.
 */
import * as z from 'zod';
import { countedOf, findingsOf, type AuditRecord, type Findings } from './findings.ts';
import { Urn } from './ids.ts';
import { Instant, londonDate } from './plain-date.ts';
import type { PlanDates } from './plan-dates.ts';
import { Figure, figureOf, tooFew } from './report-figure.ts';
import type { Rubric } from './rubric.ts';
import { phaseLabels, type Phase } from './school.ts';
import {
	actionsOf,
	contributedCriteria,
	contributionLines,
	examplesOf,
	judgedFor,
	sectionLines
} from './school-contribution.ts';
import { ranked, type Picture, type YearPicture } from './school-picture.ts';
import type { SchoolGuide } from './school-guide.ts';
import { methodOf, partnershipOf, summaryOf, trainingOf } from './school-report-words.ts';
import { reviewLines } from './school-review.ts';
import { AREA_MINIMUM, pooled, type Share } from './share.ts';
import { suppressionRules, type SuppressionRule, type SuppressionRuleId } from './suppression.ts';
import { academicYearLabel } from './year-group.ts';

/** School years that may be put together. */
const POOLED_YEARS = 3;
/** Themes that a summary names, of the strongest and of the weakest. */
const NAMED = 3;

const Count = z.int().min(0);
const Words = z.string().max(2000);

const ThemeLine = z.strictObject({
	themeId: z.string(),
	label: z.string(),
	/** The school's own share of answers; `too_few` where only the picture is shown. */
	own: Figure,
	picture: Figure
});
export type ThemeLine = z.infer<typeof ThemeLine>;

export const SchoolReport = z.strictObject({
	form: z.literal(1),
	title: z.string(),
	urn: Urn,
	schoolName: z.string(),
	phaseLabel: z.string(),
	academicYear: z.int(),
	yearLabel: z.string(),
	partnershipName: z.string(),
	compiledAt: Instant,
	rubric: z.strictObject({ id: z.string(), version: z.string(), title: z.string() }),
	/** The suppression rule that hid what is hidden. */
	rule: z.string(),
	/** Whether the school's own figures are of this year, of several put together, or withheld. */
	basis: z.enum(['own', 'pooled', 'withheld']),
	/** Years that the school's own figures are of; empty where withheld. */
	years: z.array(z.int()),
	/** Plans that the school's own figures are of; null where withheld. */
	plans: Count.nullable(),
	summary: Words,
	own: z
		.strictObject({
			/** Answers met, out of all answers about these plans. */
			answers: Figure,
			/** Plans good or outstanding as a whole; needs more plans than a figure does. */
			goodOrBetter: Figure
		})
		.nullable(),
	picture: z.strictObject({
		of: z.enum(['phase', 'area', 'none']),
		/** For example "primary schools in Lewisham". */
		label: z.string(),
		plans: Count.nullable(),
		goodOrBetter: Figure,
		/** Sections to which schools contribute: plans good or outstanding. */
		sections: z.array(z.strictObject({ sectionId: z.string(), title: z.string(), figure: Figure })),
		/** What schools contribute: the questions met least often. */
		contributions: z.array(z.strictObject({ criterionId: z.string(), says: z.string(), figure: Figure }))
	}),
	themes: z.strictObject({
		of: z.enum(['own', 'picture', 'none']),
		strongest: z.array(ThemeLine),
		weakest: z.array(ThemeLine)
	}),
	change: z.strictObject({ halves: z.array(z.strictObject({ label: z.string(), figure: Figure })), text: z.string() }),
	actions: z.array(
		z.strictObject({
			criterionId: z.string(),
			says: z.string(),
			action: z.string(),
			figure: Figure,
			/** Whose plans the figure is of, where it is not the picture's. */
			about: z.string().optional()
		})
	),
	examples: z.array(
		z.strictObject({ criterionId: z.string(), says: z.string(), strong: z.string(), weak: z.string() })
	),
	partnership: z.array(z.string()),
	training: z.string(),
	/** The role to ask. How to reach it is absent from summaries of before it was kept, and where nobody wrote it. */
	contact: z.string(),
	contactPhone: z.string().optional(),
	contactEmail: z.string().optional(),
	method: z.array(z.strictObject({ title: z.string(), text: z.string() }))
});
export type SchoolReport = z.infer<typeof SchoolReport>;

export interface SchoolReportInput {
	readonly school: {
		readonly urn: string;
		readonly name: string;
		readonly phase: Phase;
		readonly lowAge: number | null;
		readonly highAge: number | null;
	};
	readonly academicYear: number;
	readonly rubric: Rubric;
	readonly profile: string;
	/** Audits of plans that name the school, of this school year and the two before, by the school year they count in. */
	readonly own: Readonly<Record<number, readonly AuditRecord[]>>;
	/** The school years whose figures earlier published summaries of this school put together, one list a summary. */
	readonly published: readonly (readonly number[])[];
	/** Dates of the plans that name the school, the case facts over the register's. */
	readonly dates: readonly PlanDates[];
	readonly picture: YearPicture;
	readonly ruleId: SuppressionRuleId;
	readonly partnershipName: string;
	readonly guide: SchoolGuide;
	readonly compiledAt: Instant;
}

/** Gives a school's summary of a school year. */
export function schoolReport(input: SchoolReportInput): SchoolReport {
	const { school, academicYear, rubric, ruleId } = input;
	const { contact } = input.guide;
	const rule = suppressionRules[ruleId].distribution;
	const years = yearsShown(input);
	const findings = years.length > 0 ? findingsOf(rubric, recordsOf(input, years)) : null;
	const shown = pictureFor(input);
	const contributed = contributedCriteria(rubric, school);
	const own = findings && {
		answers: figureOf(answersMet(rubric, findings), rule),
		goodOrBetter:
			findings.overall && findings.plans >= rule.minimumBase ? figureOf(findings.overall.goodOrBetter, rule) : tooFew
	};
	const ownThemes = ownThemesOf(findings, rule);
	const themes = themesOf(rubric, school, ownThemes, shown.picture);
	const today = londonDate(input.compiledAt);
	const reviews = reviewLines(rubric, input.dates, shown.picture, { academicYear, today, rule });
	const actions = actionsOf(contributed, ownThemes, shown.picture, reviews);
	const facts = {
		form: 1 as const,
		title: `Summary for ${school.name}, ${academicYearLabel(academicYear)}`,
		urn: school.urn,
		schoolName: school.name,
		phaseLabel: phaseLabels[school.phase],
		academicYear,
		yearLabel: academicYearLabel(academicYear),
		partnershipName: input.partnershipName,
		compiledAt: input.compiledAt,
		rubric: { id: rubric.rubricId, version: rubric.version, title: rubric.title },
		rule: ruleId,
		basis: basisOf(years, academicYear),
		years,
		plans: findings?.plans ?? null,
		own,
		picture: {
			of: shown.of,
			label: shown.label,
			plans: shown.picture?.plans ?? null,
			goodOrBetter: shown.picture?.goodOrBetter ?? tooFew,
			sections: sectionLines(rubric, contributed, shown.picture),
			contributions: contributionLines(contributed, shown.picture)
		},
		themes,
		change: changeLine(input.picture),
		actions,
		examples: examplesOf(actions, contributed),
		training: trainingOf(input.guide, input.compiledAt),
		contact: contact.role,
		...(contact.phone && { contactPhone: contact.phone }),
		...(contact.email && { contactEmail: contact.email })
	};
	return {
		...facts,
		summary: summaryOf(facts, ruleId),
		partnership: [...input.guide.doing, ...partnershipOf(facts, input.picture, rubric)],
		method: methodOf(facts, ruleId)
	};
}

function basisOf(years: readonly number[], academicYear: number): SchoolReport['basis'] {
	if (years.length === 0) return 'withheld';
	return years.length === 1 && years[0] === academicYear ? 'own' : 'pooled';
}

function recordsOf(
	{ own, rubric, profile }: Pick<SchoolReportInput, 'own' | 'rubric' | 'profile'>,
	years: readonly number[]
): AuditRecord[] {
	return years
		.flatMap((year) => own[year] ?? [])
		.filter(
			(record) =>
				record.profile === profile && record.rubricId === rubric.rubricId && record.rubricVersion === rubric.version
		);
}

/**
 * The fewest school years, this one first, that hold enough plans, and that give nothing away beside what was published before: the
 * years in which two summaries differ must hold no plans or enough of them. Empty where there is no such pool.
 */
export function yearsShown(
	input: Pick<SchoolReportInput, 'academicYear' | 'own' | 'published' | 'rubric' | 'profile' | 'ruleId'>
): number[] {
	const { minimumBase } = suppressionRules[input.ruleId].figure;
	const plansIn = (years: readonly number[]) => countedOf(recordsOf(input, years)).records.length;
	const safe = (size: number) => size === 0 || size >= minimumBase;
	for (let length = 1; length <= POOLED_YEARS; length++) {
		const years = Array.from({ length }, (_, back) => input.academicYear - back);
		if (plansIn(years) < minimumBase) continue;
		const apart = input.published.every((before) => {
			const added = years.filter((year) => !before.includes(year));
			const dropped = before.filter((year) => !years.includes(year));
			return safe(plansIn(added)) && safe(plansIn(dropped));
		});
		if (apart) return years;
	}
	return [];
}

/** Answers that auditors judged, met out of all. */
function answersMet(rubric: Rubric, findings: Findings): Share {
	const judged = new Set(
		rubric.sections
			.flatMap(({ criteria }) => criteria.filter(({ answerKind }) => answerKind === 'scale'))
			.map(({ id }) => id)
	);
	return pooled(findings.criteria.filter(({ criterionId }) => judged.has(criterionId)).map(({ met }) => met));
}

const phaseSchools: Readonly<Record<Phase, string>> = {
	early_years: 'early years settings',
	primary: 'primary schools',
	secondary: 'secondary schools',
	all_through: 'all-through schools',
	post16: 'post-16 settings',
	other: 'other settings'
};

function pictureFor({ picture, school, partnershipName }: SchoolReportInput): {
	of: SchoolReport['picture']['of'];
	label: string;
	picture: Picture | null;
} {
	const phase = picture.phases[school.phase];
	if (phase) return { of: 'phase', label: `${phaseSchools[school.phase]} in ${partnershipName}`, picture: phase };
	if (picture.area) return { of: 'area', label: `all settings in ${partnershipName}`, picture: picture.area };
	return { of: 'none', label: partnershipName, picture: null };
}

/** The school's own share of answers met, theme by theme; without its own figures there are none. */
function ownThemesOf(findings: Findings | null, rule: SuppressionRule): Readonly<Record<string, Figure>> {
	return Object.fromEntries((findings?.themes ?? []).map(({ themeId, met }) => [themeId, figureOf(met, rule)]));
}

function themesOf(
	rubric: Rubric,
	school: SchoolReportInput['school'],
	own: Readonly<Record<string, Figure>>,
	picture: Picture | null
): SchoolReport['themes'] {
	const fitting = rubric.sections.flatMap(({ criteria }) =>
		criteria.filter((criterion) => judgedFor(criterion, school))
	);
	const ids = rubric.themes
		.map((theme) => theme.id)
		.filter((id) => fitting.some((criterion) => criterion.themes.includes(id)));
	const shownOwn = ids.filter((id) => own[id]?.state === 'shown');
	const fromOwn = shownOwn.length >= 2 * NAMED;
	const order = fromOwn ? ranked(own, shownOwn) : picture ? ranked(picture.themes, ids) : [];
	const line = (themeId: string): ThemeLine => ({
		themeId,
		label: rubric.themes.find((theme) => theme.id === themeId)?.label ?? themeId,
		own: fromOwn ? (own[themeId] ?? tooFew) : tooFew,
		picture: picture?.themes[themeId] ?? tooFew
	});
	const each = Math.min(NAMED, Math.floor(order.length / 2));
	return {
		of: each === 0 ? 'none' : fromOwn ? 'own' : 'picture',
		strongest: order
			.slice(order.length - each)
			.reverse()
			.map(line),
		weakest: order.slice(0, each).map(line)
	};
}

function changeLine({ halves }: YearPicture): SchoolReport['change'] {
	const last = halves[halves.length - 1];
	const shown = halves.filter(({ figure }) => figure.state !== 'too_few');
	return {
		halves: shown.map(({ label, figure }) => ({ label, figure })),
		text:
			shown.length < 2
				? `Too few plans were audited to compare half-years (a figure needs ${AREA_MINIMUM}).`
				: (last?.change ?? 'The half-years cannot be compared: the questions changed.')
	};
}
