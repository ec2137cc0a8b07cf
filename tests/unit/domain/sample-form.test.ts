import { describe, expect, test } from 'vitest';
import { designOf, fieldsOf, LIST, SampleForm } from '#lib/domain/sample-form.ts';
import { usualPriorities } from '#lib/domain/sample-priority.ts';
import { SampleDesign } from '#lib/domain/sampling.ts';

const given = { offered: usualPriorities, capacities: Array<number>(40).fill(3), frame: 2_900 };
const filled = {
	size: '',
	twice: '15',
	minimum: '3',
	stratifyBy: ['settingGroup', 'stageGroup'],
	stageFactors: ['primary=1', 'post16=2'],
	newFactor: '1.5',
	priorities: ['year_5=4', 'year_9=0', 'somebody=2'],
	listLabel: 'Looked after',
	listRefs: 'lew-22223, LEW-22222\r\nLEW-22222',
	listFactor: '2',
	seed: '2026-autumn'
};
const faultsOf = (fields: object) => {
	const parsed = SampleForm.safeParse({ ...filled, ...fields });
	return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the form of a sample', () => {
	test('is a design: as many plans as fit, a list first, only what was offered', () => {
		expect(designOf(SampleForm.parse(filled), given)).toEqual({
			size: 104,
			minimumPerStratum: 3,
			doubleMarkedShare: 0.15,
			stratifyBy: ['priority', 'stageGroup', 'settingGroup'],
			priorities: [
				{ id: LIST, label: 'Looked after', match: { by: 'plans', planRefs: ['LEW-22222', 'LEW-22223'] }, factor: 2 },
				{ ...usualPriorities[0], factor: 4 }
			],
			stageFactors: { post16: 2 },
			newFactor: 1.5
		});
	});

	test('a small register gives what it has, and a number that is typed stands', () => {
		expect(designOf(SampleForm.parse(filled), { ...given, frame: 60 }).size).toBe(60);
		expect(designOf(SampleForm.parse({ ...filled, size: '12' }), given).size).toBe(12);
	});

	test('fields of a design ask for that design again', () => {
		const design = designOf(SampleForm.parse(filled), given);
		const fields = { ...fieldsOf(design, usualPriorities), seed: 'x' };
		expect(designOf(SampleForm.parse(fields), given)).toEqual(design);
		const { size, ...usual } = SampleDesign.parse({ size: 9 });
		expect(size).toBe(9);
		expect(fieldsOf(usual, usualPriorities)).toMatchObject({
			size: '',
			twice: '15',
			minimum: '2',
			stratifyBy: ['stageGroup', 'settingGroup', 'isNew'],
			priorities: ['year_5=0', 'year_9=0', 'phase_transfer=0'],
			listRefs: ''
		});
	});

	test.each([
		[{ size: '0' }, 'size: Draw at least one plan'],
		[{ size: '100001' }, '100,000 at most'],
		[{ size: 'ten' }, 'size: '],
		[{ twice: '101' }, 'twice: Enter 100 or less'],
		[{ twice: '' }, 'twice: Enter a whole number of plans in 100'],
		[{ minimum: '1' }, 'minimum: Enter 2 or more'],
		[{ listLabel: '' }, 'listLabel: Name the list'],
		[{ listRefs: 'LEW-22222\nLEW-2' }, 'listRefs: Line 2: “LEW-2” is not a plan reference'],
		[{ seed: ' ' }, 'seed: Enter a seed'],
		[{ seed: '<b>' }, 'seed: Enter a seed: letters'],
		[{ newFactor: '99' }, 'newFactor: '],
		[{ stageFactors: ['primary=99'] }, 'stageFactors'],
		[{ stageFactors: ['primary=0'] }, 'stageFactors'],
		[{ priorities: ['year_5=99'] }, 'priorities']
	])('%j: %s', (fields, fault) => {
		expect(faultsOf(fields).join('\n')).toContain(fault);
	});
});
