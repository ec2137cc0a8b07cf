/**
 * From answers to grades by the rules of the rubric's `scoring`, in whole numbers throughout: a grade never hangs on how a
 * machine rounds. Weights, points, thresholds and caps are the rubric's; the steps quoted here are those of its `sectionRule`
 * and `overallRule`.
 */
import type { Violation } from './problem.ts';
import {
	allowedLevels,
	contextFaults,
	sectionsOf,
	type Context,
	type Criterion,
	type GradeId,
	type Level,
	type Rubric,
	type RubricSection
} from './rubric.ts';

/** What scoring reads of an answer; notes never change a grade. */
export interface ScoredAnswer {
	readonly level: Level;
	readonly note?: string | undefined;
	/** Ids of the options that a record-only criterion lists. */
	readonly listed?: readonly string[] | undefined;
	readonly prefilled?: boolean | undefined;
}

/** Answers by criterion id. A criterion without one is unanswered. */
export type ScoredAnswers = Readonly<Record<string, ScoredAnswer>>;

export type ResultGrade = GradeId | 'not_graded' | 'not_applicable';

export interface SectionCap {
	/** The best grade that the section can have. */
	readonly grade: GradeId;
	/** The legal must that caps; null for the rule on Outstanding. */
	readonly criterionId: string | null;
	readonly reason: string;
}

export interface SectionResult {
	readonly sectionId: string;
	readonly grade: ResultGrade;
	/** sum(weight x points) out of 2 x answered weight; null where not graded or not applicable. */
	readonly share: { readonly points: number; readonly of: number } | null;
	/** The grade by the share alone. */
	readonly uncapped: GradeId | null;
	/** Every cap that the answers set, also those that change nothing. */
	readonly caps: SectionCap[];
}

export interface OverallCap {
	readonly grade: GradeId;
	readonly reason: string;
}

export interface OverallResult {
	readonly grade: ResultGrade;
	/** Required sections that are not graded, in the rubric's order. */
	readonly missing: string[];
	readonly uncapped: GradeId | null;
	readonly caps: OverallCap[];
}

/**
 * Gives the result of one rubric section; null where it is outside the profile, switched off or has no scored criterion left.
 * Unanswered criteria count against coverage. Throws a RangeError on an unknown section and on `answersViolations`.
 */
export function sectionResult(
	rubric: Rubric,
	sectionId: string,
	answers: ScoredAnswers,
	context: Context
): SectionResult | null {
	if (!rubric.sections.some((section) => section.code === sectionId))
		throw new RangeError(`the rubric has no section "${sectionId}"`);
	refuseViolations(rubric, answers, context);
	const applicable = sectionsOf(rubric, context).filter(({ section }) => section.code === sectionId);
	return sectionResultsOf(rubric, applicable, answers)[0] ?? null;
}

/**
 * Gives the overall result from the section results of the same answers; null for a profile without an overall grade.
 * A section that is not among them counts as absent, as where `sectionResult` gives null: `auditResult` forgets none.
 * Where no section is graded at all, the whole is not graded.
 * Throws a RangeError on an unknown section and on `answersViolations`.
 */
export function overallResult(
	rubric: Rubric,
	sectionResults: readonly (SectionResult | null)[],
	answers: ScoredAnswers,
	context: Context
): OverallResult | null {
	refuseViolations(rubric, answers, context);
	return overallOf(rubric, sectionsOf(rubric, context), sectionResults, answers, context.profile);
}

/** Gives every section's result, absent sections left out, and the overall one. Throws a RangeError on `answersViolations`. */
export function auditResult(
	rubric: Rubric,
	answers: ScoredAnswers,
	context: Context
): { readonly sections: SectionResult[]; readonly overall: OverallResult | null } {
	refuseViolations(rubric, answers, context);
	const applicable = sectionsOf(rubric, context);
	const sections = sectionResultsOf(rubric, applicable, answers);
	return { sections, overall: overallOf(rubric, applicable, sections, answers, context.profile) };
}

/**
 * Gives what has to be put right before scoring (rubric: `scoring.invalid`): a context that the rubric cannot judge, an unknown
 * criterion, a level or a listed option that the criterion does not offer. Whether every criterion has an answer and every
 * answer its note is not asked here.
 */
export function answersViolations(rubric: Rubric, answers: ScoredAnswers, context: Context): Violation[] {
	const violations: Violation[] = contextFaults(rubric, context).map(({ field, message }) => {
		return { field: `context.${field}`, code: `context.${field}`, message };
	});
	const unknown = new Set(Object.keys(answers));
	for (const section of rubric.sections) {
		for (const criterion of section.criteria) {
			const answer = answers[criterion.id];
			unknown.delete(criterion.id);
			if (answer) violations.push(...answerViolations(criterion, answer));
		}
	}
	for (const id of unknown)
		violations.push({
			field: id,
			code: 'answer.unknown_criterion',
			message: 'This rubric does not have this question'
		});
	return violations;
}

