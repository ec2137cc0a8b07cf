import { describe, expect, test } from 'vitest';
import { readRegisterList, type ListOptions } from '#lib/domain/register-list-reading.ts';
import { guessMatching, type ListMatching } from '#lib/domain/register-list-matching.ts';
import { PLANS_LIMIT, RegisterImport } from '#lib/domain/register.ts';
import { fakeMatchKey, inShort, KEY_ID, planOf, tableOf, type Cells } from './register-builder.ts';

const options: ListOptions = {
	laCode: '209',
	referenceDate: '2027-01-21',
	key: { keyId: KEY_ID, matchKeyOf: fakeMatchKey },
	schools: [
		{ urn: '100001', name: 'St Mary’s C of E Primary School' },
		{ urn: '100002', name: 'Twin School' },
		{ urn: '100003', name: 'Twin School' }
	]
};
const whole: Cells = {
	upn: 'A123456789012',
	birth_date: '31/08/2015',
	primary_need: 'Autism',
	urn: '100002',
	sen_unit: 'yes',
	plan_kind: 'Amended',
	started_on: '22/07/2019',
	ceased_on: '',
	request_received: '04/03/2019',
	exception: 'no',
	review_meeting: '12/05/2026',
	review_decision: '09/06/2026',
	transfer_due: '15/02/2027',
	transfer_final: ''
};

function read(rows: Cells[], values: Partial<ListOptions> = {}, matching?: ListMatching) {
	const table = tableOf('list.csv', rows);
	return readRegisterList(table, matching ?? guessMatching(table.header), { ...options, ...values });
}
const one = (cells: Cells) => read([{ ...whole, ...cells }]);

test('a list says of a plan what a return says of it', async () => {
	const reading = await read([whole]);
	expect(reading.problems).toEqual([]);
	expect(RegisterImport.safeParse(reading.import).success).toBe(true);
	expect(reading.import).toEqual({
		return: {
			laCode: '209',
			referenceDate: '2027-01-21',
			keyId: KEY_ID,
			plans: [
				{
					matchKey: await fakeMatchKey('A123456789012'),
					cohort: 2019,
					primaryNeed: 'ASD',
					schoolUrn: '100002',
					senSetting: null,
					senUnit: true,
					resourcedProvision: false,
					planKind: 'amended',
					startedOn: '2019-07-22',
					ceasedOn: null,
					dates: {
						requestReceivedDate: '2019-03-04',
						finalPlanDate: '2019-07-22',
						planFirstMadeDate: '2019-07-22',
						reviewMeetingDate: '2026-05-12',
						reviewDecisionDate: '2026-06-09',
						phaseTransferType: 'school_phase',
						transferYear: 2027
					}
				}
			]
		},
		schools: null,
		people: null
	});
	expect(reading.places.return).toEqual([{ file: 'list.csv', row: 2 }]);
});

test('two columns are enough, and blank rows keep their place', async () => {
	const reading = await read(
		[{ Case: '7', 'Year group': 'Year 4' }, {}, { Case: '8', 'Year group': 'R' }],
		{},
		{
			own_number: 'Case',
			year_group: 'Year group'
		}
	);
	expect(reading.problems).toEqual([]);
	expect(reading.import?.return?.plans.map(({ cohort }) => cohort)).toEqual([2022, 2026]);
	expect(reading.places.return.map(({ row }) => row)).toEqual([2, 4]);
});

test('nothing that names a child comes out, not even in the words of a problem', async () => {
	const marker = 'Markername';
	const cells = Object.fromEntries(Object.keys(whole).map((column) => [column, marker]));
	const reading = await read([
		{ ...cells, surname: marker, birth_date: '31/08/2015' },
		{ ...cells, surname: marker }
	]);
	expect(reading.problems.length).toBeGreaterThan(10);
	expect(JSON.stringify(reading)).not.toContain(marker);
	const good = JSON.stringify(await read([{ ...whole, own_number: 'C-4711', surname: marker }]));
	for (const secret of [marker, 'A123456789012', 'C-4711', '2015-08-31', '31/08/2015'])
		expect(good).not.toContain(secret);
});

