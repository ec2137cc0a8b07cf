import { describe, expect, test } from 'vitest';
import { sen2Modules } from '#lib/domain/register-files.ts';
import { LISTED_ALIKE, type FileProblem } from '#lib/domain/register-problem.ts';
import { PEOPLE_LIMIT } from '#lib/domain/register.ts';
import {
	fakeMatchKey,
	fileName,
	inShort,
	KEY_ID,
	manyPlans,
	onePlan,
	planOf,
	read,
	readRows,
	returnTables,
	tableOf
} from './register-builder.ts';

const gias = (rows: Record<string, string>[]) =>
	tableOf(
		'edubasealldata.csv',
		rows.map((row) => ({
			URN: '100002',
			UKPRN: '10000002',
			'LA (code)': '209',
			EstablishmentName: 'A school',
			'TypeOfEstablishment (code)': '01',
			'EstablishmentStatus (name)': 'Open',
			'PhaseOfEducation (code)': '2',
			...row
		}))
	);

describe('a whole return', () => {
	test('gives one plan a person, with facts alone', async () => {
		const reading = await readRows(onePlan());
		expect(reading.problems).toEqual([]);
		expect(reading.import?.return).toEqual({
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
		});
		expect(reading.import).toMatchObject({ schools: null, people: null });
	});

	test('nothing that names the child is anywhere in what comes out', async () => {
		const rows = onePlan();
		rows.senneed[0]!.sentype = 'Markersurname';
		rows.placementdetail[0]!.urn = 'ZZ99 9ZZ';
		rows.namedplan[0]!.startdate = '31/08/2015';
		const text = JSON.stringify(await readRows(rows));
		for (const marker of [
			'Markersurname',
			'Markerforename',
			'ZZ99',
			'A123456789012',
			'1234567890',
			'NATIVE-1',
			'2015'
		]) {
			expect(text, marker).not.toContain(marker);
		}
		expect(text).toContain('date.unreadable');
	});

	test('columns are matched by name, in any case and order, and unknown ones are passed over', async () => {
		const rows = onePlan();
		const tables = returnTables(rows).map(({ name, header, rows: cells }) => ({
			name,
			header: [...header].reverse().map((column, at) => (at % 2 ? ` ${column.toUpperCase()} ` : column)),
			rows: cells.map((row) => [...row].reverse())
		}));
		expect(await read(tables)).toEqual(await readRows(onePlan()));
	});

	test('files that were renamed are recognised by their columns', async () => {
		const tables = returnTables(onePlan()).map((table, at) => ({ ...table, name: `copy ${at}.csv` }));
		const reading = await read(tables);
		expect(reading.files.map(({ kind }) => kind)).toEqual([...sen2Modules]);
		expect(planOf(reading).primaryNeed).toBe('ASD');
	});

	test('a file with a wrong module in its name is taken for what its columns say', async () => {
		const tables = returnTables(onePlan());
		const swapped = tables.map((table) => ({
			...table,
			name: table.name.endsWith('_person.csv')
				? fileName('requests')
				: table.name.endsWith('_requests.csv')
					? fileName('person')
					: table.name
		}));
		const reading = await read(swapped);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading).cohort).toBe(2019);
	});

	test('optional columns may be missing', async () => {
		const optional = ['week20', 'ceasedate', 'reviewmeeting', 'phasetransferduedate', 'phasetransferfinaldate', 'year'];
		const tables = returnTables(onePlan()).map(({ name, header, rows }) => {
			const kept = header.flatMap((column, at) => (optional.includes(column) ? [] : [at]));
			return {
				name,
				header: kept.map((at) => header[at] ?? ''),
				rows: rows.map((row) => kept.map((at) => row[at] ?? ''))
			};
		});
		const reading = await read(tables);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading).dates).toEqual({
			requestReceivedDate: '2019-03-04',
			finalPlanDate: '2019-07-22',
			planFirstMadeDate: '2019-07-22',
			reviewDecisionDate: '2026-06-09'
		});
	});
});

