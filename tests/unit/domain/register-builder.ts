/** A small return made of rows, right by default; a test changes what it is about. */
import { sen2Modules, type Sen2Module } from '#lib/domain/register-files.ts';
import type { FileProblem } from '#lib/domain/register-problem.ts';
import { readRegister, type ReadingOptions, type RegisterReading } from '#lib/domain/register-reading.ts';
import type { CsvTable } from '#lib/domain/register-table.ts';
import type { RegisterPlan } from '#lib/domain/register.ts';

export type Cells = Record<string, string>;
export type ReturnRows = Record<Sen2Module, Cells[]>;

/** Gives a table with the columns that its rows name. */
export function tableOf(name: string, rows: readonly Cells[], columns?: readonly string[]): CsvTable {
	const header = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
	return { name, header, rows: rows.map((row) => header.map((column) => row[column] ?? '')) };
}

/** Gives the rows of a return with one person, whose plan has everything. */
export function onePlan(): ReturnRows {
	return {
		sen2: [{ sen2tableid: '1', collection: 'SEN2', year: '2027', referencedate: '2027-Jan-21 00:00:00', lea: '209' }],
		person: [
			{
				persontableid: '10',
				sen2tableid: '1',
				surname: 'Markersurname',
				forename: 'Markerforename',
				personbirthdate: '2015-Aug-31 00:00:00',
				postcode: 'ZZ99 9ZZ',
				upn: 'A123456789012',
				uniquelearnernumber: '1234567890',
				NativeId: 'NATIVE-1'
			}
		],
		requests: [{ requeststableid: '20', persontableid: '10', receiveddate: '2019-Mar-04 00:00:00' }],
		assessment: [{ assessmenttableid: '30', requeststableid: '20', week20: '0' }],
		namedplan: [{ namedplantableid: '40', assessmenttableid: '30', startdate: '2019-Jul-22 00:00:00', ceasedate: '' }],
		plandetail: [
			{
				plandetailtableid: '50',
				namedplantableid: '40',
				urn: '100001',
				ukprn: '',
				sensetting: '',
				placementrank: '1',
				senunitindicator: '0',
				resourcedprovisionindicator: '0'
			}
		],
		activeplans: [
			{
				activeplanstableid: '60',
				requeststableid: '20',
				reviewmeeting: '2026-May-12 00:00:00',
				reviewoutcome: 'A',
				lastreview: '2026-Jun-09 00:00:00',
				phasetransferduedate: '2027-Feb-15 00:00:00',
				phasetransferfinaldate: ''
			}
		],
		placementdetail: [
			{
				placementdetailtableid: '70',
				activeplanstableid: '60',
				urn: '100002',
				ukprn: '',
				sensetting: '',
				placementrank: '1',
				entrydate: '2020-Sep-01 00:00:00',
				leavingdate: '',
				senunitindicator: '1',
				resourcedprovisionindicator: '0'
			}
		],
		senneed: [
			{ senneedtableid: '81', activeplanstableid: '60', sentype: 'SLCN', sentyperank: '2' },
			{ senneedtableid: '80', activeplanstableid: '60', sentype: 'ASD', sentyperank: '1' }
		]
	};
}

/** Gives the same rows for several people, each with ids and numbers of their own. */
export function manyPlans(count: number): ReturnRows {
	const one = onePlan();
	const rows = Object.fromEntries(sen2Modules.map((module) => [module, [] as Cells[]])) as ReturnRows;
	rows.sen2 = one.sen2;
	for (let number = 0; number < count; number++) {
		for (const module of sen2Modules) {
			if (module === 'sen2') continue;
			for (const row of one[module]) {
				rows[module].push(
					Object.fromEntries(
						Object.entries(row).map(([column, value]) => [
							column,
							column.endsWith('tableid') && column !== 'sen2tableid'
								? `${value}-${number}`
								: column === 'upn'
									? `A${String(number).padStart(12, '0')}`
									: value
						])
					)
				);
			}
		}
	}
	return rows;
}

export function fileName(module: Sen2Module): string {
	return `Blade-Export_21-01-2027_${module}.csv`;
}

export function returnTables(rows: ReturnRows): CsvTable[] {
	return sen2Modules.map((module) => tableOf(fileName(module), rows[module], Object.keys(onePlan()[module][0] ?? {})));
}

/** A stand-in for the keyed hash: 64 hexadecimal digits that hang on the number and do not show it. */
export function fakeMatchKey(number: string): Promise<string> {
	let state = 7;
	for (const character of number) state = (state * 31 + character.charCodeAt(0)) % 0x7fffffff;
	return Promise.resolve(state.toString(16).padStart(64, '0'));
}

export const KEY_ID = 'c'.repeat(64);

export function read(tables: readonly CsvTable[], options: Partial<ReadingOptions> = {}): Promise<RegisterReading> {
	return readRegister(tables, {
		laCode: '209',
		key: { keyId: KEY_ID, matchKeyOf: fakeMatchKey },
		...options
	});
}

export async function readRows(rows: ReturnRows, options: Partial<ReadingOptions> = {}): Promise<RegisterReading> {
	return read(returnTables(rows), options);
}

/** Gives the one plan of a reading, or throws with its problems. */
export function planOf(reading: RegisterReading): RegisterPlan {
	const plan = reading.import?.return?.plans[0];
	if (!plan) throw new Error(`no plan: ${JSON.stringify(reading.problems)}`);
	return plan;
}

/** Gives problems in short: severity, code, file, row and column. */
export function inShort(problems: readonly FileProblem[]): string[] {
	return problems.map(({ severity, code, file, row, column }) =>
		[severity, code, file, row ?? '-', column ?? '-'].join(' ')
	);
}
