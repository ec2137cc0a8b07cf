/** The rubric's points and grades as scoring counts with them, in whole numbers throughout: a grade never hangs on how a machine rounds. */
import type { GradeId, Level, Rubric } from './rubric.ts';

/** A grade, or why there is none. */
export type ResultGrade = GradeId | 'not_graded' | 'not_applicable';

/** The rubric's answer scale and grades as scoring reads them. */
export interface Scale {
	/** Points of the levels that score. */
	readonly points: ReadonlyMap<Level, number>;
	/** The most points that an answer can have. */
	readonly most: number;
	/** Best grade first. */
	readonly grades: Rubric['grades'];
}

/** Gives the scale of a rubric. */
export function scaleOf(rubric: Rubric): Scale {
	const points = new Map<Level, number>();
	for (const level of rubric.answerScale) if (level.points !== null) points.set(level.id, level.points);
	return { points, most: Math.max(...points.values()), grades: rubric.grades.toSorted((a, b) => b.rank - a.rank) };
}

/** Gives the highest grade whose `minPercent` is reached by points / of, as exact fractions. */
export function gradeOf({ grades }: Scale, points: bigint, of: bigint): GradeId {
	const reached = grades.find((grade) => 100n * points >= BigInt(grade.minPercent) * of);
	// The schema sees to it that the lowest grade begins at 0 %.
	return (reached as Rubric['grades'][number]).id;
}

/** Gives the grade that is left of one by its share, once it is capped. */
export function lowest({ grades }: Scale, uncapped: GradeId, caps: readonly { readonly grade: GradeId }[]): GradeId {
	const place = (id: GradeId) => grades.findIndex((grade) => grade.id === id);
	return caps.reduce((best, cap) => (place(cap.grade) > place(best) ? cap.grade : best), uncapped);
}