describe('what decides a plan', () => {
	test.each([
		['2015-Aug-31 00:00:00', 2019],
		['2015-Sep-01 00:00:00', 2020],
		['2016-Feb-29 00:00:00', 2020]
	])('born %s is cohort %i', async (personbirthdate, cohort) => {
		const rows = onePlan();
		rows.person[0]!.personbirthdate = personbirthdate;
		expect(planOf(await readRows(rows)).cohort).toBe(cohort);
	});

	test.each([
		['A', 'amended'],
		['a', 'amended'],
		['M', 'new'],
		['C', 'new'],
		['', 'new']
	])('review outcome "%s" makes it %s', async (reviewoutcome, kind) => {
		const rows = onePlan();
		rows.activeplans[0]!.reviewoutcome = reviewoutcome;
		const reading = await readRows(rows);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading).planKind).toBe(kind);
	});

	test('the newest active plan of a person counts, and the coordinator is told', async () => {
		const rows = onePlan();
		rows.requests.push({ requeststableid: '21', persontableid: '10', receiveddate: '2022-Jan-10 00:00:00' });
		rows.assessment.push({ assessmenttableid: '31', requeststableid: '21', week20: 'true' });
		rows.namedplan.push({ namedplantableid: '41', assessmenttableid: '31', startdate: '2022-Jun-01 00:00:00' });
		rows.activeplans.push({ activeplanstableid: '61', requeststableid: '21' });
		rows.senneed.push({ senneedtableid: '82', activeplanstableid: '61', sentype: 'SEMH', sentyperank: '1' });
		const reading = await readRows(rows);
		expect(inShort(reading.problems)).toEqual([`warning plan.several ${fileName('activeplans')} 3 -`]);
		expect(reading.import?.return?.plans).toHaveLength(1);
		expect(planOf(reading)).toMatchObject({
			primaryNeed: 'SEMH',
			startedOn: '2022-06-01',
			dates: { exceptionReason: 'recorded', requestReceivedDate: '2022-01-10' }
		});
	});

	test.each([
		['2027-Jan-21 00:00:00', 'the old one had ended by the reference date', '2019-07-22'],
		['2027-Jan-22 00:00:00', 'the newer one ends after the reference date', '2022-06-01']
	])('a newer plan that ceased on %s: %s', async (ceasedate, _, startedOn) => {
		const rows = onePlan();
		rows.requests.push({ requeststableid: '21', persontableid: '10', receiveddate: '2022-Jan-10 00:00:00' });
		rows.assessment.push({ assessmenttableid: '31', requeststableid: '21' });
		rows.namedplan.push({
			namedplantableid: '41',
			assessmenttableid: '31',
			startdate: '2022-Jun-01 00:00:00',
			ceasedate
		});
		expect(planOf(await readRows(rows)).startedOn).toBe(startedOn);
	});

	test('a plan that ceased and has no successor keeps its end', async () => {
		const rows = onePlan();
		rows.namedplan[0]!.ceasedate = '2026-Nov-30 00:00:00';
		rows.activeplans = [];
		rows.placementdetail = [];
		rows.senneed = [];
		const plan = planOf(await readRows(rows));
		expect(plan).toMatchObject({ ceasedOn: '2026-11-30', schoolUrn: '100001', primaryNeed: null });
	});

	test('a plan that came with a move has no named plan and no start', async () => {
		const rows = onePlan();
		rows.assessment = [];
		rows.namedplan = [];
		rows.plandetail = [];
		const plan = planOf(await readRows(rows));
		expect(plan).toMatchObject({ startedOn: null, schoolUrn: '100002', primaryNeed: 'ASD' });
		expect(plan.dates).not.toHaveProperty('finalPlanDate');
	});

	test('people without a plan are passed over', async () => {
		const rows = onePlan();
		rows.person.push({ persontableid: '11', sen2tableid: '1', personbirthdate: '', upn: '' });
		rows.requests.push({ requeststableid: '22', persontableid: '11', receiveddate: '2026-Dec-01 00:00:00' });
		const reading = await readRows(rows);
		expect(reading.problems).toEqual([]);
		expect(reading.import?.return?.plans).toHaveLength(1);
	});
});

