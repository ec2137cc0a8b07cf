/** What a cell of an imported file says: dates in the forms of their files, flags and whole numbers. Null is "cannot be read". */
import { isValid, type PlainDate } from './plain-date.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const SEN2_DATE = /^(\d{4})-([A-Za-z]{3})-(\d{2})(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?)?$/;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;
const BRITISH_DATE = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;

function day(year: string | undefined, month: string | number, dayOfMonth: string | undefined): PlainDate | null {
	const text = `${year}-${String(month).padStart(2, '0')}-${(dayOfMonth ?? '').padStart(2, '0')}`;
	return isValid(text) ? text : null;
}

/** Gives the day of an SEN2 date, `2022-Sep-28 00:00:00` (the time may be missing), or of an ISO date. */
export function sen2Date(text: string): PlainDate | null {
	const named = SEN2_DATE.exec(text);
	if (named) {
		const month = MONTHS.indexOf((named[2] ?? '').toLowerCase()) + 1;
		return month === 0 ? null : day(named[1], month, named[3]);
	}
	const iso = ISO_DATE.exec(text);
	return iso ? day(iso[1], iso[2] ?? '', iso[3]) : null;
}

/** Gives the day of a date written day first: `DD-MM-YYYY` in GIAS, `DD/MM/YYYY` in the people file. Never month first. */
export function britishDate(text: string): PlainDate | null {
	const match = BRITISH_DATE.exec(text);
	return match ? day(match[3], match[2] ?? '', match[1]) : null;
}

/** Gives a flag as the returns write it: 1 or 0, true or false, yes or no, y or n. */
export function flag(text: string): boolean | null {
	switch (text.toLowerCase()) {
		case '1':
		case 'true':
		case 'yes':
		case 'y':
			return true;
		case '0':
		case 'false':
		case 'no':
		case 'n':
			return false;
	}
	return null;
}

/** Gives a whole number of at most six figures, 0 and up. A decimal point with zeros behind it, as spreadsheets add, is taken. */
export function wholeNumber(text: string): number | null {
	const match = /^(\d{1,6})(?:\.0+)?$/.exec(text);
	return match ? Number(match[1]) : null;
}

const UPN = /^[A-Z]\d{11}[0-9A-Z]$/;
const ULN = /^\d{10}$/;

/** Gives a unique pupil number, in capitals: a letter, eleven figures, a figure or letter. Its check letter is not checked. */
export function upnIn(text: string): string | null {
	const upn = text.toUpperCase();
	return UPN.test(upn) ? upn : null;
}

/** Gives a unique learner number: ten figures. A decimal point with zeros behind it, as spreadsheets add, is taken. */
export function ulnIn(text: string): string | null {
	const uln = text.replace(/\.0+$/, '');
	return ULN.test(uln) ? uln : null;
}

/** Gives the parts of a list joined by `;`, trimmed, without empty ones. */
export function listOf(text: string): string[] {
	return text
		.split(';')
		.map((part) => part.trim())
		.filter(Boolean);
}
