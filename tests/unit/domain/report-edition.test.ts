/** A corrected edition beside the one before: nobody can subtract one from the other and learn of single plans. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LearningReport } from '#lib/domain/learning-report.ts';
import { besideEarlier, standsBeside } from '#lib/domain/report-edition.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import { madeUpAudits } from '#tests/support/audit-records.ts';
import { learningReportOf } from '#tests/support/report-models.ts';

const rule = suppressionRules['dfe-2026'].distribution;
const shown = (count: number, of: number) => ({ state: 'shown' as const, count, of });
const few = (of: number) => ({ state: 'few' as const, of });
const tooFew = { state: 'too_few' as const };

describe('a figure beside itself as it was published', () => {
	test.each([
		['the same', shown(18, 40), shown(18, 40), true],
		['one more', shown(19, 40), shown(18, 40), false],
		['five fewer', shown(13, 40), shown(18, 40), false],
		['six more', shown(24, 40), shown(18, 40), true],
		['six more of one more', shown(24, 41), shown(18, 40), false],
		['six more plans, all of them met', shown(24, 46), shown(18, 40), true],
		['six more plans, five of them met', shown(23, 46), shown(18, 40), false],
		['hidden before, shown now', shown(6, 40), few(40), false],
		['shown before, hidden now', few(40), shown(6, 40), true],
		['hidden now, of one plan more', few(41), shown(6, 40), false],
		['nothing said before', few(40), tooFew, false],
		['nothing said now', tooFew, shown(18, 40), true],
		['a count that was hidden', { id: 'a', audited: 7 }, { id: 'a', audited: 'c' }, false],
		['a count that is hidden', { id: 'a', audited: 'c' }, { id: 'a', audited: 7 }, true],
		['another row in its place', { id: 'b', audited: 7 }, { id: 'a', audited: 7 }, false],
		['a split that was not shown', { partly: 8 }, { partly: null }, false],
		['one row more', [1, 2], [1], false],
		['a measure that moved', { alpha: 0.71 }, { alpha: 0.72 }, false]
	])('%s: %#', (_, now, before, stands) => expect(standsBeside(now, before, rule)).toBe(stands));

	test('what would give something away stands as it stood, beside every edition before', () => {
		expect(besideEarlier(shown(19, 40), [], rule)).toEqual(shown(19, 40));
		expect(besideEarlier(shown(19, 40), [shown(18, 40)], rule)).toEqual(shown(18, 40));
		expect(besideEarlier(shown(30, 40), [shown(18, 40)], rule)).toEqual(shown(30, 40));
		// Six from the last edition, but one from the one before that.
		expect(besideEarlier(shown(19, 40), [shown(18, 40), shown(25, 40)], rule)).toEqual(shown(25, 40));
		expect(besideEarlier(shown(19, 40), [undefined, null], rule)).toEqual(shown(19, 40));
	});
});

/** Every number that a report shows, by where it stands. */
function numbersOf(value: unknown, at = ''): [string, number][] {
	if (typeof value === 'number') return [[at, value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, item]) => {
		const name = (item as { id?: string; sectionId?: string; criterionId?: string } | null) ?? {};
		return numbersOf(item, `${at}/${name.criterionId ?? name.sectionId ?? name.id ?? key}`);
	});
}

function figuresOf({ counts, coverage, agencies, agreement, overall, sections, criteria }: LearningReport) {
	const grades = sections.map(({ sectionId, grades }) => ({ sectionId, grades }));
	return numbersOf({ counts, coverage, agencies, agreement, overall: overall?.grades, sections: grades, criteria });
}

describe('a corrected report', () => {
	const before = madeUpAudits(140, 'editions');
	const first = learningReportOf(before);

	test('of the same audits says the same, and says how editions stand to each other', () => {
		const second = learningReportOf(before, { earlier: [first] });
		expect({ ...second, method: [] }).toEqual({ ...first, method: [] });
		expect(second.method.map(({ title }) => title)).toContain('What a corrected edition shows');
		expect(first.method.map(({ title }) => title)).not.toContain('What a corrected edition shows');
	});

	/** What of a later report gives something away beside the first. */
	function givenAway(second: LearningReport): [string, number][] {
		const past = new Map(figuresOf(first));
		return figuresOf(second).filter(([at, number]) => {
			const was = past.get(at);
			return was === undefined || (was !== number && Math.abs(was - number) < rule.minimumCell);
		});
	}

	test('of audits of which any number changed shows no number that moved by one to five, nor one that was hidden', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1_000 }), (changed, seed) => {
				const other = madeUpAudits(140, `other ${seed}`);
				const audits = before
					.map((audit, at) => ({ ...audit, levels: at < changed ? (other[at]?.levels ?? audit.levels) : audit.levels }))
					.slice(0, 140 - (seed % 4));
				expect(givenAway(learningReportOf(audits, { earlier: [first] }))).toEqual([]);
				// Without the edition before it would.
				expect(givenAway(learningReportOf(audits))).not.toEqual([]);
			}),
			{ numRuns: 25 }
		);
	});
});
