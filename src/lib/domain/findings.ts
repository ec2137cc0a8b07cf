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
import {
	applicability,
	countAnswers,
	countGrades,
	criterionFindings,
	newAnswers,
	newGrades,
	overallFinding,
	sectionFindings
} from './findings-tally.ts';
import type { Context, GradeId, Level, Rubric } from './rubric.ts';
import type { Phase, SettingGroup } from './school.ts';
import type { ResultGrade } from './grade-scale.ts';
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
	const answers = newAnswers(rubric);
	const grades = newGrades(rubric);
	const overallGrades = new Map<AuditRecord, ResultGrade>();
	const applies = applicability(rubric);
	for (const record of counted.records) {
		countAnswers(answers, record, applies(record.context));
		const overall = countGrades(rubric, grades, record);
		if (overall) overallGrades.set(record, overall);
	}
	const criteria = criterionFindings(rubric, answers);
	return {
		plans: counted.records.length,
		criteria,
		sections: sectionFindings(rubric, grades),
		overall: overallFinding(grades),
		themes: rubric.themes.map((theme) => themeFinding(rubric, theme.id, criteria)),
		agreement: agreementOf(rubric, counted.pairs, overallGrades, applies)
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
