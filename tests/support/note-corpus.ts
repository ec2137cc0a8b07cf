/**
 * Notes as auditors of EHC plans write them, made from a seed: thousands that point to nobody, full of the page numbers, hours, criterion
 * ids and dates that such notes hold, and identifiers of every kind in the ways in which people write them.
 */
import { integer, pick, type Random } from '#lib/domain/random.ts';
import type { IdentifierKind } from '#lib/domain/identifier-check.ts';

const between = (random: Random, low: number, high: number) => low + integer(random, high - low + 1);
const digits = (random: Random, count: number) => Array.from({ length: count }, () => integer(random, 10)).join('');
const letters = (random: Random, from: string, count: number) =>
	Array.from({ length: count }, () => from[integer(random, from.length)]).join('');

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const SECTIONS = 'A B C D E F G H1 H2 I J K'.split(' ');

interface Day {
	readonly day: number;
	readonly month: number;
	readonly year: number;
}

const dayIn = (random: Random, first: number, last: number): Day => ({
	day: between(random, 1, 28),
	month: between(random, 1, 12),
	year: between(random, first, last)
});

/** A day in one of the ways in which people write it. */
function written(random: Random, { day, month, year }: Day): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const name = MONTHS[month - 1] ?? '';
	return pick(random, [
		`${two(day)}/${two(month)}/${year}`,
		`${day}/${month}/${year}`,
		`${two(day)}/${two(month)}/${two(year % 100)}`,
		`${two(day)}.${two(month)}.${year}`,
		`${two(day)}-${two(month)}-${year}`,
		`${day} ${name} ${year}`,
		`${day} ${name.slice(0, 3)} ${year}`,
		`${day}${day === 1 ? 'st' : day === 2 ? 'nd' : day === 3 ? 'rd' : 'th'} ${name} ${year}`,
		`${name} ${day}, ${year}`,
		`${year}-${two(month)}-${two(day)}`
	]);
}

/** Pages, hours, dates of papers, ids of questions: everything that looks a little like an identifier and is none. */
const fillings: readonly ((random: Random) => string)[] = [
	(r) => `Section ${pick(r, SECTIONS)}, page ${between(r, 2, 24)}.`,
	(r) => `Pages ${between(r, 2, 9)}-${between(r, 10, 19)}, ${pick(r, SECTIONS)}${between(r, 1, 9)}.`,
	(r) =>
		`${pick(r, SECTIONS)}${between(r, 1, 9)} ${pick(r, ['1st', '2nd', '3rd', '4th', '5th'])} line says nothing of it.`,
	(r) =>
		`See ${pick(r, ['B', 'E', 'G', 'M', 'N', 'S'])}${between(r, 1, 9)} ${between(r, 1, 4)}hr a week, TA ${between(r, 1, 2)}:${between(r, 1, 8)}.`,
	(r) => `The review was held on ${written(r, dayIn(r, 2019, 2026))}.`,
	(r) => `Final plan issued ${written(r, dayIn(r, 2018, 2026))}, draft ${between(r, 2, 9)} weeks before.`,
	(r) => `Educational advice dated ${written(r, dayIn(r, 2012, 2025))} is the newest.`,
	(r) => `EP report (${written(r, dayIn(r, 2017, 2026))}) asks for more than the plan gives.`,
	(r) => `Amended on ${written(r, dayIn(r, 2020, 2026))}; nothing says why.`,
	(r) => `Outcome ends ${written(r, dayIn(r, 2025, 2029))}.`,
	(r) => `Next annual review due by ${written(r, dayIn(r, 2026, 2028))}.`,
	(r) => `Placement started ${written(r, dayIn(r, 2016, 2026))} and the plan still names the one before.`,
	(r) => `Transfer to year 7 decided ${written(r, dayIn(r, 2024, 2026))}, after 15 February.`,
	(r) => `Last updated ${pick(r, MONTHS)} ${between(r, 2019, 2026)}.`,
	(r) => `The date of birth is on page 1, the plan was signed on ${written(r, dayIn(r, 2022, 2026))}.`,
	() => 'The date of birth on the cover and in Section A differ.',
	(r) => `Born early, at ${between(r, 24, 34)} weeks; not said what follows from it.`,
	(r) =>
		`Year ${between(r, 1, 13)}, ages ${between(r, 4, 11)} to ${between(r, 12, 25)}, £${between(r, 6, 19)},${digits(r, 3)} a year.`,
	(r) =>
		`${between(r, 2, 5)} x ${between(r, 15, 45)} minutes a week, ${between(r, 10, 39)} weeks, ratio 1:${between(r, 1, 6)}.`,
	(r) => `Only ${between(r, 1, 9)} of ${between(r, 10, 20)} entries say how often (${between(r, 10, 95)}%).`,
	(r) =>
		`KS${between(r, 1, 4)} levels of ${between(r, 2018, 2026)}-${between(r, 19, 27)}; paragraph ${between(r, 1, 9)}.${between(r, 1, 99)} of the Code.`,
	(r) => `Regulation ${between(r, 5, 44)}(${between(r, 1, 4)}) and section ${between(r, 19, 83)} of the 2014 Act.`,
	(r) =>
		`Plan ref LEW-${digits(r, 1)}${letters(r, 'KMNPQRSTVWXZ', 1)}${digits(r, 1)}${letters(r, 'KMNPQRSTVWXZ', 1)}, version ${between(r, 1, 4)}.${between(r, 0, 9)}.`,
	() => 'Dr and consultant are named by role only. The GP is mentioned once.',
	() => 'Says call 111 or 999 in a crisis and gives no other plan.',
	() => 'NHS therapy is named, how often is not. The SENCO and the TA share it.',
	(r) =>
		`NHS trust advice, ${between(r, 2, 9)} pages, appendix ${between(r, 1, 9)}, ${between(r, 1, 9)} 000 words in all.`,
	() => 'Mrs or Miss, first names and nicknames are mixed throughout; no names repeated here.',
	(r) =>
		`Standard score ${between(r, 60, 130)}, ${between(r, 1, 99)}th centile, age equivalent ${between(r, 3, 14)}:${between(r, 0, 11)}.`,
	() => 'Reading is covered; the school hall, park and green are not.',
	() => 'One line that repeats the diagnosis. Nothing on what it means in the day.',
	() => 'Nearly every entry says "access to" or "opportunities for". Nothing could be counted.',
	() => 'The family’s views describe hard weekends and nights.',
	() => 'Could fit any plan. Two people would not agree whether they were reached.'
];