function answerViolations(criterion: Criterion, { level, listed }: ScoredAnswer): Violation[] {
	const { id, recordOptions = [] } = criterion;
	const violations: Violation[] = [];
	if (!allowedLevels(criterion).includes(level))
		violations.push({ field: id, code: 'answer.level', message: 'Choose one of the answers offered' });
	if (listed?.some((one) => !recordOptions.some((option) => option.id === one)))
		violations.push({ field: id, code: 'answer.listed', message: 'Choose from the list' });
	return violations;
}

function refuseViolations(rubric: Rubric, answers: ScoredAnswers, context: Context): void {
	const violations = answersViolations(rubric, answers, context);
	if (violations.length > 0)
		throw new RangeError(violations.map(({ field, code, message }) => `${field}: ${message} (${code})`).join('; '));
}

type Applicable = ReturnType<typeof sectionsOf>;

function sectionResultsOf(rubric: Rubric, applicable: Applicable, answers: ScoredAnswers): SectionResult[] {
	const scale = scaleOf(rubric);
	return applicable.flatMap(({ section, criteria }) => {
		const scored = criteria.filter((criterion) => criterion.weight > 0);
		return scored.length > 0 ? [resultOf(rubric, scale, section, scored, answers)] : [];
	});
}

function resultOf(
	rubric: Rubric,
	scale: Scale,
	section: RubricSection,
	scored: readonly Criterion[],
	answers: ScoredAnswers
): SectionResult {
	let applicableWeight = 0;
	let answeredWeight = 0;
	let answered = 0;
	let weightedPoints = 0;
	for (const criterion of scored) {
		const level = answers[criterion.id]?.level;
		if (level === 'not_applicable') continue;
		applicableWeight += criterion.weight;
		const points = level && scale.points.get(level);
		if (points === undefined) continue;
		answered += 1;
		answeredWeight += criterion.weight;
		weightedPoints += criterion.weight * points;
	}
	const ungraded = { sectionId: section.code, share: null, uncapped: null, caps: [] };
	if (applicableWeight === 0) return { ...ungraded, grade: 'not_applicable' };
	if (answered < section.minAnswered) return { ...ungraded, grade: 'not_graded' };
	// minCoverage has at most four decimals (schema), so ten thousandths compare exactly.
	const minCoverage = Math.round(rubric.scoring.sectionRule.minCoverage * 10_000);
	if (answeredWeight * 10_000 < minCoverage * applicableWeight) return { ...ungraded, grade: 'not_graded' };
	const share = { points: weightedPoints, of: scale.most * answeredWeight };
	const uncapped = gradeOf(scale, BigInt(share.points), BigInt(share.of));
	const caps = sectionCaps(rubric, scored, answers);
	return { sectionId: section.code, grade: lowest(scale, uncapped, caps), share, uncapped, caps };
}

/** The rubric's answer scale and grades as scoring reads them. */
interface Scale {
	/** Points of the levels that score. */
	readonly points: ReadonlyMap<Level, number>;
	/** The most points that an answer can have. */
	readonly most: number;
	/** Best grade first. */
	readonly grades: Rubric['grades'];
}

function scaleOf(rubric: Rubric): Scale {
	const points = new Map<Level, number>();
	for (const level of rubric.answerScale) if (level.points !== null) points.set(level.id, level.points);
	return { points, most: Math.max(...points.values()), grades: rubric.grades.toSorted((a, b) => b.rank - a.rank) };
}

/** The highest grade whose `minPercent` is reached by points / of, as exact fractions. */
function gradeOf({ grades }: Scale, points: bigint, of: bigint): GradeId {
	const reached = grades.find((grade) => 100n * points >= BigInt(grade.minPercent) * of);
	// The schema sees to it that the lowest grade begins at 0 %.
	return (reached as Rubric['grades'][number]).id;
}

function lowest({ grades }: Scale, uncapped: GradeId, caps: readonly { readonly grade: GradeId }[]): GradeId {
	const place = (id: GradeId) => grades.findIndex((grade) => grade.id === id);
	return caps.reduce((best, cap) => (place(cap.grade) > place(best) ? cap.grade : best), uncapped);
}