describe('the current setting', () => {
	const placement = (values: Record<string, string>) => ({
		activeplanstableid: '60',
		placementrank: '1',
		...values
	});
	test.each<[string, Record<string, string>[], string | null, string | null]>([
		['rank 1 that nobody left', [placement({ placementdetailtableid: '1', urn: '100007' })], '100007', null],
		[
			'not rank 2',
			[
				placement({ placementdetailtableid: '1', urn: '100008', placementrank: '2' }),
				placement({ placementdetailtableid: '2', urn: '100007' })
			],
			'100007',
			null
		],
		[
			'not one that was left on the reference date',
			[placement({ placementdetailtableid: '1', urn: '100007', leavingdate: '2027-Jan-21 00:00:00' })],
			'100001',
			null
		],
		[
			'one to be left after the reference date',
			[placement({ placementdetailtableid: '1', urn: '100007', leavingdate: '2027-Jan-22 00:00:00' })],
			'100007',
			null
		],
		[
			'the one entered last',
			[
				placement({ placementdetailtableid: '1', urn: '100007', entrydate: '2025-Sep-01 00:00:00' }),
				placement({ placementdetailtableid: '2', urn: '100008', entrydate: '2024-Sep-01 00:00:00' })
			],
			'100007',
			null
		],
		['the setting that the plan names, without placements', [], '100001', null],
		['a code where there is no URN', [placement({ placementdetailtableid: '1', sensetting: 'ehe' })], null, 'EHE'],
		[
			'the URN where there are both',
			[placement({ placementdetailtableid: '1', urn: '100007', sensetting: 'OLA' })],
			'100007',
			null
		],
		['nothing', [placement({ placementdetailtableid: '1' })], null, null]
	])('is %s', async (_, placements, schoolUrn, senSetting) => {
		const rows = onePlan();
		rows.placementdetail = placements;
		const reading = await readRows(rows);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading)).toMatchObject({ schoolUrn, senSetting });
	});

	test.each([
		['one open school', [{ URN: '100009', UKPRN: '10000009' }], '100009'],
		[
			'two open schools',
			[
				{ URN: '100009', UKPRN: '10000009' },
				{ URN: '100010', UKPRN: '10000009' }
			],
			null
		],
		['a closed one', [{ URN: '100009', UKPRN: '10000009', 'EstablishmentStatus (name)': 'Closed' }], null]
	])('a UKPRN with %s in GIAS becomes its URN', async (_, schools, schoolUrn) => {
		const rows = onePlan();
		rows.placementdetail = [placement({ placementdetailtableid: '1', ukprn: '10000009', sensetting: 'OTH' })];
		const reading = await read([...returnTables(rows), gias([{}, ...schools])]);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading)).toMatchObject({ schoolUrn, senSetting: schoolUrn ? null : 'OTH' });
	});
});

