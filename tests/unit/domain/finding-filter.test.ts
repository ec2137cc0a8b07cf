import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	breakdowns,
	filterIn,
	filterLabels,
	filterNames,
	isDimension,
	kindIn,
	periodsOf,
	queryOf,
	timeInWords,
	type FindingFilter,
	type FindingKind,
	type Query
} from '#lib/domain/finding-filter.ts';
import { dimensionGroups, dimensions } from '#lib/domain/finding-groups.ts';

const full: FindingKind = {
	profile: 'full',
	rubricId: 'audit',
	rubricVersion: '0.2.0',
	periods: ['2024-h2', '2025-h1', '2025-h2', '2026-h1'],
	usual: '2025-h2'
};
const older: FindingKind = { ...full, rubricVersion: '0.1.0', periods: ['2024-h1'], usual: '2024-h1' };
const core: FindingKind = { ...full, profile: 'core', periods: ['2026-h1'], usual: '2026-h1' };
const kinds = [full, core, older];
const choices = { sections: ['A', 'F', 'H1'], themes: ['voice', 'golden_thread'] };

function queryFrom(text: string): Query {
	return [...new URLSearchParams(text)];
}
function read(text: string) {
	return filterIn(queryFrom(text), full, choices);
}

describe('which kind of audit', () => {
	test.each([
		['', full],
		['profile=core', core],
		['rubric=audit@0.1.0', older],
		['profile=full&rubric=audit@0.1.0', older],
		['profile=&rubric=', full]
	])('%j', (text, kind) => {
		expect(kindIn(queryFrom(text), kinds)).toEqual({ kind, violations: [] });
	});

	test('without audits there is none', () => {
		expect(kindIn([], [])).toEqual({ kind: null, violations: [] });
	});

	test.each([
		['profile=nobody', ['profile'], full],
		['rubric=audit@9.9.9', ['rubric'], full],
		['profile=core&rubric=audit@0.1.0', ['rubric'], core],
		['profile=full&profile=core', ['profile'], full],
		['profile=__proto__', ['profile'], full]
	])('%j is not understood', (text, fields, kind) => {
		const found = kindIn(queryFrom(text), kinds);
		expect(found.violations.map(({ field }) => field)).toEqual(fields);
		expect(found.kind).toEqual(kind);
	});
});

describe('what an address says', () => {
	test('nothing: the usual half-year, everything else open', () => {
		expect(read('')).toEqual({
			filter: {
				profile: 'full',
				rubric: 'audit@0.2.0',
				from: '2025-h2',
				to: '2025-h2',
				section: null,
				theme: null,
				narrowing: {},
				by: null
			},
			violations: []
		});
	});

	test('all of it', () => {
		const { filter, violations } = read('from=2024-h2&to=2026-h1&section=F&theme=voice&need=ASD&by=theme');
		expect(violations).toEqual([]);
		expect(filter).toMatchObject({
			from: '2024-h2',
			to: '2026-h1',
			section: 'F',
			theme: 'voice',
			narrowing: { need: 'ASD' },
			by: 'theme'
		});
	});

	test.each([
		['from=2024-h2', '2024-h2', '2024-h2'],
		['to=2024-h2', '2024-h2', '2024-h2'],
		['from=2024-h2&to=2025-h1', '2024-h2', '2025-h1'],
		['from=2025-h1&to=2025-h1', '2025-h1', '2025-h1']
	])('%s: from %s to %s', (text, from, to) => {
		expect(read(text)).toMatchObject({ filter: { from, to }, violations: [] });
	});

	test.each([
		['section=Q', 'section'],
		['section=f', 'section'],
		['theme=nothing', 'theme'],
		['stage=ks9', 'stage'],
		['need=asd', 'need'],
		['agency=police', 'agency'],
		['by=school', 'by'],
		['by=toString', 'by'],
		['from=2019-h1', 'from'],
		['to=next', 'to'],
		['from=2026-h1&to=2025-h1', 'to'],
		['stage=ks1&stage=ks2', 'stage'],
		[`need=${'A'.repeat(5000)}`, 'need']
	])('%s is a violation that names its filter and repeats nothing', (text, field) => {
		const { filter, violations } = read(text);
		expect(violations).toHaveLength(1);
		expect(violations[0]?.field).toBe(field);
		expect(violations[0]?.message.startsWith(`${filterLabels[field as 'by']}: `)).toBe(true);
		expect(violations[0]?.message.length).toBeLessThan(120);
		expect(violations[0]?.message).not.toContain('ks9');
		expect(filter.narrowing).toEqual({});
		expect(filter.to >= filter.from).toBe(true);
	});

	test.each([
		['stage=ks2&need=ASD', 'need', { stage: 'ks2' }],
		['need=ASD&agency=health', 'agency', { need: 'ASD' }],
		['stage=ks2&by=need', 'by', { stage: 'ks2' }]
	])('%s: two kinds of group at a time are refused', (text, field, narrowing) => {
		const { filter, violations } = read(text);
		expect(violations.map((one) => one.field)).toEqual([field]);
		expect(violations[0]?.message).toMatch(/Smaller groups could tell of a single plan\.$/);
		expect(filter).toMatchObject({ narrowing, by: null });
	});

	test.each(['stage=ks2&by=stage', 'stage=ks2&by=period', 'agency=health&by=theme', 'by=need'])('%s: fits', (text) => {
		expect(read(text).violations).toEqual([]);
	});

	test('several wrong things are each named, in the order of the form', () => {
		expect(read('by=x&stage=ks9&section=Q').violations.map(({ field }) => field)).toEqual(['section', 'stage', 'by']);
	});

	test('names that are no filter are passed over', () => {
		expect(read('page=3&/read=&utm=x')).toEqual(read(''));
	});

	test('whatever somebody types gives a filter that can be used', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.oneof(fc.constantFrom(...filterNames), fc.string()), fc.string()), { maxLength: 12 }),
				(query) => {
					const { filter } = filterIn(query, full, choices);
					expect(periodsOf(filter, full).length).toBeGreaterThan(0);
					expect(read(queryOf(filter))).toEqual({ filter, violations: [] });
				}
			)
		);
	});
});

