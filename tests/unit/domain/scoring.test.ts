import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedLevels, type Criterion, type Level } from '#lib/domain/rubric.ts';
import { auditResult } from '#lib/domain/scoring.ts';
import { fullRubric as rubric } from '#tests/support/rubric.ts';
import { naiveAudit } from './scoring-naive.ts';
import { answersOf } from './scoring-builder.ts';

describe('against a second, naive implementation', () => {
	const all = rubric.sections.flatMap((one) => one.criteria);

	const context = fc.record({
		profile: fc.constantFrom(...rubric.profiles.map((profile) => profile.id)),
		yearGroup: fc.integer({ min: -2, max: 20 }),
		planKind: fc.constantFrom('new' as const, 'amended' as const),
		phaseTransfer: fc.boolean(),
		switchedOff: fc.oneof(
			{ weight: 3, arbitrary: fc.constant<string[]>([]) },
			{ weight: 1, arbitrary: fc.subarray(rubric.sections.filter((one) => one.optional).map((one) => one.code)) }
		)
	});

	/** Good audits and bad ones: chances in a hundred of each level, so that every grade and cap comes up. */
	const chances = fc.constantFrom(
		{ met: 96, partly: 3, not_met: 1, not_applicable: 5, cannot_tell: 2, none: 0 },
		{ met: 85, partly: 10, not_met: 2, not_applicable: 10, cannot_tell: 5, none: 0 },
		{ met: 55, partly: 30, not_met: 10, not_applicable: 20, cannot_tell: 10, none: 2 },
		{ met: 30, partly: 35, not_met: 35, not_applicable: 30, cannot_tell: 0, none: 0 },
		{ met: 20, partly: 10, not_met: 5, not_applicable: 50, cannot_tell: 40, none: 20 },
		{ met: 60, partly: 5, not_met: 1, not_applicable: 600, cannot_tell: 5, none: 0 }
	);

	function drawn(weights: Record<string, number>, random: number, criterion: Criterion): Level | null {
		if (criterion.answerKind === 'record_only') return allowedLevels(criterion)[Math.floor(random * 2)] ?? null;
		const offered: (Level | 'none')[] = [...allowedLevels(criterion), 'none'];
		let left = random * offered.reduce((sum, level) => sum + (weights[level] ?? 0), 0);
		for (const level of offered) {
			left -= weights[level] ?? 0;
			if (left < 0) return level === 'none' ? null : level;
		}
		return null;
	}

	test('every section, share, cap and overall grade agree', () => {
		const seen = { sections: new Map<string, number>(), overall: new Map<string, number>() };
		const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
		fc.assert(
			fc.property(
				context,
				chances,
				fc.array(fc.noBias(fc.integer({ min: 0, max: 9999 })), {
					minLength: all.length,
					maxLength: all.length
				}),
				(where, weights, randoms) => {
					const levels: Record<string, Level> = {};
					for (const [at, criterion] of all.entries()) {
						const level = drawn(weights, (randoms[at] ?? 0) / 10_000, criterion);
						if (level) levels[criterion.id] = level;
					}
					const naive = naiveAudit(rubric, levels, where);
					const { sections, overall: result } = auditResult(rubric, answersOf(levels), where);
					expect(
						sections.map(({ caps, ...rest }) => ({
							...rest,
							caps: caps.map(({ grade, criterionId }) => [grade, criterionId])
						}))
					).toEqual(naive.sections);
					expect(result && { ...result, caps: result.caps.map((cap) => cap.grade) }).toEqual(naive.overall);
					for (const one of sections) count(seen.sections, one.grade);
					count(seen.overall, result?.grade ?? 'none');
				}
			),
			{ numRuns: 1500, seed: 2027 }
		);
		// The comparison means nothing where a grade never came up.
		for (const grade of ['outstanding', 'good', 'requires_improvement', 'inadequate', 'not_graded', 'not_applicable'])
			expect(seen.sections.get(grade) ?? 0, grade).toBeGreaterThan(50);
		for (const grade of ['outstanding', 'good', 'requires_improvement', 'inadequate', 'not_graded', 'none'])
			expect(seen.overall.get(grade) ?? 0, grade).toBeGreaterThan(5);
	});
});