describe('the number behind the match key', () => {
	const numbered = async (cells: Cells) => planOf(await one({ uln: '', own_number: '', ...cells })).matchKey;
	test('is the UPN, else the ULN, else the area’s own, which is never taken for one of the others', async () => {
		expect(await numbered({ uln: '1234567890', own_number: '77' })).toBe(await fakeMatchKey('A123456789012'));
		expect(await numbered({ upn: '', uln: '1234567890', own_number: '77' })).toBe(await fakeMatchKey('1234567890'));
		expect(await numbered({ upn: '', own_number: 'c-77' })).toBe(await fakeMatchKey('own:C-77'));
		expect(await numbered({ upn: '', own_number: '1234567890' })).not.toBe(await fakeMatchKey('1234567890'));
		expect(await numbered({ upn: '' })).toBeNull();
	});

	test('that cannot be used is told at its column', async () => {
		expect(inShort((await one({ upn: 'X1' })).problems)).toEqual([
			'warning upn.malformed list.csv 2 upn',
			'warning number.missing list.csv 2 upn'
		]);
		expect(inShort((await one({ upn: '', own_number: '7'.repeat(61) })).problems)).toEqual([
			'warning own_number.malformed list.csv 2 own_number',
			'warning number.missing list.csv 2 upn'
		]);
		expect((await one({ upn: '', own_number: '7'.repeat(60) })).problems).toEqual([]);
	});

	test('stands once: twice blocks the import', async () => {
		const rows = [whole, { ...whole, upn: 'B123456789012' }, whole];
		const reading = await read(rows);
		expect(inShort(reading.problems)).toEqual(['error person.twice list.csv 4 upn']);
		expect(reading.problems[0]?.message).toContain('Row 2 has the same number (UPN)');
		expect(reading.import).toBeNull();
	});
});

describe('the age', () => {
	test.each<[string, Cells, number | string]>([
		['31 August', { birth_date: '31/08/2015' }, 2019],
		['1 September', { birth_date: '01/09/2015' }, 2020],
		['the day of the list', { birth_date: '21/01/2027' }, 2031],
		['the day after', { birth_date: '22/01/2027' }, 'error birth_date.impossible list.csv 2 birth_date'],
		['the oldest', { birth_date: '01/09/1985' }, 1990],
		['too old', { birth_date: '31/08/1985' }, 'error birth_date.impossible list.csv 2 birth_date'],
		['no date', { birth_date: 'soon' }, 'error birth_date.unreadable list.csv 2 birth_date'],
		['two figures of the year', { birth_date: '31/08/15' }, 'error birth_date.unreadable list.csv 2 birth_date'],
		['a year group instead', { birth_date: '', year_group: '4' }, 2022],
		['both: the date wins', { birth_date: '31/08/2015', year_group: '1' }, 2019],
		[
			'a year group that is none',
			{ birth_date: '', year_group: '99' },
			'error year_group.unreadable list.csv 2 year_group'
		],
		['neither', { birth_date: '', year_group: '' }, 'error birth_date.missing list.csv 2 birth_date']
	])('%s', async (_, cells, expected) => {
		const reading = await one({ year_group: '', ...cells });
		if (typeof expected === 'number') expect(planOf(reading).cohort).toBe(expected);
		else {
			expect(inShort(reading.problems)).toEqual([expected]);
			expect(reading.import).toBeNull();
		}
	});
});

