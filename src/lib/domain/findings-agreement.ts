/** How far two auditors of one plan agreed: question by question, and on the grade of the plan as a whole. */
import { gwetAc, krippendorffAlpha } from './agreement.ts';
import type { AuditRecord, Counted } from './findings.ts';
import type { Context, Criterion, GradeId, Level, Rubric } from './rubric.ts';
import type { ResultGrade } from './grade-scale.ts';
import { auditResult } from './scoring.ts';
import type { Share } from './share.ts';

/** Over plans that two of them audited. */
export interface AgreementFinding {
	readonly pairs: number;
	/** Questions that both answered met, partly or not met, and to how many both gave the same answer. */
	readonly sameAnswer: Share;
	/** Plans that both graded overall, and how many got the same grade. */
	readonly sameGrade: Share;
	/** Krippendorff's alpha over those questions, levels ordered; null where it cannot be computed. */
	readonly alpha: number | null;
	/** Gwet's AC2 with ordinal weights, which holds up where nearly every answer is the same. */
	readonly gwet: number | null;
}

const countable = new Map<Level, 0 | 1 | 2>([
	['not_met', 0],
	['partly', 1],
	['met', 2]
]);

/** Gives the agreement over the scale questions alone: date checks are worked out, not judged. */
export function agreementOf(
	rubric: Rubric,
	pairs: Counted['pairs'],
	overallGrades: ReadonlyMap<AuditRecord, ResultGrade>,
	applies: (context: Context) => readonly Criterion[]
): AgreementFinding {
	const ratings: [number | null, number | null][] = [];
	let same = 0;
	let both = 0;
	let sameGrade = 0;
	let bothGraded = 0;
	for (const [first, second] of pairs) {
		for (const criterion of applies(first.context)) {
			if (criterion.answerKind !== 'scale') continue;
			const one = ratingOf(first, criterion.id);
			const other = ratingOf(second, criterion.id);
			ratings.push([one, other]);
			if (one === null || other === null) continue;
			both += 1;
			if (one === other) same += 1;
		}
		const firstGrade = overallGrades.get(first);
		const secondGrade = auditResult(rubric, second.levels, second.context).overall?.grade;
		if (!isGrade(firstGrade) || !isGrade(secondGrade)) continue;
		bothGraded += 1;
		if (firstGrade === secondGrade) sameGrade += 1;
	}
	return {
		pairs: pairs.length,
		sameAnswer: { count: same, of: both },
		sameGrade: { count: sameGrade, of: bothGraded },
		alpha: krippendorffAlpha(ratings, 'ordinal'),
		gwet: gwetAc(ratings, { weights: 'ordinal', categories: [0, 1, 2] })
	};
}

function ratingOf(record: AuditRecord, criterionId: string): number | null {
	const level = record.levels[criterionId]?.level;
	return level === undefined ? null : (countable.get(level) ?? null);
}

function isGrade(grade: ResultGrade | undefined): grade is GradeId {
	return grade !== undefined && grade !== 'not_graded' && grade !== 'not_applicable';
}
