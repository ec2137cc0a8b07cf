/** The demonstration as the very files that the import page reads: the nine SEN2 modules, a GIAS extract, the people. */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { Demonstration } from './demonstration.ts';
import giasColumns from './gias-columns.json' with { type: 'json' };
import type { DemoPerson } from './people.ts';
import type { DemoSchool } from './schools.ts';
import { moduleNames, modules } from './sen2-modules.ts';

export interface DemoFile {
	readonly name: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Gives a CSV text (RFC 4180): comma, CRLF, a field in quotes where it holds one of `,` `"` or a line break. */
export function csvText(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
	const field = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
	const line = (values: readonly string[]) => `${values.map(field).join(',')}\r\n`;
	return line(columns) + rows.map((row) => line(columns.map((column) => row[column] ?? ''))).join('');
}

/** Characters that Windows-1252 keeps where Latin-1 has control codes; the ones that the demonstration uses. */
const WINDOWS_1252: Readonly<Record<string, number>> = {
	'€': 0x80,
	'‘': 0x91,
	'’': 0x92,
	'“': 0x93,
	'”': 0x94,
	'–': 0x96
};

/** Gives the bytes of a text in Windows-1252; throws a RangeError on a character that it lacks. */
export function windows1252(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(text, (character) => {
		const code = character.codePointAt(0) ?? 0;
		const special = WINDOWS_1252[character];
		if (special !== undefined) return special;
		if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
		throw new RangeError(`Windows-1252 has no U+${code.toString(16)}`);
	});
}

/** Gives a day as GIAS writes it (and the export's file names): `DD-MM-YYYY`. */
function dayFirst(date: PlainDate, separator: string): string {
	return [date.slice(8), date.slice(5, 7), date.slice(0, 4)].join(separator);
}

const typeNames: Readonly<Record<number, readonly [name: string, group: string, groupCode: string]>> = {
	1: ['Community school', 'Local authority maintained schools', '4'],
	2: ['Voluntary aided school', 'Local authority maintained schools', '4'],
	3: ['Voluntary controlled school', 'Local authority maintained schools', '4'],
	5: ['Foundation school', 'Local authority maintained schools', '4'],
	7: ['Community special school', 'Special schools', '5'],
	8: ['Non-maintained special school', 'Special schools', '5'],
	10: ['Other independent special school', 'Independent schools', '3'],
	11: ['Other independent school', 'Independent schools', '3'],
	14: ['Pupil referral unit', 'Local authority maintained schools', '4'],
	15: ['Local authority nursery school', 'Local authority maintained schools', '4'],
	18: ['Further education', 'Colleges', '1'],
	28: ['Academy sponsor led', 'Academies', '10'],
	31: ['Sixth form centres', 'Colleges', '1'],
	32: ['Special post 16 institution', 'Special schools', '5'],
	34: ['Academy converter', 'Academies', '10'],
	35: ['Free schools', 'Free Schools', '11'],
	36: ['Free schools special', 'Free Schools', '11'],
	42: ['Academy alternative provision converter', 'Academies', '10'],
	44: ['Academy special converter', 'Academies', '10'],
	45: ['Academy 16-19 converter', 'Academies', '10']
};

const phaseNames: Readonly<Record<number, string>> = {
	0: 'Not applicable',
	1: 'Nursery',
	2: 'Primary',
	4: 'Secondary',
	6: '16 plus',
	7: 'All-through'
};

const statuses = {
	open: ['1', 'Open'],
	closed: ['2', 'Closed'],
	closing: ['3', 'Open, but proposed to close'],
	proposed: ['4', 'Proposed to open']
} as const;

function giasRow(school: DemoSchool, laCode: string): Readonly<Record<string, string>> {
	const [typeName, groupName, groupCode] = typeNames[school.typeCode] ?? ['', '', ''];
	const [statusCode, statusName] = statuses[school.status];
	const resourced = school.resourcedProvision;
	return {
		URN: school.urn,
		UKPRN: school.ukprn,
		'LA (code)': laCode,
		'LA (name)': 'Lewisham (demonstration)',
		EstablishmentNumber: school.urn.slice(2),
		EstablishmentName: school.name,
		'TypeOfEstablishment (code)': String(school.typeCode).padStart(2, '0'),
		'TypeOfEstablishment (name)': typeName,
		'EstablishmentTypeGroup (code)': groupCode,
		'EstablishmentTypeGroup (name)': groupName,
		'EstablishmentStatus (code)': statusCode,
		'EstablishmentStatus (name)': statusName,
		'ReasonEstablishmentClosed (code)': school.closedOn ? '1' : '00',
		'ReasonEstablishmentClosed (name)': school.closedOn ? 'Closure' : 'Not applicable',
		CloseDate: school.closedOn ? dayFirst(school.closedOn, '-') : '',
		'PhaseOfEducation (code)': String(school.phaseCode),
		'PhaseOfEducation (name)': phaseNames[school.phaseCode] ?? '',
		StatutoryLowAge: String(school.lowAge),
		StatutoryHighAge: String(school.highAge),
		'OfficialSixthForm (code)': school.sixthForm ? '1' : '2',
		'OfficialSixthForm (name)': school.sixthForm ? 'Has a sixth form' : 'Does not have a sixth form',
		Street: 'Made up for a demonstration',
		Town: 'No such place',
		Postcode: 'ZZ99 9ZZ',
		'TypeOfResourcedProvision (name)':
			resourced && school.senUnit
				? 'Resourced provision and SEN unit'
				: resourced
					? 'Resourced provision'
					: school.senUnit
						? 'SEN unit'
						: 'Not applicable'
	};
}

function personRow(person: DemoPerson): Readonly<Record<string, string>> {
	return {
		email: person.email,
		name: person.name,
		role: person.roles.join(';'),
		agency: person.agency ?? '',
		capacity: person.capacity === null ? '' : String(person.capacity),
		trained_on: person.trainedOn ? dayFirst(person.trainedOn, '/') : '',
		school_urns: person.schoolUrns.join(';'),
		interest_urns: person.interestUrns.join(';')
	};
}

const PEOPLE_COLUMNS = ['email', 'name', 'role', 'agency', 'capacity', 'trained_on', 'school_urns', 'interest_urns'];

/** Gives the columns of a SEN2 module as the export writes them: its own id and order first, what nobody asked for last. */
export function moduleColumns(module: (typeof moduleNames)[number]): string[] {
	return [
		`${module}tableid`,
		'NativeId',
		`${module}orderseqcolumn`,
		'sourceid',
		...modules[module],
		// Columns that no specification knows, as later exports add them.
		'localnote',
		'extractbatch'
	];
}

/** Gives all eleven files of a demonstration, ready to be written to a folder. */
export function demoFiles(demonstration: Demonstration): DemoFile[] {
	const { exportedOn, people, schools, sen2, laCode } = demonstration;
	const utf8 = new TextEncoder();
	const compact = exportedOn.replaceAll('-', '');
	return [
		...moduleNames.map((module) => ({
			name: `Blade-Export_${dayFirst(exportedOn, '-')}_${module}.csv`,
			bytes: utf8.encode(csvText(moduleColumns(module), sen2[module]))
		})),
		{
			name: `edubasealldata${compact}.csv`,
			bytes: windows1252(
				csvText(
					giasColumns,
					schools.map((school) => giasRow(school, laCode))
				)
			)
		},
		{ name: 'people.csv', bytes: utf8.encode(csvText(PEOPLE_COLUMNS, people.map(personRow))) }
	];
}
