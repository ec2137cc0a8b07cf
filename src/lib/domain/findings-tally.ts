/** Counting audits up, one at a time: answers by criterion, grades by section and overall. Tallies of different audits add up. */
import type { AuditRecord, CriterionFinding, GradeFinding, LevelAnswer, SectionFinding } from './findings.ts';
import { sectionsOf, type Context, type Criterion, type Level, type Rubric } from './rubric.ts';
import type { ResultGrade } from './grade-scale.ts';
import { auditResult } from './scoring.ts';

/** Gives the applicable criteria of a context, worked out once for each context there is. */
export function applicability(rubric: Rubric): (context: Context) => readonly Criterion[] {
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

/** Answers of so many plans, criterion by criterion. */
export interface AnswerTally {
	plans: number;
	readonly criteria: ReadonlyMap<string, CriterionTally>;
}

function newCriterionTally(): CriterionTally {
	const levels = { met: 0, partly: 0, not_met: 0, yes: 0, no: 0, not_applicable: 0, cannot_tell: 0 };
	return { applicable: 0, levels, excused: 0, unanswered: 0, listed: {} };
}

/** Gives a tally of no plans. */
export function newAnswers(rubric: Rubric): AnswerTally {
	const all = rubric.sections.flatMap((section) => section.criteria);
	return { plans: 0, criteria: new Map(all.map(({ id }) => [id, newCriterionTally()])) };
}

/** Counts an audit's answers to the criteria that apply to it. */
export function countAnswers(tally: AnswerTally, record: AuditRecord, applicable: readonly Criterion[]): void {
	tally.plans += 1;
	for (const { id } of applicable) countAnswer(tally.criteria.get(id) as CriterionTally, record.levels[id]);
}

function countAnswer(tally: CriterionTally, answer: LevelAnswer | undefined): void {
	tally.applicable += 1;
	if (!answer) {
		tally.unanswered += 1;
		return;
	}
	if (answer.level === 'not_applicable' && answer.excused) tally.excused += 1;
	else tally.levels[answer.level] += 1;
	for (const option of answer.listed ?? []) tally.listed[option] = (tally.listed[option] ?? 0) + 1;
}

/** Adds the answers of other plans. */
export function addAnswers(tally: AnswerTally, other: AnswerTally): void {
	tally.plans += other.plans;
	for (const [id, more] of other.criteria) {
		const own = tally.criteria.get(id) as CriterionTally;
		own.applicable += more.applicable;
		own.excused += more.excused;
		own.unanswered += more.unanswered;
		addCounts(own.levels, more.levels);
		addCounts(own.listed, more.listed);
	}
}

function addCounts(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
	for (const key in more) counts[key] = (counts[key] ?? 0) + (more[key] ?? 0);
}

/** Gives what a tally says of every criterion, in the rubric's order. */
export function criterionFindings(rubric: Rubric, tally: AnswerTally): CriterionFinding[] {
	return rubric.sections.flatMap((section) =>
		section.criteria.map(({ id }) => criterionFinding(id, section.code, tally.criteria.get(id) as CriterionTally))
	);
}

function criterionFinding(criterionId: string, sectionId: string, tally: CriterionTally): CriterionFinding {
	const { levels } = tally;
	const of = levels.met + levels.partly + levels.not_met;
	return {
		criterionId,
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

type GradeCounts = Record<ResultGrade, number>;

/** Grades of so many plans, section by section and overall. */
export interface GradeTally {
	readonly sections: ReadonlyMap<string, GradeCounts>;
	readonly overall: GradeCounts;
	/** Whether the profile has an overall grade. */
	hasOverall: boolean;
}

function noGrades(): GradeCounts {
	return { outstanding: 0, good: 0, requires_improvement: 0, inadequate: 0, not_graded: 0, not_applicable: 0 };
}

/** Gives a tally without grades. */
export function newGrades(rubric: Rubric): GradeTally {
	return {
		sections: new Map(rubric.sections.map(({ code }) => [code, noGrades()])),
		overall: noGrades(),
		hasOverall: false
	};
}

/** Scores an audit, counts its grades and gives the overall one; null for a profile without. */
export function countGrades(rubric: Rubric, tally: GradeTally, record: AuditRecord): ResultGrade | null {
	const result = auditResult(rubric, record.levels, record.context);
	for (const { sectionId, grade } of result.sections) (tally.sections.get(sectionId) as GradeCounts)[grade] += 1;
	if (!result.overall) return null;
	tally.hasOverall = true;
	tally.overall[result.overall.grade] += 1;
	return result.overall.grade;
}

/** Adds the grades of other plans. */
export function addGrades(tally: GradeTally, other: GradeTally): void {
	for (const [code, more] of other.sections) addCounts(tally.sections.get(code) as GradeCounts, more);
	addCounts(tally.overall, other.overall);
	tally.hasOverall ||= other.hasOverall;
}

/** Gives the grades of every section, in the rubric's order. */
export function sectionFindings(rubric: Rubric, tally: GradeTally): SectionFinding[] {
	return rubric.sections.map(({ code }) => ({
		sectionId: code,
		...gradeFinding(tally.sections.get(code) as GradeCounts)
	}));
}

/** Gives the overall grades; null for a profile without. */
export function overallFinding(tally: GradeTally): GradeFinding | null {
	return tally.hasOverall ? gradeFinding(tally.overall) : null;
}

function gradeFinding(counts: GradeCounts): GradeFinding {
	const { not_graded: notGraded, not_applicable: notApplicable, ...grades } = counts;
	const graded = grades.outstanding + grades.good + grades.requires_improvement + grades.inadequate;
	return {
		grades,
		graded,
		goodOrBetter: { count: grades.outstanding + grades.good, of: graded },
		notGraded,
		notApplicable
	};
}
