/** A school as a coordinator types it: every field is text, and what cannot be taken is told at its field. */
import * as z from 'zod';
import { Urn } from './ids.ts';
import { PlainDate } from './plain-date.ts';
import type { Violation } from './problem.ts';
import { britishDate, wholeNumber } from './register-cell.ts';
import type { School } from './school.ts';

/** GIAS type codes by their own names; the groups of reports follow from them. */
export const schoolTypeLabels: Readonly<Record<number, string>> = {
	1: 'Community school',
	2: 'Voluntary aided school',
	3: 'Voluntary controlled school',
	5: 'Foundation school',
	6: 'City technology college',
	7: 'Community special school',
	8: 'Non-maintained special school',
	10: 'Other independent special school',
	11: 'Other independent school',
	12: 'Foundation special school',
	14: 'Pupil referral unit',
	15: 'Local authority nursery school',
	18: 'Further education',
	28: 'Academy, sponsor led',
	31: 'Sixth form centre',
	32: 'Special post-16 institution',
	33: 'Academy, special, sponsor led',
	34: 'Academy, converter',
	35: 'Free school',
	36: 'Free school, special',
	38: 'Free school, alternative provision',
	39: 'Free school, 16 to 19',
	40: 'University technical college',
	41: 'Studio school',
	42: 'Academy, alternative provision, converter',
	43: 'Academy, alternative provision, sponsor led',
	44: 'Academy, special, converter',
	45: 'Academy, 16 to 19, converter',
	46: 'Academy, 16 to 19, sponsor led'
};

/** GIAS phase codes by name (domain reference, section 4). */
export const schoolPhaseLabels = [
	'No phase of its own',
	'Nursery',
	'Primary',
	'Middle, counted as primary',
	'Secondary',
	'Middle, counted as secondary',
	'16 and over',
	'All-through'
] as const;

const Text = z.string().max(300).default('');

export const SchoolForm = z.strictObject({
	urn: Text,
	name: Text,
	typeCode: Text,
	phaseCode: Text,
	lowAge: Text,
	highAge: Text,
	open: Text,
	closedOn: Text
});
export type SchoolForm = z.infer<typeof SchoolForm>;

/** Gives the school that a form says, or what to put right. */
export function schoolInForm(
	form: SchoolForm,
	today: PlainDate
): { readonly school: School } | { readonly violations: readonly Violation[] } {
	const violations: Violation[] = [];
	const tell = (field: string, code: string, message: string) => violations.push({ field, code, message });
	const urn = form.urn.trim();
	if (!Urn.safeParse(urn).success) tell('urn', 'urn.malformed', 'A URN has six figures');
	const name = form.name.trim();
	if (name === '' || name.length > 200) tell('name', 'name.malformed', 'Enter a name of at most 200 characters');
	const typeCode = wholeNumber(form.typeCode);
	if (typeCode === null || typeCode > 99) tell('typeCode', 'type.missing', 'Choose the type of school');
	const phaseCode = wholeNumber(form.phaseCode);
	if (phaseCode === null || phaseCode > 7) tell('phaseCode', 'phase.missing', 'Choose the phase');
	const ageIn = (field: 'lowAge' | 'highAge'): number | null => {
		const typed = form[field].trim();
		const age = typed === '' ? null : wholeNumber(typed);
		if (typed !== '' && (age === null || age > 99)) tell(field, 'age.malformed', 'Enter an age in years, like 11');
		return age;
	};
	const lowAge = ageIn('lowAge');
	const highAge = ageIn('highAge');
	if (lowAge !== null && highAge !== null && highAge < lowAge)
		tell('highAge', 'age.order', 'The highest age cannot be below the lowest');
	const open = form.open !== 'closed';
	const typed = form.closedOn.trim();
	const closedOn = typed === '' ? null : (PlainDate.safeParse(typed).data ?? britishDate(typed));
	if (typed !== '' && closedOn === null) tell('closedOn', 'date.unreadable', 'Enter a day like 31/08/2026');
	else if (!open && closedOn !== null && closedOn > today)
		tell('closedOn', 'date.ahead', 'This day has not come yet: the school is still open');
	else if (open && closedOn !== null)
		tell('closedOn', 'school.open', 'Leave this empty for a school that is open, or say that it is closed');
	if (violations.length > 0) return { violations };
	return {
		school: { urn, name, typeCode: typeCode ?? 0, phaseCode: phaseCode ?? 0, lowAge, highAge, open, closedOn }
	};
}

/** Gives what the form shows for a school, or for a new one. */
export function schoolFormOf(school: School | null): SchoolForm {
	const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
	return {
		urn: school?.urn ?? '',
		name: school?.name ?? '',
		typeCode: text(school?.typeCode),
		phaseCode: text(school?.phaseCode),
		lowAge: text(school?.lowAge),
		highAge: text(school?.highAge),
		open: school?.open === false ? 'closed' : 'open',
		closedOn: school?.closedOn ?? ''
	};
}