test.each([
	['2026-Feb-15 00:00:00', 2015, { phaseTransferType: 'school_phase', transferYear: 2026 }],
	['2026-Mar-31 00:00:00', 2009, { phaseTransferType: 'secondary_to_post16', transferYear: 2026 }],
	[
		'2026-Apr-01 00:00:00',
		2007,
		{ phaseTransferType: 'post16_to_post16', transferYear: 2026, phaseTransferDate: '2026-09-01' }
	],
	[
		'2026-Aug-15 00:00:00',
		2007,
		{ phaseTransferType: 'post16_to_post16', transferYear: 2027, phaseTransferDate: '2027-01-15' }
	],
	['2026-Apr-01 00:00:00', 2015, { phaseTransferType: null, transferYear: 2026 }],
	['2013-Feb-15 00:00:00', 2015, {}]
])('a transfer due %s for somebody born in %i', async (phasetransferduedate, born, expected) => {
	const rows = onePlan();
	rows.person[0]!.personbirthdate = `${born}-Jan-10 00:00:00`;
	rows.activeplans[0]!.phasetransferduedate = phasetransferduedate;
	const { phaseTransferType, transferYear, phaseTransferDate } = planOf(await readRows(rows)).dates;
	const told = { phaseTransferType, transferYear, phaseTransferDate };
	expect(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))).toEqual(
		Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null))
	);
});

test('URNs that the register or a person names are kept from GIAS, wherever and however they are', async () => {
	const people = tableOf('people.csv', [
		{
			email: 'a@example.org',
			name: 'A',
			role: 'headteacher',
			school_urns: '100011',
			interest_urns: '100012'
		}
	]);
	const elsewhere = ['100010', '100011', '100012', '100013'].map((URN) => ({
		URN,
		'LA (code)': '210',
		'EstablishmentStatus (name)': 'Closed'
	}));
	const reading = await read([gias([{}, ...elsewhere]), people], { namedUrns: ['100010'] });
	expect(reading.import?.schools?.map(({ urn }) => urn)).toEqual(['100002', '100010', '100011', '100012']);
});

describe('the number behind the match key', () => {
	test.each([
		['A123456789012', '1234567890', 'A123456789012', []],
		['a12345678901z', '', 'A12345678901Z', []],
		['', '1234567890', '1234567890', []],
		['', '1234567890.0', '1234567890', []],
		['X1', '1234567890', '1234567890', ['upn.malformed']],
		['', '', null, ['number.missing']],
		['A12345678901', '123', null, ['upn.malformed', 'number.missing']]
	])('UPN "%s", ULN "%s"', async (upn, uniquelearnernumber, number, codes) => {
		const rows = onePlan();
		Object.assign(rows.person[0]!, { upn, uniquelearnernumber });
		const reading = await readRows(rows);
		expect(planOf(reading).matchKey).toBe(number === null ? null : await fakeMatchKey(number));
		expect(reading.problems.map(({ code }) => code)).toEqual(codes);
		expect(reading.problems.every(({ severity, row }) => severity === 'warning' && row === 2)).toBe(true);
	});

	test('two people with a plan under one number', async () => {
		const rows = manyPlans(3);
		rows.person[2]!.upn = rows.person[0]!.upn!;
		const reading = await readRows(rows);
		expect(inShort(reading.problems)).toEqual([`error person.twice ${fileName('person')} 4 upn`]);
		expect(reading.problems[0]?.message).toContain('Row 2');
		expect(reading.import).toBeNull();
	});
});

