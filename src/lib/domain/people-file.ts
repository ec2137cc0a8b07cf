/** The people of a partnership from a CSV file: one row a person, lists joined by `;`, dates `DD/MM/YYYY`. */
import * as z from 'zod';
import { Urn } from './ids.ts';
import { Agency, DEFAULT_CAPACITY, Role } from './person.ts';
import type { PlainDate } from './plain-date.ts';
import { britishDate, listOf, wholeNumber } from './register-cell.ts';
import { fileShapes } from './register-files.ts';
import type { Problems } from './register-problem.ts';
import { sheetOf, type CsvTable, type Sheet } from './register-table.ts';
import type { RegisterPerson } from './register.ts';

export interface PeopleRead {
	readonly people: RegisterPerson[];
	/** The row of each person, in the same order. */
	readonly rows: number[];
}

const EmailAddress = z.email().max(200);

/** Plans a term that somebody can be given at most. */
const MOST_CAPACITY = 30;

/** Gives the people of a file. Whatever cannot be read is an error at its row and column: a person is never half-read. */
export function peopleOf(table: CsvTable, found: Problems): PeopleRead {
	const { keys, optional } = fileShapes.people;
	const sheet = sheetOf(table, keys, optional, found);
	const people: RegisterPerson[] = [];
	const rows: number[] = [];
	if (!keys.every((key) => sheet.has(key))) return { people, rows };
	const rowByEmail = new Map<string, number>();
	for (const index of sheet.filled) {
		const person = personIn(sheet, index, found);
		const before = rowByEmail.get(person.email);
		if (before !== undefined) {
			found.error(
				'person.twice',
				sheet.at(index, 'email'),
				`Row ${before} has the same e-mail address. Put all roles of a person into one row, joined by a semicolon.`
			);
			continue;
		}
		rowByEmail.set(person.email, index + 2);
		people.push(person);
		rows.push(index + 2);
	}
	if (people.length === 0) found.error('people.none', { file: table.name }, 'There is nobody in this file.');
	return { people, rows };
}

function personIn(sheet: Sheet, index: number, found: Problems): RegisterPerson {
	const email = sheet.cell(index, 'email').toLowerCase();
	if (!EmailAddress.safeParse(email).success) {
		found.error(
			'email.malformed',
			sheet.at(index, 'email'),
			'We expect one e-mail address here, like name@example.org.'
		);
	}
	const name = sheet.cell(index, 'name');
	if (name === '' || name.length > 120) {
		found.error('name.malformed', sheet.at(index, 'name'), 'A person needs a name of at most 120 characters.');
	}
	const roles = rolesIn(sheet, index, found);
	return {
		email,
		name,
		roles,
		agency: agencyIn(sheet, index, roles, found),
		capacity: capacityIn(sheet, index, found),
		trainedOn: trainedIn(sheet, index, found),
		schoolUrns: urnsIn(sheet, index, 'school_urns', found),
		interestUrns: urnsIn(sheet, index, 'interest_urns', found)
	};
}

/** Words as people write them: "SEN service" is sen_service. */
function codeOf(text: string): string {
	return text.toLowerCase().replaceAll(/[\s-]+/g, '_');
}

function rolesIn(sheet: Sheet, index: number, found: Problems): Role[] {
	const roles = new Set<Role>();
	const words = listOf(sheet.cell(index, 'role'));
	if (words.length === 0) {
		found.error(
			'role.missing',
			sheet.at(index, 'role'),
			'A person needs a role: auditor, coordinator, chair or headteacher.'
		);
	}
	for (const word of words) {
		const role = Role.safeParse(codeOf(word)).data;
		if (role) roles.add(role);
		else {
			found.error(
				'role.unknown',
				sheet.at(index, 'role'),
				'We do not know this role. There are auditor, coordinator, chair and headteacher, joined by a semicolon.'
			);
		}
	}
	return [...roles];
}

/** Only auditors have an agency: for others the cell is not looked at. */
function agencyIn(sheet: Sheet, index: number, roles: readonly Role[], found: Problems): Agency | null {
	if (!roles.includes('auditor')) return null;
	const text = sheet.cell(index, 'agency');
	const agency = Agency.safeParse(codeOf(text)).data ?? null;
	const at = sheet.at(index, 'agency');
	const known = 'health, social_care, school, parent or sen_service';
	if (text === '') found.error('agency.missing', at, `An auditor needs an agency: ${known}.`);
	else if (agency === null) found.error('agency.unknown', at, `We do not know this agency. It is ${known}.`);
	return agency;
}

function capacityIn(sheet: Sheet, index: number, found: Problems): number {
	const text = sheet.cell(index, 'capacity');
	if (text === '') return DEFAULT_CAPACITY;
	const capacity = wholeNumber(text);
	if (capacity !== null && capacity <= MOST_CAPACITY) return capacity;
	found.error(
		'capacity.malformed',
		sheet.at(index, 'capacity'),
		`We expect a whole number of plans a term here, 0 to ${MOST_CAPACITY}, or nothing for ${DEFAULT_CAPACITY}.`
	);
	return DEFAULT_CAPACITY;
}

function trainedIn(sheet: Sheet, index: number, found: Problems): PlainDate | null {
	const text = sheet.cell(index, 'trained_on');
	const date = text === '' ? null : britishDate(text);
	if (text !== '' && date === null) {
		found.error(
			'date.unreadable',
			sheet.at(index, 'trained_on'),
			'We cannot read this date: we expect one like 31/01/2026.'
		);
	}
	return date;
}

function urnsIn(sheet: Sheet, index: number, column: string, found: Problems): string[] {
	const urns = [...new Set(listOf(sheet.cell(index, column)))];
	if (urns.some((urn) => !Urn.safeParse(urn).success)) {
		found.error('urn.malformed', sheet.at(index, column), 'We expect URNs of six figures here, joined by a semicolon.');
	}
	if (urns.length > 30) found.error('urn.too_many', sheet.at(index, column), 'A person can have at most 30 URNs here.');
	return urns;
}
