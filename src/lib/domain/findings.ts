/**
 * What submissions say of a rubric: for each criterion how many plans met it, for each section and the whole plan how many got
 * which grade, for each theme how many answers met it, and how far two auditors of one plan agreed. Counts out of totals only;
 * what may be shown of them is decided by the reports.
 */
import type { Marking } from './assignment.ts';
import { agreementOf, type AgreementFinding } from './findings-agreement.ts';
import type { Agency } from './person.ts';
import type { PlainDate } from './plain-date.ts';
import type { SenType } from './plan.ts';
import { sectionsOf, type Context, type Criterion, type GradeId, type Level, type Rubric } from './rubric.ts';
import type { Phase, SettingGroup } from './school.ts';
import { auditResult, type ResultGrade } from './scoring.ts';
import type { Share } from './share.ts';

/** What a report reads of an answer: never its note. */
export interface LevelAnswer {
	readonly level: Level;
	readonly listed?: readonly string[] | undefined;
	readonly prefilled?: true | undefined;
	readonly excused?: true | undefined;
}

/** What a report needs of one submission. */
export interface AuditRecord {
	readonly planRef: string;
	readonly auditorId: string;
	/** Null where the auditor's agency is no longer known. */
	readonly agency: Agency | null;
	readonly marking: Marking;
	readonly profile: string;
	readonly rubricId: string;
	readonly rubricVersion: string;
	readonly context: Context;
	readonly levels: Readonly<Record<string, LevelAnswer>>;
	/** The day in London that it counts as submitted. */
	readonly submittedOn: PlainDate;
	/** It came after its own half-year's report was published. */
	readonly late: boolean;
	readonly yearGroup: number | null;
	readonly primaryNeed: SenType | null;
	readonly schoolUrn: string | null;
	readonly settingGroup: SettingGroup;
	readonly phase: Phase;
}

/**
 * One criterion over the plans it applies to. `met`, `partly` and `notMet` are out of the plans with one of these three answers;
 * a record-only criterion has `yes` out of yes and no instead, and none of the three.
 */
export interface CriterionFinding {
	readonly criterionId: string;
	readonly sectionId: string;
	/** Plans to which it applies by profile, year group, kind of plan and phase transfer. */
	readonly applicable: number;
	readonly met: Share;
	readonly partly: Share;
	readonly notMet: Share;
	readonly yes: Share;
	/** Answered "does not apply", without the excused. */
	readonly notApplicable: number;
	/** A limit missed with a permitted exception. */
	readonly excused: number;
	readonly cannotTell: number;
	readonly unanswered: number;
	/** How many plans list each option of a record-only criterion. */
	readonly listed: Readonly<Record<string, number>>;
}

/** Grades of one section, or of the whole plan, over the plans that have it. */
export interface GradeFinding {
	/** Plans with each grade; they add up to `graded`. */
	readonly grades: Readonly<Record<GradeId, number>>;
	readonly graded: number;
	readonly goodOrBetter: Share;
	readonly notGraded: number;
	readonly notApplicable: number;
}

export interface SectionFinding extends GradeFinding {
	readonly sectionId: string;
}

/** Answers to the judged criteria that carry a theme, out of those answered met, partly or not met. */
export interface ThemeFinding {
	readonly themeId: string;
	readonly criterionIds: readonly string[];
	readonly met: Share;
	readonly partly: Share;
	readonly notMet: Share;
}

export interface Findings {
	/** Plans that count: one audit each. */
	readonly plans: number;
	readonly criteria: readonly CriterionFinding[];
	readonly sections: readonly SectionFinding[];
	/** Null for a profile without an overall grade. */
	readonly overall: GradeFinding | null;
	readonly themes: readonly ThemeFinding[];
	readonly agreement: AgreementFinding;
}

/** Which audits count, and what became of the rest. */
export interface Counted {
	/** One a plan: its latest first marking. */
	readonly records: readonly AuditRecord[];
	/** First markings of plans that were audited again later in the same time. */
	readonly repeated: number;
	/** Both markings of one plan, first and second. */
	readonly pairs: readonly (readonly [AuditRecord, AuditRecord])[];
	/** Second markings whose first one is not there. */
	readonly unpaired: number;
}

/**
 * Gives the audits that count: findings use the first marking (until a moderated record exists), and a plan counts once, with
 * its latest. Second markings count only in the agreement.
 */
export function countedOf(records: readonly AuditRecord[]): Counted {
	const firsts = new Map<string, AuditRecord>();
	const seconds = new Map<string, AuditRecord>();
	let repeated = 0;
	for (const record of records) {
		const kept = record.marking === 'first' ? firsts : seconds;
		const before = kept.get(record.planRef);
		if (before && record.marking === 'first') repeated += 1;
		if (!before || before.submittedOn <= record.submittedOn) kept.set(record.planRef, record);
	}
	const pairs = [...seconds].flatMap(([planRef, second]): [AuditRecord, AuditRecord][] => {
		const first = firsts.get(planRef);
		return first ? [[first, second]] : [];
	});
	return { records: [...firsts.values()], repeated, pairs, unpaired: seconds.size - pairs.length };
}

/**
 * Gives the findings of audits made with one rubric version and one profile. Throws a RangeError where they are mixed: results of
 * different profiles are never pooled (rubric: `scoring.profileRule`). Every audit is scored once.
 */