describe('what blocks a return', () => {
	test.each(sen2Modules.map((module) => [module]))('the file %s is missing', async (module) => {
		const reading = await read(returnTables(onePlan()).filter(({ name }) => name !== fileName(module)));
		expect(inShort(reading.problems)).toEqual([`error file.missing …_${module}.csv - -`]);
		expect(reading.import).toBeNull();
	});

	test.each([
		['sen2', 'lea'],
		['sen2', 'sen2tableid'],
		['person', 'persontableid'],
		['person', 'sen2tableid'],
		['person', 'personbirthdate'],
		['requests', 'receiveddate'],
		['assessment', 'requeststableid'],
		['namedplan', 'startdate'],
		['plandetail', 'namedplantableid'],
		['activeplans', 'activeplanstableid'],
		['placementdetail', 'urn'],
		['placementdetail', 'placementrank'],
		['senneed', 'sentype'],
		['senneed', 'activeplanstableid']
	] as const)('%s lacks the column %s', async (module, column) => {
		const tables = returnTables(onePlan()).map((table) => {
			if (table.name !== fileName(module)) return table;
			const at = table.header.indexOf(column);
			return {
				name: table.name,
				header: table.header.toSpliced(at, 1),
				rows: table.rows.map((row) => row.toSpliced(at, 1))
			};
		});
		const reading = await read(tables);
		expect(inShort(reading.problems)).toContain(`error column.missing ${fileName(module)} 1 ${column}`);
		expect(reading.import).toBeNull();
	});

	test('neither UPN nor ULN is a column', async () => {
		const rows = onePlan();
		const tables = returnTables(rows).map((table) =>
			table.name === fileName('person')
				? tableOf(table.name, rows.person, ['persontableid', 'sen2tableid', 'personbirthdate'])
				: table
		);
		const reading = await read(tables);
		expect(inShort(reading.problems)).toContain(`error column.missing ${fileName('person')} 1 upn`);
		expect(reading.import).toBeNull();
	});

	test.each([
		['another authority', { lea: '210' }, 'authority.other', 'lea'],
		['no authority', { lea: '' }, 'authority.other', 'lea'],
		['no day', { referencedate: '' }, 'date.unreadable', 'referencedate'],
		['a day that cannot be read', { referencedate: '21 Jan' }, 'date.unreadable', 'referencedate']
	])('the return is of %s', async (_, values, code, column) => {
		const rows = onePlan();
		Object.assign(rows.sen2[0]!, values);
		const reading = await readRows(rows);
		expect(inShort(reading.problems)).toEqual([`error ${code} ${fileName('sen2')} 2 ${column}`]);
		expect(reading.import).toBeNull();
	});

	test('the authority may be written with a leading zero, and the day may be given from outside', async () => {
		const rows = onePlan();
		Object.assign(rows.sen2[0]!, { lea: '0209', referencedate: '' });
		const reading = await readRows(rows, { referenceDate: '2027-01-21' });
		expect(reading.import?.return?.referenceDate).toBe('2027-01-21');
	});

	test('a duplicate row, by file and row', async () => {
		for (const module of sen2Modules.slice(1)) {
			const rows = manyPlans(3);
			rows[module].push({ ...rows[module][0] });
			const reading = await readRows(rows);
			expect(inShort(reading.problems)).toContain(
				`error id.twice ${fileName(module)} ${rows[module].length + 1} ${module}tableid`
			);
			expect(reading.problems[0]?.message).toContain('Row 2');
			expect(reading.import).toBeNull();
		}
	});

	test('a child row without its parent, and a row without an id', async () => {
		const rows = manyPlans(2);
		rows.requests[1]!.persontableid = '999';
		rows.senneed[0]!.senneedtableid = '';
		const reading = await readRows(rows);
		expect(inShort(reading.problems)).toEqual([
			`error parent.missing ${fileName('requests')} 3 persontableid`,
			`error id.missing ${fileName('senneed')} 2 senneedtableid`
		]);
		expect(reading.import).toBeNull();
	});

	test.each([
		['', 'birth_date.missing'],
		['someday', 'birth_date.unreadable'],
		['2015-Feb-30 00:00:00', 'birth_date.unreadable'],
		['2027-Jan-22 00:00:00', 'birth_date.impossible'],
		['1985-Aug-31 00:00:00', 'birth_date.impossible']
	])('a plan of somebody born "%s"', async (personbirthdate, code) => {
		const rows = onePlan();
		rows.person[0]!.personbirthdate = personbirthdate;
		const reading = await readRows(rows);
		expect(inShort(reading.problems)).toEqual([`error ${code} ${fileName('person')} 2 personbirthdate`]);
		expect(reading.import).toBeNull();
	});

	test('a wanted column that stands there twice', async () => {
		const tables = returnTables(onePlan()).map((table) =>
			table.name === fileName('senneed')
				? { ...table, header: [...table.header, 'SenType'], rows: table.rows.map((row) => [...row, 'MLD']) }
				: table
		);
		const reading = await read(tables);
		expect(inShort(reading.problems)).toEqual([`error column.twice ${fileName('senneed')} 1 SenType`]);
		expect(reading.import).toBeNull();
	});

	test('the return itself is empty, or several returns are in one file', async () => {
		const empty = onePlan();
		empty.sen2 = [];
		expect((await readRows(empty)).problems.map(({ code }) => code)).toEqual(['parent.missing', 'return.empty']);
		const several = onePlan();
		several.sen2.push({ sen2tableid: '2', referencedate: '2026-Jan-22 00:00:00', lea: '209' });
		expect(inShort((await readRows(several)).problems)).toEqual([
			`error return.several ${fileName('sen2')} 2 referencedate`
		]);
	});

	test('schools or people without anybody of ours', async () => {
		const none = await read([gias([{ 'EstablishmentStatus (name)': 'Closed' }])]);
		expect(inShort(none.problems)).toEqual(['error schools.none edubasealldata.csv - -']);
		const nobody = await read([tableOf('people.csv', [], ['email', 'name', 'role'])]);
		expect(inShort(nobody.problems)).toEqual(['error people.none people.csv - -']);
	});

	test('more people than can be taken at once', async () => {
		const rows = Array.from({ length: PEOPLE_LIMIT + 1 }, (_, at) => ({
			email: `p${at}@example.org`,
			name: 'P',
			role: 'chair'
		}));
		expect((await read([tableOf('people.csv', rows.slice(1))])).problems).toEqual([]);
		expect(inShort((await read([tableOf('people.csv', rows)])).problems)).toEqual([
			'error file.too_long people.csv - -'
		]);
	});

	test('a file whose text could not be read says that alone', async () => {
		const empty: FileProblem = {
			severity: 'error',
			code: 'file.empty',
			file: fileName('person'),
			row: null,
			column: null,
			message: 'This file is empty.'
		};
		const tables = returnTables(onePlan()).map((table) =>
			table.name === fileName('person') ? { name: table.name, header: [], rows: [], problems: [empty] } : table
		);
		expect((await read(tables)).problems).toEqual([empty]);
		const unknown = { name: 'x.xlsx', header: [], rows: [], problems: [{ ...empty, file: 'x.xlsx' }] };
		expect((await read([unknown])).problems).toEqual(unknown.problems);
	});

	test('the oldest birth date that the register takes', async () => {
		const rows = onePlan();
		rows.person[0]!.personbirthdate = '1985-Sep-01 00:00:00';
		const reading = await readRows(rows);
		expect(reading.problems).toEqual([]);
		expect(planOf(reading).cohort).toBe(1990);
	});

	test('no plan at all, no key, no files', async () => {
		const rows = onePlan();
		for (const module of sen2Modules.slice(2)) rows[module] = [];
		expect((await readRows(rows)).problems.map(({ code }) => code)).toEqual(['plans.none']);
		expect((await readRows(onePlan(), { key: null })).problems.map(({ code }) => code)).toEqual(['key.missing']);
		expect((await read([])).problems.map(({ code }) => code)).toEqual(['files.none']);
	});

	test('a file that is none of ours, and two of one kind', async () => {
		const tables = returnTables(onePlan());
		const reading = await read([
			...tables,
			tableOf('holiday.csv', [{ day: 'Monday', place: 'Sea' }]),
			{ ...tableOf('x', onePlan().senneed), name: 'last year.csv' }
		]);
		expect(inShort(reading.problems)).toEqual([
			'error file.unknown holiday.csv - -',
			'error file.twice last year.csv - -'
		]);
		expect(reading.import).toBeNull();
	});
});

