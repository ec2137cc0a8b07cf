import { expect, test } from 'vitest';
import { sen2Modules } from '#lib/domain/register-files.ts';
import { problemList } from '#lib/domain/register-problem.ts';
import { joinReturn, type JoinedReturn } from '#lib/domain/register-sen2.ts';
import { settingOf } from '#lib/domain/register-setting.ts';
import { onePlan, tableOf, type Cells } from './register-builder.ts';

const DAY = '2027-01-21';

function joined(placements: Cells[], named: Cells[] = onePlan().plandetail): JoinedReturn {
	const rows = { ...onePlan(), placementdetail: placements, plandetail: named };
	const tables = Object.fromEntries(
		sen2Modules.map((module) => [module, tableOf(module, rows[module], Object.keys(onePlan()[module][0] ?? {}))])
	) as Parameters<typeof joinReturn>[0];
	return joinReturn(tables, problemList());
}

const placement = (urn: string, values: Cells = {}): Cells => ({
	...onePlan().placementdetail[0],
	placementdetailtableid: urn,
	urn,
	...values
});
const none = { schoolUrn: null, ukprn: null, senSetting: null, senUnit: false, resourcedProvision: false };

test.each<[string, Cells[], string]>([
	[
		'the later of two, whatever their order',
		[placement('100007', { entrydate: '2025-Sep-01' }), placement('100008')],
		'100007'
	],
	[
		'the later of two, the other way round',
		[placement('100008'), placement('100007', { entrydate: '2025-Sep-01' })],
		'100007'
	],
	['of two since one day, the one further down', [placement('100007'), placement('100008')], '100008'],
	['one with a day before one without', [placement('100007'), placement('100008', { entrydate: '' })], '100007'],
	['rank 1 before rank 2', [placement('100007'), placement('100008', { placementrank: '2' })], '100007'],
	['left on the day: the one that the plan names', [placement('100007', { leavingdate: DAY })], '100001'],
	['left the day after', [placement('100007', { leavingdate: '2027-01-22' })], '100007']
])('%s', (_what, placements, urn) => {
	expect(settingOf(joined(placements), { active: 0, named: 0 }, DAY).schoolUrn).toBe(urn);
});

test('the setting that the plan names, its rank 1 or left out', () => {
	const named = onePlan().plandetail[0] ?? {};
	const at = (rank: string) => joined([], [{ ...named, placementrank: rank }]);
	expect(settingOf(at('1'), { active: 0, named: 0 }, DAY).schoolUrn).toBe('100001');
	expect(settingOf(at(''), { active: null, named: 0 }, DAY).schoolUrn).toBe('100001');
	expect(settingOf(at('2'), { active: 0, named: 0 }, DAY)).toEqual(none);
});

test('nowhere, where there is neither', () => {
	expect(settingOf(joined([placement('100007')]), { active: null, named: null }, DAY)).toEqual(none);
	expect(settingOf(joined([]), { active: 0, named: null }, DAY)).toEqual(none);
});