describe('the address of a filter', () => {
	const one = (values: readonly string[]) => fc.constantFrom(null, ...values);
	const groups = dimensions.flatMap((dimension) => dimensionGroups[dimension].map(({ id }) => ({ [dimension]: id })));
	const filters = fc
		.record({
			times: fc.tuple(fc.constantFrom(...full.periods), fc.constantFrom(...full.periods)),
			section: one(choices.sections),
			theme: one(choices.themes),
			by: fc.constantFrom(null, ...breakdowns),
			narrowing: fc.constantFrom({}, ...groups)
		})
		.map(({ times, by, ...rest }): FindingFilter => {
			const [from = '2026-h1', to = '2026-h1'] = [...times].sort();
			const kind = { profile: 'full', rubric: 'audit@0.2.0' };
			const crossed =
				by !== null && isDimension(by) && !(by in rest.narrowing) && Object.keys(rest.narrowing).length > 0;
			return { ...kind, ...rest, from, to, by: crossed ? null : by };
		});

	test('is read back as the same filter', () => {
		fc.assert(
			fc.property(filters, (filter) => {
				expect(read(queryOf(filter))).toEqual({ filter, violations: [] });
			})
		);
	});

	test('is the same for the same filter, in whatever order it was chosen', () => {
		const text = 'by=theme&agency=health&section=F&from=2025-h1&theme=&to=2025-h2';
		expect(queryOf(read(text).filter)).toBe(
			'profile=full&rubric=audit%400.2.0&from=2025-h1&to=2025-h2&section=F&agency=health&by=theme'
		);
	});
});

describe('time', () => {
	test.each([
		['2025-h1', '2025-h2', ['2025-h1', '2025-h2']],
		['2026-h1', '2026-h1', ['2026-h1']],
		['2024-h1', '2024-h2', ['2024-h2']]
	] as const)('the half-years from %s to %s that have audits', (from, to, periods) => {
		expect(periodsOf({ ...read('').filter, from, to }, full)).toEqual(periods);
	});

	test.each([
		['2025-h1', '2025-h1', 'September 2025 to February 2026'],
		['2025-h2', '2025-h2', 'March to August 2026'],
		['2025-h1', '2026-h1', 'September 2025 to February 2027'],
		['2024-h2', '2025-h2', 'March 2025 to August 2026']
	])('%s to %s: %s', (from, to, words) => expect(timeInWords({ from, to })).toBe(words));
});
