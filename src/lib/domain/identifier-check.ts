/**
 * What in a note looks as if it pointed to a person. It warns; whoever wrote the note puts it right or says that it is about nobody.
 * The same check runs on the tablet while a note is written and on the server before an audit is taken.
 *
 * Names: no list of children, families or staff is ever held, so the names looked for are those the product itself knows of a plan (the
 * name of its setting), and a title with a surname ("Mrs Patel").
 */
import type { Answers } from './audit.ts';
import { birthDates } from './identifier-dates.ts';
import { isNhsNumber, isNiNumber, isPostcode, isUln, isUpn } from './identifier-numbers.ts';
import type { PlainDate } from './plain-date.ts';

/** What a piece of text looks like, in words that follow "This looks like". */
export const identifierKinds = {
	email: 'an e-mail address',
	upn: 'a pupil number (UPN)',
	nhs_number: 'an NHS number',
	uln: 'a learner number (ULN)',
	ni_number: 'a National Insurance number',
	phone: 'a phone number',
	postcode: 'a postcode',
	date_of_birth: 'a date of birth',
	setting: 'the name of the setting',
	name: 'somebody’s name'
} as const;
export type IdentifierKind = keyof typeof identifierKinds;

/** One find: what it looks like, where it stands (UTF-16 code units, end not included) and its very words. */
export interface Identifier {
	readonly kind: IdentifierKind;
	readonly start: number;
	readonly end: number;
	readonly words: string;
}

/** What the check needs to know besides the text. */
export interface Known {
	/** Dates are judged as of this day. */
	readonly today: PlainDate;
	/** Names that must not stand in a note: those of the plan's setting. */
	readonly names: readonly string[];
}

