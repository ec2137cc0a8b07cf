/**
 * Schools from GIAS, the national register ("edubasealldata"). Of its 50,000 establishments the partnership keeps the open ones of
 * its authority and every one that a plan, a person or the register already names; columns that name a head teacher are never read.
 */
import { Urn } from './ids.ts';
import { britishDate, wholeNumber } from './register-cell.ts';
import { fileShapes } from './register-files.ts';
import type { Problems } from './register-problem.ts';
import { sheetOf, type CsvTable, type Sheet } from './register-table.ts';
import type { School } from './school.ts';

export interface SchoolsWanted {
	/** DfE's three-digit code of the authority. */
	readonly laCode: string;
	/** Kept wherever they are, and when closed too. */
	readonly urns: ReadonlySet<string>;
	/** Providers that plans name by UKPRN alone. */
	readonly ukprns: ReadonlySet<string>;
}

export interface SchoolsRead {
	readonly schools: School[];
	/** The row of each school, in the same order. */
	readonly rows: number[];
	/** The URN of a wanted provider, where exactly one open establishment carries its UKPRN. */
	readonly urnByUkprn: ReadonlyMap<string, string>;
}

/** Gives the schools of a GIAS file that the partnership wants. Rows of other schools are not checked. */
export function schoolsOf(table: CsvTable, wanted: SchoolsWanted, found: Problems): SchoolsRead {
	const { keys, optional } = fileShapes.gias;
	const sheet = sheetOf(table, keys, optional, found);
	const complete = keys.every((key) => sheet.has(key));
	if (!complete) return { schools: [], rows: [], urnByUkprn: new Map() };

	const urnByUkprn = urnsOf(sheet, wanted.ukprns);
	const named = new Set([...wanted.urns, ...urnByUkprn.values()]);
	const schools: School[] = [];
	const rows: number[] = [];
	const rowByUrn = new Map<string, number>();
	let ofAuthority = 0;
	for (const index of sheet.filled) {
		const ours = Number(sheet.cell(index, 'la (code)')) === Number(wanted.laCode);
		if (ours) ofAuthority += 1;
		const urn = sheet.cell(index, 'urn');
		if (!named.has(urn) && !(ours && isOpen(sheet, index))) continue;
		const before = rowByUrn.get(urn);
		if (before !== undefined) {
			found.error('school.twice', sheet.at(index, 'URN'), `Row ${before} has the same URN. Is a row there twice?`);
			continue;
		}
		rowByUrn.set(urn, index + 2);
		const school = schoolIn(sheet, index, found);
		if (!school) continue;
		schools.push(school);
		rows.push(index + 2);
	}
	if (ofAuthority === 0) {
		found.error(
			'authority.missing',
			{ file: table.name, column: 'LA (code)' },
			`This file holds no school of authority ${wanted.laCode}. Download the whole of England, or our own authority.`
		);
	} else if (rowByUrn.size === 0) {
		found.error('schools.none', { file: table.name }, 'There is no open school of ours in this file.');
	}
	return { schools, rows, urnByUkprn };
}

/** GIAS statuses of schools that teach: "Open" and "Open, but proposed to close". */
function isOpen(sheet: Sheet, index: number): boolean {
	return sheet.cell(index, 'establishmentstatus (name)').toLowerCase().startsWith('open');
}

function urnsOf(sheet: Sheet, ukprns: ReadonlySet<string>): Map<string, string> {
	const urns = new Map<string, string>();
	if (ukprns.size === 0) return urns;
	const several = new Set<string>();
	for (const index of sheet.filled) {
		const ukprn = sheet.cell(index, 'ukprn');
		if (!ukprns.has(ukprn) || !isOpen(sheet, index)) continue;
		if (urns.has(ukprn)) several.add(ukprn);
		urns.set(ukprn, sheet.cell(index, 'urn'));
	}
	for (const ukprn of several) urns.delete(ukprn);
	return urns;
}

function schoolIn(sheet: Sheet, index: number, found: Problems): School | null {
	const urn = sheet.cell(index, 'urn');
	const name = sheet.cell(index, 'establishmentname');
	const typeCode = wholeNumber(sheet.cell(index, 'typeofestablishment (code)'));
	const phaseCode = wholeNumber(sheet.cell(index, 'phaseofeducation (code)'));
	let fit = true;
	const refuse = (column: string, message: string) => {
		fit = false;
		found.error('school.malformed', sheet.at(index, column), message);
	};
	if (!Urn.safeParse(urn).success) refuse('URN', 'A URN has six figures.');
	if (name === '' || name.length > 200) refuse('EstablishmentName', 'A school needs a name of at most 200 characters.');
	if (typeCode === null || typeCode > 99)
		refuse('TypeOfEstablishment (code)', 'We expect the code of a type of establishment, 0 to 99.');
	if (phaseCode === null || phaseCode > 7) refuse('PhaseOfEducation (code)', 'We expect the code of a phase, 0 to 7.');
	const closed = sheet.cell(index, 'closedate');
	const closedOn = closed === '' ? null : britishDate(closed);
	if (closed !== '' && closedOn === null) {
		found.warning(
			'date.unreadable',
			sheet.at(index, 'CloseDate'),
			'We cannot read this date: we expect one like 31-08-2024. The import can go on without it.'
		);
	}
	if (!fit || typeCode === null || phaseCode === null) return null;
	return {
		urn,
		name,
		typeCode,
		phaseCode,
		lowAge: ageIn(sheet, index, 'statutorylowage'),
		highAge: ageIn(sheet, index, 'statutoryhighage'),
		open: isOpen(sheet, index),
		closedOn
	};
}

function ageIn(sheet: Sheet, index: number, column: string): number | null {
	const age = wholeNumber(sheet.cell(index, column));
	return age === null || age > 99 ? null : age;
}