describe('what only warns', () => {
	test.each([
		['senneed', 1, 'sentype', 'XYZ', 'code.unknown', { primaryNeed: null }],
		['senneed', 0, 'sentype', 'NSA', 'code.unknown', { primaryNeed: 'ASD' }],
		['senneed', 1, 'sentyperank', 'first', 'rank.unreadable', { primaryNeed: null }],
		['activeplans', 0, 'reviewoutcome', 'X', 'code.unknown', { planKind: 'new' }],
		['activeplans', 0, 'lastreview', '12/05/2026', 'date.unreadable', {}],
		['namedplan', 0, 'startdate', '1900-Jan-01 00:00:00', 'date.unreadable', { startedOn: null }],
		['assessment', 0, 'week20', 'perhaps', 'flag.unreadable', {}],
		['placementdetail', 0, 'urn', '12345', 'urn.malformed', { schoolUrn: null }],
		['placementdetail', 0, 'sensetting', 'HOME', 'code.unknown', { schoolUrn: '100002' }],
		['placementdetail', 0, 'ukprn', '1234', 'ukprn.malformed', { schoolUrn: '100002' }],
		['placementdetail', 0, 'senunitindicator', 'U', 'flag.unreadable', { senUnit: false }]
	] as const)('%s row %i: %s "%s"', async (module, at, column, text, code, expected) => {
		const rows = onePlan();
		rows[module][at]![column] = text;
		const reading = await readRows(rows);
		expect(inShort(reading.problems)[0]).toBe(`warning ${code} ${fileName(module)} ${at + 2} ${column}`);
		expect(reading.problems.every(({ severity }) => severity === 'warning')).toBe(true);
		expect(planOf(reading)).toMatchObject(expected);
	});

	test('two needs of rank 1, and none', async () => {
		const rows = onePlan();
		rows.senneed[0]!.sentyperank = '1';
		const two = await readRows(rows);
		expect(inShort(two.problems)).toEqual([`warning need.several_primary ${fileName('senneed')} 3 sentyperank`]);
		expect(planOf(two).primaryNeed).toBe('SLCN');
		rows.senneed[0]!.sentyperank = '2';
		rows.senneed[1]!.sentyperank = '3';
		const none = await readRows(rows);
		expect(inShort(none.problems)).toEqual([`warning need.no_primary ${fileName('senneed')} 2 sentyperank`]);
		expect(planOf(none).primaryNeed).toBeNull();
	});
});

