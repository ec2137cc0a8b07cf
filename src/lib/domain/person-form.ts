/** A person as a coordinator types them: every field is text or a list, and what cannot be taken is told at its field. */
import * as z from 'zod';
import { Urn } from './ids.ts';
import { Agency, DEFAULT_CAPACITY, Role } from './person.ts';
import { PlainDate } from './plain-date.ts';
import type { Violation } from './problem.ts';
import { britishDate, wholeNumber } from './register-cell.ts';
import type { RegisterPerson } from './register.ts';

const Text = z.string().max(1_000).default('');

export const PersonForm = z.strictObject({
	name: Text,
	email: Text,
	roles: z.array(z.string().max(40)).max(10).default([]),
	agency: Text,
	capacity: Text,
	trainedOn: Text,
	schoolUrns: Text,
	interestUrns: Text
});
export type PersonForm = z.infer<typeof PersonForm>;

/** Plans a term that somebody can be given at most. */
const MOST_CAPACITY = 30;
/** Settings that one person can have in each list. */
const MOST_URNS = 30;

/** URNs as people write lists: with spaces, commas, semicolons, or one a line. */
function urnsIn(text: string): string[] {
	return [...new Set(text.split(/[\s,;]+/).filter((urn) => urn !== ''))];
}

/** Gives the person that a form says, or what to put right. `known` are the URNs that may be named. */
export function personInForm(
	form: PersonForm,
	known: ReadonlySet<string>
): { readonly person: RegisterPerson } | { readonly violations: readonly Violation[] } {
	const violations: Violation[] = [];
	const tell = (field: string, code: string, message: string) => violations.push({ field, code, message });
	const name = form.name.trim();
	if (name === '' || name.length > 120) tell('name', 'name.malformed', 'Enter a name of at most 120 characters');
	const email = form.email.trim().toLowerCase();
	if (!z.email().max(200).safeParse(email).success)
		tell('email', 'email.malformed', 'Enter one e-mail address, like name@example.org');
	const roles = [...new Set(form.roles)].flatMap((typed) => Role.safeParse(typed).data ?? []);
	if (roles.length === 0) tell('roles', 'role.missing', 'Choose at least one role');
	const auditor = roles.includes('auditor');
	const agency = Agency.safeParse(form.agency).data ?? null;
	if (auditor && agency === null) tell('agency', 'agency.missing', 'An auditor needs an agency');
	const typedCapacity = form.capacity.trim();
	const capacity = typedCapacity === '' ? DEFAULT_CAPACITY : wholeNumber(typedCapacity);
	if (capacity === null || capacity > MOST_CAPACITY)
		tell('capacity', 'capacity.malformed', `Enter a whole number of plans, 0 to ${MOST_CAPACITY}`);
	const typedDay = form.trainedOn.trim();
	const trainedOn = typedDay === '' ? null : (PlainDate.safeParse(typedDay).data ?? britishDate(typedDay));
	if (typedDay !== '' && (trainedOn === null || trainedOn < '1990-01-01'))
		tell('trainedOn', 'date.unreadable', 'Enter a day like 31/01/2026');
	const settings = (field: 'schoolUrns' | 'interestUrns'): string[] => {
		const urns = urnsIn(form[field]);
		const unknown = urns.filter((urn) => !known.has(urn));
		if (urns.some((urn) => !Urn.safeParse(urn).success)) tell(field, 'urn.malformed', 'A URN has six figures');
		else if (unknown.length > 0)
			tell(
				field,
				'school.unknown',
				`We know no school with the URN ${unknown.slice(0, 3).join(', ')}. Check it, or add the school under Register first`
			);
		else if (urns.length > MOST_URNS) tell(field, 'urn.too_many', `There is room for ${MOST_URNS} settings`);
		return urns;
	};
	const schoolUrns = settings('schoolUrns');
	if (roles.includes('headteacher') && form.schoolUrns.trim() === '')
		tell('schoolUrns', 'school.missing', 'A headteacher needs the URN of at least one school, or they would see none');
	const interestUrns = settings('interestUrns');
	if (violations.length > 0) return { violations };
	return {
		person: {
			name,
			email,
			roles,
			agency: auditor ? agency : null,
			capacity: capacity ?? DEFAULT_CAPACITY,
			trainedOn,
			schoolUrns,
			interestUrns
		}
	};
}

/** Gives what the form shows for a person, or for a new one. */
export function personFormOf(person: RegisterPerson | null): PersonForm {
	return {
		name: person?.name ?? '',
		email: person?.email ?? '',
		roles: person ? [...person.roles] : ['auditor'],
		agency: person?.agency ?? '',
		capacity: String(person?.capacity ?? DEFAULT_CAPACITY),
		trainedOn: person?.trainedOn ?? '',
		schoolUrns: (person?.schoolUrns ?? []).join(', '),
		interestUrns: (person?.interestUrns ?? []).join(', ')
	};
}
