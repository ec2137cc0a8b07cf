/**
 * Dates of birth among the many dates that a note on a plan may rightly hold. What stands around a date decides, and how old it is: the
 * first EHC plans are of September 2014, and a plan ends at 25 at the latest (Children and Families Act 2014).
 */
import { addMonths, isValid, type PlainDate } from './plain-date.ts';

interface Found {
	readonly start: number;
	readonly end: number;
}

/** No plan, review or decision under the Act is older. */
const FIRST_PLANS = '2014-09-01';
/** Nobody with a plan was born longer ago: 25 years, and the year in which they turn 26. */
const OLDEST_MONTHS = 26 * 12;
/** A date with nothing said around it is left alone where it is this new: papers of the last years are full of them. */
const RECENT_MONTHS = 24;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const GAP = String.raw`[\s.,/‐‑–-]{0,3}`;

/** Each with the places of day, month and year among its groups; year 0 where the form has none. */
const forms: readonly (readonly [RegExp, number, number, number])[] = [
	[/(?<![\d/.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/])/g, 3, 2, 1],
	[/(?<![\d/.-])(\d{1,2})(?:\s?[-/–\\]\s?|\.)(\d{1,2})(?:\s?[-/–\\]\s?|\.)(\d{4}|\d{2})(?![\d/])/g, 1, 2, 3],
	[new RegExp(String.raw`(?<![\d/.-])${DAY}${GAP}(?:of\s+)?${MONTH}${GAP}['’]?(\d{4}|\d{2})(?!\d)`, 'gi'), 1, 2, 3],
	[new RegExp(String.raw`(?<![a-z])${MONTH}\s+${DAY}(?:,\s*|\s+)(\d{4})(?!\d)`, 'gi'), 2, 1, 3]
];
/** A day or a month alone says something only beside the word "born". */
const looseForms: readonly RegExp[] = [
	new RegExp(String.raw`(?<![\d/.-])${DAY}\s+(?:of\s+)?${MONTH}(?![a-z])`, 'gi'),
	new RegExp(String.raw`(?<![a-z])${MONTH}\s+\d{4}(?!\d)`, 'gi'),
	/(?<![\d/.-])\d{1,2}[/.-]\d{1,2}(?![\d/.-])/g,
	/(?<!\d)(?:19|20)\d{6}(?!\d)|(?<!\d)\d{4}(?:19|20)\d{2}(?!\d)/g
];

const BIRTH_BEFORE =
	/(?:\bd\.?\s?o\.?\s?b\b\.?|\b(?:date|day|year) of birth\b|\bbirth\s?-?(?:day|date)s?\b|\bborn\b|\bbirth\b|\bb\.)([^.!?;\n]{0,30})$/i;
const BIRTH_AFTER =
	/^[\s,(:–-]{0,4}(?:is\s+|as\s+|was\s+)?(?:the\s+|his\s+|her\s+|their\s+)?(?:d\.?\s?o\.?\s?b\b|date of birth|birth\s?-?(?:day|date)|birth\b)/i;
/** Between the word "born" and a date these say that the date is that of a paper after all. */
const THEN_A_PAPER =
	/\b(?:dated|issued|finalised|amended|reviewed|review of|plan of|meeting|advice|updated|signed|sent|held|agreed)\b/i;
/** Before a date from before the first EHC plans: it dates an old paper or an event. */
const OLD_PAPER =
	/\b(?:dated|advice|reports?|letter|statement|assess\w*|diagnos\w*|guidance|regulations?|act|code|published|since|moved|start\w*|began|joined|refer\w*|minutes|meeting|review\w*)\b/i;
/** In the same sentence as a newer date: something happened then, or was written, or is due. */
const DATED =
	/\b(?:advice|agreed|amend\w*|annual|appendix|assess\w*|attend\w*|by|changed?|dated|decision|decided|deadline|draft\w*|due|end(?:s|ed|ing)?|edition|expir\w*|final\w*|from|guidance|held|issue[ds]?|joined|law|letter|meeting|met|minutes|moved?|outcomes?|panel|plan|placement|proposed|publish\w*|received|record\w*|refer\w*|regulations?|reports?|request\w*|review\w*|sent|signed|since|start\w*|statement|targets?|term|transfer\w*|tribunal|until|updated?|version|visit\w*|written|wrote|act|code|diagnos\w*|began|begun|last|next|before|after)\b|\bon\s*$/i;

/**
 * Gives the dates in a text that look like somebody's birth, in order: with "born", "DOB" or the like beside them; older than any EHC plan
 * though not older than its person could be; or older than two years with nothing around them that dates a paper or a meeting.
 */
export function birthDates(text: string, today: PlainDate): Found[] {
	const found: Found[] = [];
	const oldest = addMonths(today, -OLDEST_MONTHS);
	const recent = addMonths(today, -RECENT_MONTHS);
	for (const [form, dayAt, monthAt, yearAt] of forms) {
		for (const match of text.matchAll(form)) {
			const date = dateOf(match[dayAt] ?? '', match[monthAt] ?? '', match[yearAt] ?? '', today);
			if (!date) continue;
			const place = { start: match.index, end: match.index + match[0].length };
			if (besideBirth(text, place) || looksBorn(date, text, place)) found.push(place);
		}
	}
	for (const form of looseForms) {
		for (const match of text.matchAll(form)) {
			const place = { start: match.index, end: match.index + match[0].length };
			if (besideBirth(text, place) && !found.some(({ start, end }) => start < place.end && place.start < end))
				found.push(place);
		}
	}
	return found;

	function looksBorn(date: PlainDate, whole: string, place: Found): boolean {
		if (date < oldest || date > today) return false;
		if (date < FIRST_PLANS) return !OLD_PAPER.test(whole.slice(Math.max(0, place.start - 40), place.start));
		return date < recent && !DATED.test(before(whole, place)) && !DATED.test(after(whole, place));
	}
}

/** The day that the written parts name, in whichever order of day and month there is one; null where there is none. */
function dateOf(day: string, month: string, year: string, today: PlainDate): PlainDate | null {
	const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
	const full = year.length === 2 ? `${Number(`20${year}`) > Number(today.slice(0, 4)) ? 19 : 20}${year}` : year;
	const made = (m: string | number, d: string) => `${full}-${String(m).padStart(2, '0')}-${d.padStart(2, '0')}`;
	const tries = named > 0 ? [made(named, day)] : [made(month, day), made(day, month)];
	return tries.find(isValid) ?? null;
}

function besideBirth(text: string, { start, end }: Found): boolean {
	const gap = BIRTH_BEFORE.exec(text.slice(Math.max(0, start - 60), start))?.[1];
	if (gap !== undefined && !THEN_A_PAPER.test(gap)) return true;
	return BIRTH_AFTER.test(text.slice(end, end + 40));
}

/** What its sentence says before a date. */
function before(text: string, { start }: Found): string {
	const from = Math.max(0, ...STOPS.map((stop) => text.slice(0, start).lastIndexOf(stop) + 1));
	return text.slice(from, start);
}

/** What its sentence says after a date. */
function after(text: string, { end }: Found): string {
	const stops = STOPS.map((stop) => text.indexOf(stop, end)).filter((at) => at >= 0);
	return text.slice(end, Math.min(text.length, ...stops));
}

/** What ends a sentence. */
const STOPS = ['. ', '! ', '? ', '\n', '; '];