function sectionCaps(rubric: Rubric, scored: readonly Criterion[], answers: ScoredAnswers): SectionCap[] {
	const caps = scored.flatMap((criterion) => capOf(criterion, answers[criterion.id]?.level));
	const { noNotMet, noLegalMustPartly } = rubric.scoring.sectionRule.outstandingRequires;
	const barred = scored.some(({ id, legal }) => {
		const level = answers[id]?.level;
		return (noNotMet && level === 'not_met') || (noLegalMustPartly && legal.must && level === 'partly');
	});
	if (barred)
		caps.push({
			grade: 'good',
			criterionId: null,
			reason: 'Outstanding needs no answer "not met" and no legal must answered "partly met"'
		});
	return caps;
}

function capOf({ id, legal }: Criterion, level: Level | undefined): SectionCap[] {
	if (!legal.must) return [];
	if (level === 'not_met' && legal.onNotMet)
		return [{ grade: legal.onNotMet, criterionId: id, reason: `${id} is a legal must answered not met` }];
	if (level === 'partly' && legal.onPartlyMet)
		return [{ grade: legal.onPartlyMet, criterionId: id, reason: `${id} is a legal must answered partly` }];
	return [];
}

/** A section that counts: it has a grade and an overall weight above 0 (rubric: `definitions`). */
interface Graded {
	readonly section: RubricSection;
	readonly criteria: readonly Criterion[];
	readonly grade: GradeId;
	readonly share: { readonly points: number; readonly of: number };
}

function overallOf(
	rubric: Rubric,
	applicable: Applicable,
	sectionResults: readonly (SectionResult | null)[],
	answers: ScoredAnswers,
	profileId: string
): OverallResult | null {
	if (!rubric.profiles.some((profile) => profile.id === profileId && profile.overallGrade)) return null;
	const results = new Map<string, SectionResult>();
	for (const result of sectionResults) {
		if (result === null) continue;
		if (!rubric.sections.some((section) => section.code === result.sectionId))
			throw new RangeError(`the rubric has no section "${result.sectionId}"`);
		results.set(result.sectionId, result);
	}
	const missing = applicable
		.filter(({ section }) => section.requiredForOverall && results.get(section.code)?.grade === 'not_graded')
		.map(({ section }) => section.code);
	const graded = applicable.flatMap(({ section, criteria }): Graded[] => {
		const result = results.get(section.code);
		if (section.overallWeight === 0 || !result?.share) return [];
		return [{ section, criteria, grade: result.grade as GradeId, share: result.share }];
	});
	if (missing.length > 0 || graded.length === 0) return { grade: 'not_graded', missing, uncapped: null, caps: [] };

	// sum(weight x points / of) / sum(weight) as one fraction.
	let numerator = 0n;
	let denominator = 1n;
	let weights = 0n;
	for (const { section, share } of graded) {
		const weight = BigInt(section.overallWeight);
		const of = BigInt(share.of);
		numerator = numerator * of + weight * BigInt(share.points) * denominator;
		denominator *= of;
		weights += weight;
	}
	const scale = scaleOf(rubric);
	const uncapped = gradeOf(scale, numerator, denominator * weights);
	const ids = applicable.flatMap(({ criteria }) => criteria.map((criterion) => criterion.id));
	const answered = ids.filter((id) => answers[id] && scale.points.has(answers[id].level));
	const caps = [...overallCaps(rubric, graded, answers), ...outstandingCap(rubric, answered)];
	return { grade: lowest(scale, uncapped, caps), missing, uncapped, caps };
}

function overallCaps(rubric: Rubric, graded: readonly Graded[], answers: ScoredAnswers): OverallCap[] {
	const inadequate = graded.filter(
		({ section, grade }) => ['B', 'E', 'F'].includes(section.code) && grade === 'inadequate'
	).length;
	const mustNotMet = graded.filter(({ criteria }) =>
		criteria.some(({ id, legal }) => legal.must && answers[id]?.level === 'not_met')
	).length;
	const holds: Record<Rubric['scoring']['overallRule']['caps'][number]['when'], boolean> = {
		'two or more of B, E, F are inadequate': inadequate >= 2,
		'any one of B, E, F is inadequate': inadequate >= 1,
		'legal musts are not met in three or more graded sections': mustNotMet >= 3,
		'any graded section is requires_improvement or inadequate': graded.some(
			({ grade }) => grade === 'requires_improvement' || grade === 'inadequate'
		)
	};
	return rubric.scoring.overallRule.caps
		.filter(({ when }) => holds[when])
		.map(({ when, best }) => ({ grade: best, reason: when }));
}

/** Outstanding needs met, partly or not met to the criteria that the rubric names: a plan-only audit cannot have it. */
function outstandingCap(rubric: Rubric, answered: readonly string[]): OverallCap[] {
	const open = rubric.scoring.overallRule.outstandingRequiresAnswered.filter((id) => !answered.includes(id));
	return open.length > 0 ? [{ grade: 'good', reason: `Outstanding needs an answer to ${open.join(', ')}` }] : [];
}