test('hundreds of problems of one kind are listed, thousands are counted', async () => {
	const rows = manyPlans(LISTED_ALIKE + 3);
	for (const need of rows.senneed) need.sentype = 'XYZ';
	const { problems } = await readRows(rows);
	expect(problems).toHaveLength(LISTED_ALIKE + 1);
	expect(problems.at(-1)).toMatchObject({ row: null, column: 'sentype' });
	expect(problems.at(-1)?.message).toMatch(/^506 more like this: /);
});

test('each plan, school and person knows its place in its file', async () => {
	const rows = manyPlans(2);
	const people = tableOf('people.csv', [
		{ email: 'a@example.org', name: 'A', role: 'chair' },
		{ email: 'b@example.org', name: 'B', role: 'chair' }
	]);
	const reading = await read([...returnTables(rows), gias([{ URN: '100002' }]), people]);
	expect(reading.problems).toEqual([]);
	expect(reading.places).toEqual({
		return: [
			{ file: fileName('activeplans'), row: 2 },
			{ file: fileName('activeplans'), row: 3 }
		],
		schools: [{ file: 'edubasealldata.csv', row: 2 }],
		people: [
			{ file: 'people.csv', row: 2 },
			{ file: 'people.csv', row: 3 }
		]
	});
});

test('schools alone and people alone need no key', async () => {
	const people = tableOf('people.csv', [{ email: 'a@example.org', name: 'A', role: 'chair' }]);
	expect((await read([people], { key: null })).import).toMatchObject({ return: null, schools: null });
	expect((await read([gias([{}])], { key: null })).import?.schools).toHaveLength(1);
});