describe('the setting', () => {
	const setting = { urn: '', school_name: '', sen_setting: '' };
	test.each<[string, Cells, string | null, string | null, string[]]>([
		['a URN', { urn: '100009' }, '100009', null, []],
		['a URN as a spreadsheet writes it', { urn: '100009.0' }, '100009', null, []],
		['a name, written another way', { school_name: 'st marys c of e primary SCHOOL' }, '100001', null, []],
		['a URN before a name', { urn: '100009', school_name: 'Twin School' }, '100009', null, []],
		[
			'a name that nobody has',
			{ school_name: 'Nowhere' },
			null,
			null,
			['warning school.unknown list.csv 2 school_name']
		],
		[
			'a name that two have',
			{ school_name: 'Twin School' },
			null,
			null,
			['warning school.several list.csv 2 school_name']
		],
		['a URN that is none', { urn: '12' }, null, null, ['warning urn.malformed list.csv 2 urn']],
		['none', { sen_setting: 'EHE' }, null, 'EHE', []],
		['a school and a code: the school', { urn: '100009', sen_setting: 'EHE' }, '100009', null, []],
		['a code that is none', { sen_setting: 'home' }, null, null, ['warning code.unknown list.csv 2 sen_setting']],
		['nothing', {}, null, null, []]
	])('%s', async (_, cells, schoolUrn, senSetting, problems) => {
		const reading = await one({ ...setting, ...cells });
		expect(planOf(reading)).toMatchObject({ schoolUrn, senSetting });
		expect(inShort(reading.problems)).toEqual(problems);
	});
});

describe('a cell that cannot be read', () => {
	test.each(['primary_need', 'sen_unit', 'plan_kind', 'started_on', 'exception', 'review_meeting', 'transfer_due'])(
		'of %s is a warning at its row and column, and goes on as if nothing stood there',
		async (column) => {
			const reading = await read([whole, { ...whole, upn: 'B123456789012', [column]: '?' }]);
			expect(inShort(reading.problems)).toEqual([
				expect.stringMatching(new RegExp(`^warning \\S+ list\\.csv 3 ${column}$`))
			]);
			const empty = await read([{ ...whole, [column]: '' }]);
			expect({ ...reading.import?.return?.plans[1], matchKey: null }).toEqual({ ...planOf(empty), matchKey: null });
		}
	);

	test.each([
		['1989-12-31', false],
		['1990-01-01', true],
		['2100-12-31', true],
		['2101-01-01', false]
	])('a start on %s is one: %s', async (day, good) => {
		const reading = await one({ started_on: day });
		expect(planOf(reading).startedOn).toBe(good ? day : null);
	});
});

describe('what blocks a whole list', () => {
	test('no key', async () => {
		const reading = await read([whole], { key: null });
		expect(inShort(reading.problems)).toEqual(['error key.missing  - -']);
		expect(reading.import).toBeNull();
	});
	test('no row', async () => {
		expect(
			inShort((await read([Object.fromEntries(Object.keys(whole).map((column) => [column, '']))])).problems)
		).toEqual(['error plans.none list.csv - -']);
	});
	test('a matching that will not do, told once', async () => {
		expect(inShort((await read([whole, whole], {}, { urn: 'urn' })).problems)).toEqual([
			'error number.unmatched list.csv 1 -',
			'error age.unmatched list.csv 1 -'
		]);
	});
	test('too many plans, and not one fewer', async () => {
		const many = (count: number) =>
			read(Array.from({ length: count }, (_, at) => ({ own_number: String(at), year_group: '4' })));
		expect((await many(PLANS_LIMIT)).problems).toEqual([]);
		expect(inShort((await many(PLANS_LIMIT + 1)).problems)).toEqual(['error file.too_long list.csv - -']);
	});
	test('a text that was cut off', async () => {
		const problem = {
			severity: 'error',
			code: 'file.truncated',
			file: 'list.csv',
			row: 3,
			column: null,
			message: ''
		} as const;
		const table = { ...tableOf('list.csv', [whole]), problems: [problem] };
		const reading = await readRegisterList(table, guessMatching(table.header), options);
		expect(reading.problems).toEqual([problem]);
		expect(reading.import).toBeNull();
	});
});
