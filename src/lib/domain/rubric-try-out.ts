/**
 * What a version of the questions that is not published yet would have made of audits that were made with another: the same answers,
 * graded by both. It tells what a change of weights or rules does; it cannot tell how auditors would have answered other words.
 */
import { hiddenRow } from './report-figure.ts';
import type { SuppressionRule } from './suppression.ts';
import { countedOf, type AuditRecord } from './findings.ts';
import {
	allowedLevels,
	contextFaults,
	applicableCriteria,
	type Context,
	type Criterion,
	type GradeId,
	type Rubric
} from './rubric.ts';
import type { ResultGrade } from './grade-scale.ts';
import type { ScoredAnswers } from './scored-answer.ts';
import { auditResult } from './scoring.ts';

/** Plans by grade under both versions. */
export interface GradesTried {
	readonly before: Readonly<Record<ResultGrade, number>>;
	readonly after: Readonly<Record<ResultGrade, number>>;
	/** Plans whose grade is not the same under both, and of them those that rise. */
	readonly changed: number;
	readonly better: number;
	/** Plans that have it under both. */
	readonly of: number;
}

export interface TryOut {
	/** Plans that could be graded by both. */
	readonly plans: number;
	/** Plans left out, because the draft does not fit them: a profile that it does not have, a year group that it needs. */
	readonly leftOut: number;
	readonly sections: readonly (GradesTried & { readonly sectionId: string })[];
	/** Null where one of the two gives no overall grade. */
	readonly overall: GradesTried | null;
	/** Scored questions of the draft that no audit could answer: they are new, or their answers no longer fit. */
	readonly unanswered: readonly string[];
}

const ranks: Record<GradeId, number> = { inadequate: 0, requires_improvement: 1, good: 2, outstanding: 3 };
const rankOf = (grade: ResultGrade): number | null =>
	grade === 'not_graded' || grade === 'not_applicable' ? null : ranks[grade];

/**
 * Gives what becomes of the grades of audits of `base` under `draft`; a plan counts once. Answers to questions that are the same by
 * their id and kind are carried over, the others are unanswered. Throws a RangeError on audits of another rubric than `base`.
 */
export function tryOut(base: Rubric, draft: Rubric, records: readonly AuditRecord[]): TryOut {
	const known = new Map(base.sections.flatMap(({ criteria }) => criteria).map((one) => [one.id, one]));
	const tallies = new Map<string, Tally>();
	const overall = newTally();
	const answered = new Set<string>();
	const asked = new Set<string>();
	let [plans, leftOut] = [0, 0];
	for (const record of countedOf(records).records) {
		if (record.rubricId !== base.rubricId || record.rubricVersion !== base.version)
			throw new RangeError('the audits were made with another version');
		const context = contextIn(draft, record.context);
		if (contextFaults(draft, context).length > 0) {
			leftOut += 1;
			continue;
		}
		plans += 1;
		const carried = carriedOver(known, draft, context, record.levels);
		for (const { id, weight } of applicableCriteria(draft, context)) {
			if (weight === 0) continue;
			asked.add(id);
			if (carried[id]) answered.add(id);
		}
		const before = auditResult(base, record.levels, record.context);
		const after = auditResult(draft, carried, context);
		const gradeBefore = new Map(before.sections.map(({ sectionId, grade }) => [sectionId, grade]));
		for (const { sectionId, grade } of after.sections) {
			const was = gradeBefore.get(sectionId);
			if (was === undefined) continue;
			const tally = tallies.get(sectionId) ?? newTally();
			tallies.set(sectionId, tally);
			count(tally, was, grade);
		}
		if (before.overall && after.overall) count(overall, before.overall.grade, after.overall.grade);
	}
	return {
		plans,
		leftOut,
		sections: draft.sections.flatMap(({ code }) => {
			const tally = tallies.get(code);
			return tally ? [{ sectionId: code, ...tally }] : [];
		}),
		overall: overall.of > 0 ? overall : null,
		unanswered: draft.sections
			.flatMap(({ criteria }) => criteria.map(({ id }) => id))
			.filter((id) => asked.has(id) && !answered.has(id))
	};
}

/** A section that the draft does not let a term leave out, or does not have, cannot be switched off in it. */
function contextIn(draft: Rubric, context: Context): Context {
	const optional = new Set(draft.sections.filter((section) => section.optional).map(({ code }) => code));
	return { ...context, switchedOff: (context.switchedOff ?? []).filter((code) => optional.has(code)) };
}

function carriedOver(
	known: ReadonlyMap<string, Criterion>,
	draft: Rubric,
	context: Context,
	levels: AuditRecord['levels']
): ScoredAnswers {
	return Object.fromEntries(
		applicableCriteria(draft, context).flatMap((criterion) => {
			const given = levels[criterion.id];
			const same = known.get(criterion.id)?.answerKind === criterion.answerKind;
			if (!given || !same || !allowedLevels(criterion).includes(given.level)) return [];
			const options = new Set(criterion.recordOptions?.map(({ id }) => id));
			const listed = given.listed?.filter((id) => options.has(id));
			return [[criterion.id, { level: given.level, ...(listed && listed.length > 0 ? { listed } : {}) }]];
		})
	);
}

type Mutable<Thing> = { -readonly [Key in keyof Thing]: Thing[Key] };
type Tally = Mutable<Omit<GradesTried, 'before' | 'after'>> & {
	readonly before: Record<ResultGrade, number>;
	readonly after: Record<ResultGrade, number>;
};

function newTally(): Tally {
	const none = (): Record<ResultGrade, number> => ({
		outstanding: 0,
		good: 0,
		requires_improvement: 0,
		inadequate: 0,
		not_graded: 0,
		not_applicable: 0
	});
	return { before: none(), after: none(), changed: 0, better: 0, of: 0 };
}

function count(tally: Tally, before: ResultGrade, after: ResultGrade): void {
	tally.before[before] += 1;
	tally.after[after] += 1;
	tally.of += 1;
	if (before === after) return;
	tally.changed += 1;
	const [was, is] = [rankOf(before), rankOf(after)];
	if (was !== null && is !== null && is > was) tally.better += 1;
}

/** One grade's plans under both versions as they may be shown. */
export interface ShownChange {
	readonly before: number | 'c';
	readonly after: number | 'c';
}

/**
 * Gives the grades of one part as they may be shown, in the order given, by the same rule as a report's: small counts are hidden, and with
 * them what subtraction would tell. A grade hidden under one version is hidden under both, since the two differ by few.
 */
export function shownChanges(
	tried: Pick<GradesTried, 'before' | 'after'>,
	grades: readonly ResultGrade[],
	rule: SuppressionRule
): ShownChange[] {
	const before = hiddenRow(
		grades.map((grade) => tried.before[grade]),
		rule
	);
	const after = hiddenRow(
		grades.map((grade) => tried.after[grade]),
		rule
	);
	return grades.map((_grade, at) => {
		const [was, is] = [before[at] ?? 'c', after[at] ?? 'c'];
		return was === 'c' || is === 'c' ? { before: 'c', after: 'c' } : { before: was, after: is };
	});
}