/** Gives a note that points to nobody; `own` adds sentences of the demonstration's own. */
export function cleanNote(random: Random, own: readonly string[]): string {
	const count = between(random, 1, 4);
	const parts = Array.from({ length: count }, () =>
		integer(random, 4) === 0 && own.length > 0 ? pick(random, own) : pick(random, fillings)(random)
	);
	return parts.join(' ');
}

function nhsNumber(random: Random): string {
	for (;;) {
		const nine = String(between(random, 4, 9)) + digits(random, 8);
		const sum = [...nine].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
		const check = (11 - (sum % 11)) % 11;
		if (check !== 10) return `${nine}${check}`;
	}
}

function uln(random: Random): string {
	for (;;) {
		const nine = String(between(random, 1, 9)) + digits(random, 8);
		const rest = [...nine].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0) % 11;
		if (rest !== 0) return `${nine}${10 - rest}`;
	}
}

const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

function upn(random: Random): string {
	const temporary = integer(random, 5) === 0;
	const body = `${between(random, 201, 938)}${digits(random, 8)}${temporary ? letters(random, UPN_LETTERS, 1) : digits(random, 1)}`;
	const sum = [...body].reduce(
		(total, one, at) => total + (at + 2) * (/\d/.test(one) ? Number(one) : UPN_LETTERS.indexOf(one)),
		0
	);
	return `${UPN_LETTERS[sum % 23]}${body}`;
}

const AREAS = 'B BD BS CF DE E EC EH EX G GL HU IP L LE LS M N NE NG NW OX PE PL S SE SW TN W WC YO'.split(' ');

function postcode(random: Random): string {
	const area = pick(random, AREAS);
	const outward = `${area}${between(random, 1, area === 'EC' || area === 'WC' ? 4 : 28)}${area === 'EC' || area === 'WC' ? 'A' : ''}`;
	const inward = `${digits(random, 1)}${letters(random, 'ABDEFGHJLNPQRSTUWXYZ', 2)}`;
	const whole = `${outward}${pick(random, [' ', ' ', ' ', ''])}${inward}`;
	return integer(random, 4) === 0 ? whole.toLowerCase() : whole;
}

