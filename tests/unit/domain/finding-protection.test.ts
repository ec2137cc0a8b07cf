import { describe, expect, test } from 'vitest';
import {
	answerCube,
	dimensions,
	narrowedIn,
	type Cube,
	type Dimension,
	type Narrowing
} from '#lib/domain/finding-groups.ts';
import { protection } from '#lib/domain/finding-protection.ts';
import type { AuditRecord } from '#lib/domain/findings.ts';
import type { AnswerTally } from '#lib/domain/findings-tally.ts';
import { fraction, integer, randomStream } from '#lib/domain/random.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import { audit, context, levels } from '#tests/support/audit-records.ts';
import { fullRubric } from '#tests/support/rubric.ts';

const rule = suppressionRules['dfe-2026'].distribution;
const yearOf = { ks1: 1, ks2: 4, ks3: 8, ks4: 10 } as const;

/** So many plans of a stage, need and agency, of which so many meet F.2. */
function plans(
	groups: { stage?: keyof typeof yearOf; need?: AuditRecord['primaryNeed']; agency?: AuditRecord['agency'] },
	met: number,
	of: number,
	from = 0
): AuditRecord[] {
	const { stage = 'ks2', need = 'ASD', agency = 'health' } = groups;
	return Array.from({ length: of }, (_, at) =>
		audit(from + at, {
			context: { ...context, yearGroup: yearOf[stage] },
			yearGroup: yearOf[stage],
			primaryNeed: need,
			agency,
			levels: levels(context, 'met', at < met ? {} : { 'F.2': { level: 'not_met' } })
		})
	);
}

const levelsOfF2 = ({ criteria }: AnswerTally) => {
	const tally = criteria.get('F.2')?.levels;
	return [tally?.met ?? 0, (tally?.partly ?? 0) + (tally?.not_met ?? 0)];
};

function shownIn(records: readonly AuditRecord[]): { cube: Cube<AnswerTally>; shown: (one: Narrowing) => boolean } {
	const cube = answerCube(fullRubric, records);
	return { cube, shown: protection(cube, levelsOfF2, rule) };
}

describe('one filter', () => {
	test('groups that are large and mixed are shown', () => {
		const { shown } = shownIn([...plans({ stage: 'ks1' }, 10, 20), ...plans({ stage: 'ks3' }, 12, 20, 100)]);
		expect([shown({}), shown({ stage: 'ks1' }), shown({ stage: 'ks3' })]).toEqual([true, true, true]);
	});

	test.each([
		['too few plans', 5, 10],
		['a small count', 5, 20],
		['a small rest', 16, 20],
		['all alike', 20, 20],
		['none', 0, 20]
	])('%s: hidden, and with it the group that would tell it', (_, met, of) => {
		const { shown } = shownIn([...plans({ stage: 'ks1' }, met, of), ...plans({ stage: 'ks3' }, 20, 40, 100)]);
		expect([shown({ stage: 'ks1' }), shown({ stage: 'ks3' })]).toEqual([false, false]);
		expect(shown({})).toBe(true);
	});

	test('one large group is hidden beside a small one, the others stay', () => {
		const { shown } = shownIn([
			...plans({ stage: 'ks1' }, 3, 20),
			...plans({ stage: 'ks2' }, 20, 40, 100),
			...plans({ stage: 'ks3' }, 30, 60, 200),
			...plans({ stage: 'ks4' }, 40, 80, 300)
		]);
		const found = (['ks1', 'ks2', 'ks3', 'ks4'] as const).filter((stage) => shown({ stage }));
		expect(found).not.toContain('ks1');
		expect(found.length).toBeGreaterThanOrEqual(2);
		expect(found.length).toBeLessThan(4);
	});

	test('a group that nobody is in is not shown', () => {
		expect(shownIn(plans({}, 10, 20)).shown({ stage: 'ks4' })).toBe(false);
	});
});