/** One or two spaces or marks that people put between the parts of a number. */
const SEP = String.raw`[\s\u00a0.\-‐‑–/]{0,2}`;
const TEN_DIGITS = new RegExp(String.raw`(?<!\d)\d{3}${SEP}\d{3}${SEP}\d{4}(?!\d)`, 'g');
const UPN = new RegExp(
	String.raw`(?<![\p{L}\d])\p{L}${SEP}\d{3}${SEP}\d{4}${SEP}\d{2}${SEP}\d{2}[\p{L}\d](?![\p{L}\d])`,
	'giu'
);
const GAP = String.raw`[ \u00a0‐‑–-]{0,2}`;
const NI = new RegExp(
	String.raw`(?<![\p{L}\d])[a-z]{2}${GAP}\d{2}${GAP}\d{2}${GAP}\d{2}${GAP}[a-d](?![\p{L}\d])`,
	'giu'
);
const EMAIL = /[\p{L}\d._%+'-]+\s?@\s?[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu;
const POSTCODE = /(?<![\p{L}\d])([a-z]{1,2}\d[a-z\d]?)[\s\u00a0-]{0,2}(\d[a-z]{2})(?![\p{L}\d])/giu;
/** In small letters these are not the end of a postcode: "E2 4th line", "B1 2hr a week". */
const ORDINAL_OR_UNIT = /^(?:1st|2nd|3rd|\dth|\d(?:hr|yr|pw|pd|pt|ft|pg|pp))$/;
const PHONE =
	/(?<![\d+])(?:(?:\+|00)44[\s\u00a0.-]{0,2}(?:\(0\)[\s\u00a0.-]{0,2})?[1-9]\d{1,4}|\(0\d{2,5}\)|0[1-9]\d{1,5})(?:[\s\u00a0.-]{0,2}\(?\d{2,}\)?){1,4}(?!\d)/g;
/** Another country's number, or one with words that say what it is. */
const PHONE_ABROAD = /(?<![\d+])\+[1-9]\d{0,2}(?:[\s\u00a0.-]?\(?\d{2,}\)?){2,5}(?!\d)/g;
const PHONE_SAID =
	/(?<=\b(?:tel|telephone|phone|mobile|mob)(?:ed|d)?\b[\s.:]{0,3}(?:no\b|number\b|on\b)?[\s.:]{0,3})\(?\d[\d\s\u00a0().-]{4,18}\d/gi;
const BEGINS_AS_DATE = /^\d{1,2}[.-]\d{1,2}[.-]\d{2,4}(?!\d)/;
const NAME = /(?<![\p{L}])(?:Mr|Mrs|Miss|Ms|Mx|Dr|Prof|Sir|Dame)\b\.?\s+(?:[A-Z]\.?\s+)?\p{Lu}[\p{L}'’-]+/gu;
/** Words after a title that are no surname. */
const NO_SURNAME = /\s(?:Who|What|Says|Said|Wrote|Named|Report|Advice|Or|And)$/;
/** Ten digits with a wrong check digit still are a number when the text says so. */
const SAID_NHS = /\bnhs\b[^\d\n]{0,12}$/i;
const SAID_ULN = /\buln\b|\blearner n\w*/i;
const SAID_UPN = /\bupn\b|\bpupil n\w*/i;

type Find = (text: string, known: Known) => readonly Identifier[];

/** In this order: where two overlap, the first that was found counts. */
const finds: readonly Find[] = [
	(text) => all('email', EMAIL, text),
	(text) => all('upn', UPN, text, (words, before) => isUpn(bare(words)) || SAID_UPN.test(before.slice(-25))),
	(text) => all('nhs_number', TEN_DIGITS, text, (words, before) => isNhsNumber(bare(words)) || SAID_NHS.test(before)),
	(text) => all('uln', TEN_DIGITS, text, (words, before) => isUln(bare(words)) || SAID_ULN.test(before.slice(-25))),
	(text) => all('ni_number', NI, text, (words) => isNiNumber(bare(words))),
	(text, { today }) =>
		birthDates(text, today).map(({ start, end }) => ({
			kind: 'date_of_birth' as const,
			start,
			end,
			words: text.slice(start, end)
		})),
	(text) => all('phone', PHONE, text, isPhone),
	(text) => all('phone', PHONE_ABROAD, text, (words) => !/^\+44/.test(words) && bare(words).length >= 10),
	(text) => all('phone', PHONE_SAID, text, (words) => bare(words).length >= 6),
	(text) => all('postcode', POSTCODE, text, isPostcodeText),
	(text, { names }) => names.flatMap((name) => settingFinds(text, name)),
	(text) => all('name', NAME, text, (words) => !NO_SURNAME.test(words))
];

/** Gives what in a text looks as if it pointed to a person, in the order of the text; no two overlap. */
export function identifiersIn(text: string, known: Known): Identifier[] {
	const found: Identifier[] = [];
	for (const find of finds) {
		for (const one of find(text, known))
			if (!found.some(({ start, end }) => start < one.end && one.start < end)) found.push(one);
	}
	return found.sort((a, b) => a.start - b.start);
}

/** Gives the finds of a text whose very words nobody has said to be about no person. */
export function openIdentifiers(text: string, known: Known, confirmed: readonly string[] = []): Identifier[] {
	return identifiersIn(text, known).filter(({ words }) => !confirmed.includes(words));
}

/** A note with what its check found. */
export interface NoteFinds {
	readonly criterionId: string;
	/** Found, and confirmed by its author to be about nobody. */
	readonly kept: number;
	/** Found, and not confirmed. */
	readonly open: readonly Identifier[];
}

/** Gives the notes of an audit in which something was found, with what its author confirmed taken into account. */
export function notesWithFinds(
	answers: Answers,
	confirmed: Readonly<Record<string, readonly string[]>>,
	known: Known
): NoteFinds[] {
	return Object.entries(answers).flatMap(([criterionId, { note }]) => {
		const found = note ? identifiersIn(note, known) : [];
		if (found.length === 0) return [];
		const own = Object.hasOwn(confirmed, criterionId) ? (confirmed[criterionId] ?? []) : [];
		const open = found.filter(({ words }) => !own.includes(words));
		return [{ criterionId, kept: found.length - open.length, open }];
	});
}

function all(
	kind: IdentifierKind,
	pattern: RegExp,
	text: string,
	accept: (words: string, before: string, match: RegExpExecArray) => boolean = () => true
): Identifier[] {
	const found: Identifier[] = [];
	for (const match of text.matchAll(pattern)) {
		const [words] = match;
		if (accept(words, text.slice(Math.max(0, match.index - 40), match.index), match))
			found.push({ kind, start: match.index, end: match.index + words.length, words });
	}
	return found;
}

/** Letters and digits alone, in capitals. */
function bare(words: string): string {
	return words.replace(/[^\p{L}\d]/gu, '').toUpperCase();
}

/** UK numbers have ten digits after the 0, a few nine (Ofcom, National Telephone Numbering Plan). */
function isPhone(words: string): boolean {
	if (BEGINS_AS_DATE.test(words)) return false;
	const digits = bare(words).replace(/^(?:00)?44(?:0)?/, '0');
	return /^0[1-9]\d{8,9}$/.test(digits);
}

function isPostcodeText(_words: string, _before: string, match: RegExpExecArray): boolean {
	const [, outward = '', inward = ''] = match;
	// Capitals before and small letters behind, or a letter of a plan's own sections: "TA1 2hr", "e2 4th".
	const other = ORDINAL_OR_UNIT.test(inward) && (/[A-Z]/.test(outward) || /^[beg]\d$/.test(outward));
	return !other && isPostcode(outward.toUpperCase(), inward.toUpperCase());
}

/** Words of a setting's name that many settings share; what is left of the name tells it from others. */
const COMMON =
	/^(?:the|of|and|for|in|at|st|saint|saints|all|our|lady|ce|c|e|cofe|church|england|catholic|rc|roman|free|new|old|north|south|east|west|primary|infants?|juniors?|secondary|high|upper|lower|middle|first|nursery|school|academy|college|centre|center|unit|hub|sixth|form|special|community|foundation|grammar|comprehensive|park|house|hall|green|hill|wood|bridge|road|street|town|village|valley|field|fields|river|lake|oak|ash|trust|federation|further|education|resource|provision|pre-school|preschool|children's|children|boys|girls|learning|support|specialist|independent|day|residential|mainstream|way|view|lodge|manor|all-through|alternative|pupil|pupils|referral|deaf|blind|short|stay|hospital|tuition|service|studio|technical|university|autism|autistic|needs|send|preparatory|prep|holy|trinity|sacred|heart|family|reading|hope|bath|battle|sale|deal|march|rugby)$/i;

/** The whole name however it is written, and the words in it that only it has, as names are written. */
function settingFinds(text: string, name: string): Identifier[] {
	const words = name.split(/[^\p{L}\d'’-]+/u).filter(Boolean);
	const own = words.filter((word) => word.length >= 4 && !COMMON.test(word));
	const whole = words.join(String.raw`[^\p{L}\d]{1,3}`);
	return [
		...(words.length > 1
			? all('setting', new RegExp(String.raw`(?<![\p{L}\d])${whole}(?![\p{L}\d])`, 'giu'), text)
			: []),
		// A long word of a name is that name however it is written; a short one only with its capital.
		...own.flatMap((word) =>
			all('setting', new RegExp(String.raw`(?<![\p{L}\d])${word}(?![\p{L}\d])`, word.length > 6 ? 'giu' : 'gu'), text)
		)
	];
}