function phone(random: Random): string {
	const [a, b, c] = [digits(random, 3), digits(random, 3), digits(random, 4)];
	return pick(random, [
		`07${a}${b}${digits(random, 3)}`,
		`07${digits(random, 3)} ${a}${b}`,
		`07${digits(random, 3)} ${a} ${b}`,
		`020 7${a} ${c}`,
		`(020) 7${a} ${c}`,
		`0161 ${a} ${c}`,
		`0161-${a}-${c}`,
		`01${digits(random, 3)} ${a}${b}`,
		`01${digits(random, 3)} ${a} ${b}`,
		`(01${digits(random, 3)}) ${a}${b}`,
		`+44 7${digits(random, 3)} ${a}${b}`,
		`+447${digits(random, 3)}${a}${b}`,
		`+44 (0)20 7${a} ${c}`,
		`0044 7${digits(random, 3)} ${a} ${b}`
	]);
}

function niNumber(random: Random): string {
	const [a, b, c] = [digits(random, 2), digits(random, 2), digits(random, 2)];
	const front = pick(random, ['AB', 'JC', 'KE', 'PX', 'SR', 'WM', 'YT', 'CE']);
	const end = letters(random, 'ABCD', 1);
	const whole = pick(random, [
		`${front}${a}${b}${c}${end}`,
		`${front} ${a} ${b} ${c} ${end}`,
		`${front}-${a}-${b}-${c}-${end}`
	]);
	return integer(random, 5) === 0 ? whole.toLowerCase() : whole;
}

const grouped = (random: Random, ten: string) => {
	const sep = pick(random, [' ', '-', '', ' - ', '.', '\u00a0']).slice(0, 2);
	return `${ten.slice(0, 3)}${sep}${ten.slice(3, 6)}${sep}${ten.slice(6)}`;
};

const FIRST = ['amelia', 'jo', 'sam.k', 'priya', 'family', 't.evans', 'parent2'];

/** One identifier of each kind, and what people write around it. */
const planted: Readonly<Record<string, (random: Random) => { kind: IdentifierKind; words: string; text: string }>> = {
	nhs_number: (r) => {
		const words = grouped(r, nhsNumber(r));
		return { kind: 'nhs_number', words, text: `${pick(r, ['NHS number ', 'NHS no. ', 'number ', ''])}${words}` };
	},
	uln: (r) => {
		const words = uln(r);
		return { kind: 'uln', words, text: `${pick(r, ['ULN ', 'learner number ', ''])}${words}` };
	},
	upn: (r) => {
		const words = integer(r, 5) === 0 ? upn(r).toLowerCase() : upn(r);
		return { kind: 'upn', words, text: `${pick(r, ['UPN ', 'pupil number ', ''])}${words}` };
	},
	ni_number: (r) => {
		const words = niNumber(r);
		return { kind: 'ni_number', words, text: `${pick(r, ['NI ', 'insurance number ', ''])}${words}` };
	},
	postcode: (r) => {
		const words = postcode(r);
		return { kind: 'postcode', words, text: `${pick(r, ['lives at ', 'postcode ', '', 'near '])}${words}` };
	},
	phone: (r) => {
		const words = phone(r);
		return { kind: 'phone', words, text: `${pick(r, ['ring ', 'phone ', 'mum is on ', ''])}${words}` };
	},
	email: (r) => {
		const words = `${pick(r, FIRST)}@${pick(r, ['example.org', 'mail.example.co.uk', 'oak.sch.uk'])}`;
		return { kind: 'email', words, text: `${pick(r, ['write to ', ''])}${words}` };
	},
	date_of_birth: (r) => {
		const date = written(r, dayIn(r, 2002, 2023));
		const text = pick(r, [
			`DOB ${date}`,
			`dob: ${date}`,
			`D.O.B. ${date}`,
			`date of birth ${date}`,
			`date of birth on the cover is ${date}`,
			`born ${date}`,
			`born on ${date}`,
			`birthday ${date}`,
			`${date} (DOB)`,
			`(b. ${date})`
		]);
		return { kind: 'date_of_birth', words: date, text };
	}
};
export const plantedKinds = Object.keys(planted);

/** Gives a clean note with one identifier put into it. */
export function plantedNote(
	random: Random,
	kind: string,
	own: readonly string[]
): { kind: IdentifierKind; words: string; note: string } {
	const made = planted[kind]?.(random);
	if (!made) throw new RangeError(`nothing is planted of the kind ${kind}`);
	const before = pick(random, ['', 'Page 3 says ', 'The cover slip gives ', 'Section A: ']);
	const note = `${cleanNote(random, own)} ${before}${made.text}${pick(random, ['.', ',', ' as well', ''])} ${pick(random, ['', cleanNote(random, own)])}`;
	return { kind: made.kind, words: made.words, note };
}
