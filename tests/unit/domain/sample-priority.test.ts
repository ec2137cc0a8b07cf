import { describe, expect, test } from 'vitest';
import { Priority, priorityGroupOf, usualPriorities } from '#lib/domain/sample-priority.ts';
import { sampleThemes, themeOf } from '#lib/domain/sample-theme.ts';
import { SampleDesign } from '#lib/domain/sampling.ts';
import { SamplingSettings } from '#lib/domain/sampling-settings.ts';
import { rubric } from '#tests/support/builders.ts';

const facts = { planRef: 'LEW-22222', yearGroup: 9, schoolUrn: '900001' };

describe('priorities', () => {
	test.each([
		[{ by: 'years', years: [5, 9] }, true],
		[{ by: 'years', years: [5] }, false],
		[{ by: 'phase_transfer' }, false],
		[{ by: 'school', schoolUrn: '900001' }, true],
		[{ by: 'school', schoolUrn: '900002' }, false],
		[{ by: 'service', service: 'camhs' }, false],
		[{ by: 'plans', planRefs: ['LEW-22222'] }, true],
		[{ by: 'plans', planRefs: ['LEW-22223'] }, false]
	] as const)('%j', (match, expected) => {
		const priority = Priority.parse({ id: 'one', label: 'One', match });
		expect(priorityGroupOf(priority).holds(facts)).toBe(expected);
	});

	test('what is known of a plan puts it in', () => {
		const holds = (match: unknown, more: object) =>
			priorityGroupOf(Priority.parse({ id: 'one', label: 'One', match })).holds({ ...facts, ...more });
		expect(holds({ by: 'service', service: 'camhs' }, { services: ['camhs'] })).toBe(true);
		expect(holds({ by: 'phase_transfer' }, { phaseTransfer: true })).toBe(true);
		expect(holds({ by: 'years', years: [9] }, { yearGroup: null })).toBe(false);
	});

	test('a setting is a school or service; the rest is there for everybody', () => {
		expect(() => SamplingSettings.parse({ focus: [usualPriorities[0]] })).toThrow('not a school or service');
		const focus = [{ id: 'camhs', label: 'CAMHS', match: { by: 'service', service: 'camhs' } }];
		expect(SamplingSettings.parse({ focus }).focus).toHaveLength(1);
	});
});

describe('themes', () => {
	test('each makes a design, and names a kind of audit of the rubric', () => {
		for (const { design, profile } of sampleThemes) {
			expect(SampleDesign.parse({ ...design, size: 10 })).toMatchObject(design);
			if (profile !== null) expect(rubric.profiles.map(({ id }) => id)).toContain(profile);
		}
	});

	test('Years 5 and 9 are drawn four times as often', () => {
		const { priorities } = themeOf('years_5_and_9', 'full').design;
		expect(priorities.map(({ id, factor }) => [id, factor])).toEqual([
			['year_5', 4],
			['year_9', 4]
		]);
	});

	test('what is asked for, else what goes with the kind of audit, else all alike', () => {
		expect(themeOf('phase_transfers', 'full').id).toBe('phase_transfers');
		expect(themeOf(null, 'health-care-routine').id).toBe('health_and_care');
		expect(themeOf('nothing', 'transitions').id).toBe('years_5_and_9');
		expect(themeOf(null, 'full').id).toBe('all_plans');
	});
});