export function findingsOf(rubric: Rubric, records: readonly AuditRecord[]): Findings {
	const profile = records[0]?.profile;
	for (const record of records) {
		if (record.rubricId !== rubric.rubricId || record.rubricVersion !== rubric.version || record.profile !== profile)
			throw new RangeError('findings are of one rubric version and one profile');
	}
	const counted = countedOf(records);
	const criteria = new Map<string, CriterionTally>();
	const sections = new Map<string, GradeTally>();
	for (const section of rubric.sections) {
		sections.set(section.code, newGradeTally());
		for (const criterion of section.criteria) criteria.set(criterion.id, newCriterionTally());
	}
	const overall = newGradeTally();
	const overallGrades = new Map<AuditRecord, ResultGrade>();
	const applies = applicability(rubric);
	let hasOverall = false;
	for (const record of counted.records) {
		for (const criterion of applies(record.context))
			tallyAnswer(criteria.get(criterion.id) as CriterionTally, record.levels[criterion.id]);
		const result = auditResult(rubric, record.levels, record.context);
		for (const { sectionId, grade } of result.sections) tallyGrade(sections.get(sectionId) as GradeTally, grade);
		if (result.overall) {
			hasOverall = true;
			tallyGrade(overall, result.overall.grade);
			overallGrades.set(record, result.overall.grade);
		}
	}
	const criterionFindings = rubric.sections.flatMap((section) =>
		section.criteria.map((criterion) =>
			criterionFinding(criterion, section.code, criteria.get(criterion.id) as CriterionTally)
		)
	);
	return {
		plans: counted.records.length,
		criteria: criterionFindings,
		sections: rubric.sections.map((section) => ({
			sectionId: section.code,
			...gradeFinding(sections.get(section.code) as GradeTally)
		})),
		overall: hasOverall ? gradeFinding(overall) : null,
		themes: rubric.themes.map((theme) => themeFinding(rubric, theme.id, criterionFindings)),
		agreement: agreementOf(rubric, counted.pairs, overallGrades, applies)
	};
}

/** Gives the applicable criteria of a context, worked out once for each context there is. */
function applicability(rubric: Rubric): (context: Context) => readonly Criterion[] {
	const known = new Map<string, readonly Criterion[]>();
	return (context) => {
		const { profile, yearGroup, planKind, phaseTransfer, switchedOff } = context;
		const key = `${profile} ${yearGroup} ${planKind} ${phaseTransfer} ${switchedOff?.join() ?? ''}`;
		const before = known.get(key);
		if (before) return before;
		const criteria = sectionsOf(rubric, context).flatMap((section) => section.criteria);
		known.set(key, criteria);
		return criteria;
	};
}

interface CriterionTally {
	applicable: number;
	levels: Record<Level, number>;
	excused: number;
	unanswered: number;
	listed: Record<string, number>;
}

function newCriterionTally(): CriterionTally {
	const levels = { met: 0, partly: 0, not_met: 0, yes: 0, no: 0, not_applicable: 0, cannot_tell: 0 };
	return { applicable: 0, levels, excused: 0, unanswered: 0, listed: {} };
}

function tallyAnswer(tally: CriterionTally, answer: LevelAnswer | undefined): void {
	tally.applicable += 1;
	if (!answer) {
		tally.unanswered += 1;
		return;
	}
	if (answer.level === 'not_applicable' && answer.excused) tally.excused += 1;
	else tally.levels[answer.level] += 1;
	for (const option of answer.listed ?? []) tally.listed[option] = (tally.listed[option] ?? 0) + 1;
}

function criterionFinding({ id }: Criterion, sectionId: string, tally: CriterionTally): CriterionFinding {
	const { levels } = tally;
	const of = levels.met + levels.partly + levels.not_met;
	return {
		criterionId: id,
		sectionId,
		applicable: tally.applicable,
		met: { count: levels.met, of },
		partly: { count: levels.partly, of },
		notMet: { count: levels.not_met, of },
		yes: { count: levels.yes, of: levels.yes + levels.no },
		notApplicable: levels.not_applicable,
		excused: tally.excused,
		cannotTell: levels.cannot_tell,
		unanswered: tally.unanswered,
		listed: tally.listed
	};
}

type GradeTally = Record<ResultGrade, number>;

function newGradeTally(): GradeTally {
	return { outstanding: 0, good: 0, requires_improvement: 0, inadequate: 0, not_graded: 0, not_applicable: 0 };
}

function tallyGrade(tally: GradeTally, grade: ResultGrade): void {
	tally[grade] += 1;
}

function gradeFinding(tally: GradeTally): GradeFinding {
	const { not_graded: notGraded, not_applicable: notApplicable, ...grades } = tally;
	const graded = grades.outstanding + grades.good + grades.requires_improvement + grades.inadequate;
	return {
		grades,
		graded,
		goodOrBetter: { count: grades.outstanding + grades.good, of: graded },
		notGraded,
		notApplicable
	};
}

function themeFinding(rubric: Rubric, themeId: string, findings: readonly CriterionFinding[]): ThemeFinding {
	const criterionIds = judgedWithTheme(rubric, themeId);
	const own = findings.filter((finding) => criterionIds.includes(finding.criterionId));
	const total = (outcome: 'met' | 'partly' | 'notMet'): Share => ({
		count: own.reduce((sum, finding) => sum + finding[outcome].count, 0),
		of: own.reduce((sum, finding) => sum + finding[outcome].of, 0)
	});
	return { themeId, criterionIds, met: total('met'), partly: total('partly'), notMet: total('notMet') };
}

/** Gives the ids of the criteria that auditors judge and that carry a theme, in the rubric's order; date checks are told apart. */
export function judgedWithTheme(rubric: Rubric, themeId: string): string[] {
	return rubric.sections.flatMap((section) =>
		section.criteria
			.filter((criterion) => criterion.answerKind === 'scale' && criterion.themes.includes(themeId))
			.map((criterion) => criterion.id)
	);
}