test('two kinds of group at a time are never shown, however large', () => {
	const { shown } = shownIn([...plans({ stage: 'ks1' }, 50, 100), ...plans({ stage: 'ks3' }, 50, 100, 200)]);
	expect(shown({ stage: 'ks1' })).toBe(true);
	expect(shown({ stage: 'ks1', agency: 'health' })).toBe(false);
});

/** Every group that a reader can ask for. */
function narrowings(cube: Cube<AnswerTally>): Narrowing[] {
	let found: Narrowing[] = [{}];
	for (const dimension of dimensions)
		found = found.flatMap((one) => [
			one,
			...cube.valuesOf(dimension, {}).map((value): Narrowing => ({ ...one, [dimension]: value }))
		]);
	return found.filter((one) => cube.of(one).plans > 0);
}

/**
 * What a reader can work out by adding and subtracting shown numbers: the hidden groups whose number is a sum of shown ones with
 * any factors. Unknown are the numbers of the smallest groups; every shown number is an equation.
 */
function recovered(cube: Cube<AnswerTally>, shown: (one: Narrowing) => boolean): Narrowing[] {
	const all = narrowings(cube);
	const atoms = all.filter((one) => narrowedIn(one).length === dimensions.length);
	const rowOf = (one: Narrowing) =>
		atoms.map((atom) => (narrowedIn(one).every((d: Dimension) => atom[d] === one[d]) ? 1 : 0));
	const basis: number[][] = [];
	const reduced = (row: number[]) => {
		const left = [...row];
		for (const known of basis) {
			const lead = known.findIndex((value) => Math.abs(value) > 1e-9);
			const factor = (left[lead] ?? 0) / (known[lead] ?? 1);
			if (Math.abs(factor) > 1e-9) known.forEach((value, at) => (left[at] = (left[at] ?? 0) - factor * value));
		}
		return left;
	};
	const isNothing = (row: number[]) => row.every((value) => Math.abs(value) < 1e-6);
	for (const one of all.filter(shown)) {
		const left = reduced(rowOf(one));
		if (!isNothing(left)) basis.push(left);
	}
	return all.filter((one) => !shown(one) && isNothing(reduced(rowOf(one))));
}

describe('an attack by subtraction', () => {
	test('an unprotected table is seen to fall', () => {
		const { cube } = shownIn([...plans({ stage: 'ks1' }, 2, 12), ...plans({ stage: 'ks3' }, 12, 24, 100)]);
		const careless = (one: Narrowing) => one.stage !== 'ks1' && Object.keys(one).length <= 1;
		expect(recovered(cube, careless).length).toBeGreaterThan(0);
	});

	test('no hidden number can be worked out from all that is shown', () => {
		const stages = ['ks1', 'ks2', 'ks3', 'ks4'] as const;
		const needs = ['ASD', 'SEMH', 'SLCN'] as const;
		const agencies = ['health', 'parent', 'school'] as const;
		let shownGroups = 0;
		let hiddenGroups = 0;
		for (let round = 0; round < 60; round++) {
			const random = randomStream(`protection ${round}`);
			const scale = 10 + integer(random, 60);
			const records = stages.flatMap((stage, a) =>
				needs.flatMap((need, b) =>
					agencies.flatMap((agency, c) => {
						const of = Math.floor(fraction(random) ** 2 * scale);
						const met = Math.round(of * (0.2 + 0.6 * fraction(random)));
						return plans({ stage, need, agency }, met, of, 10_000 * a + 1000 * b + 100 * c);
					})
				)
			);
			const { cube, shown } = shownIn(records);
			const all = narrowings(cube);
			shownGroups += all.filter((one) => narrowedIn(one).length > 0 && shown(one)).length;
			hiddenGroups += all.filter((one) => !shown(one)).length;
			for (const one of all.filter((each) => narrowedIn(each).length > 0 && shown(each))) {
				const counts = levelsOfF2(cube.of(one));
				expect(Math.min(...counts)).toBeGreaterThanOrEqual(rule.minimumCell);
			}
			expect(recovered(cube, shown), `round ${round}`).toEqual([]);
		}
		expect(shownGroups).toBeGreaterThan(100);
		expect(hiddenGroups).toBeGreaterThan(100);
	});
});
