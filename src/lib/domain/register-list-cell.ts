/** What a cell of a plain list says, as people write it in spreadsheets. Null is "cannot be read". */
import { isValid, type PlainDate } from './plain-date.ts';
import {
	senSettingLabels,
	senSettings,
	senTypeLabels,
	senTypes,
	type PlanKind,
	type SenSetting,
	type SenType
} from './plan.ts';
import { britishDate, sen2Date } from './register-cell.ts';
import type { YearGroup } from './year-group.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NAMED_MONTH = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3})[a-z]*\.?,?[ -](\d{4})$/i;
/** A time of day, as spreadsheets add it to a date. */
const TIME = /[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/**
 * Gives the day of a date: `03/02/2027`, with strokes, dashes or points and always day first; `2027-02-03`; `3 Feb 2027`,
 * `3rd February 2027`; `2027-Feb-03`. A year of two figures is not taken: a birth in '15 could be in either century.
 */
export function listDate(text: string): PlainDate | null {
	const day = text.trim().replace(TIME, '');
	const named = NAMED_MONTH.exec(day);
	if (named) {
		const month = MONTHS.indexOf((named[2] ?? '').toLowerCase()) + 1;
		const plain = `${named[3]}-${String(month).padStart(2, '0')}-${(named[1] ?? '').padStart(2, '0')}`;
		return isValid(plain) ? plain : null;
	}
	return britishDate(day.replaceAll('.', '/')) ?? sen2Date(day);
}

/** Gives words as they are compared: small letters and figures alone. */
export function bareWords(text: string): string {
	return text
		.toLowerCase()
		.replaceAll('&', ' and ')
		.normalize('NFKD')
		.replace(/[^a-z0-9]+/g, '');
}

const needWords: Readonly<Record<SenType, readonly string[]>> = {
	SPLD: ['specific learning difficulties', 'dyslexia', 'dyspraxia', 'dyscalculia'],
	MLD: ['moderate learning difficulties'],
	SLD: ['severe learning difficulties'],
	PMLD: ['profound and multiple learning difficulties'],
	SEMH: ['social, emotional and mental health needs', 'social emotional mental health', 'mental health'],
	SLCN: ['speech, language and communication needs', 'speech language communication needs', 'speech and language'],
	HI: ['hearing', 'deaf'],
	VI: ['visual impairment', 'visually impaired'],
	MSI: ['multi sensory'],
	PD: ['physical difficulty', 'physical'],
	ASD: [
		'asc',
		'autistic spectrum disorder',
		'autism spectrum disorder',
		'autistic spectrum condition',
		'autism spectrum condition'
	],
	DS: ["down's syndrome"],
	OTH: ['other difficulty', 'other difficulty or disorder', 'other difficulty or disability']
};

const settingWords: Readonly<Record<SenSetting, readonly string[]>> = {
	OLA: ['eotas', 'eotis', 'education otherwise than at school'],
	OPA: ['parental arrangement'],
	EHE: ['elective home education', 'electively home educated', 'home educated', 'home education'],
	EYP: ['early years', 'early years setting'],
	OTH: ['other'],
	NEET: [],
	NIEC: [],
	NIEO: ['not in education']
};

function wordsTo<Code extends string>(
	codes: readonly Code[],
	labels: Readonly<Record<Code, string>>,
	others: Readonly<Record<Code, readonly string[]>>
): ReadonlyMap<string, Code> {
	return new Map(
		codes.flatMap((code) => [code, labels[code], ...others[code]].map((words) => [bareWords(words), code] as const))
	);
}

const needs = wordsTo(senTypes, senTypeLabels, needWords);
const settings = wordsTo(senSettings, senSettingLabels, settingWords);

/** Gives a type of need: a SEN2 code, its words, or both ("SLCN - Speech, language and communication needs"). */
export function listNeed(text: string): SenType | null {
	return codeOf(needs, text);
}

/** Gives where somebody is without a school or college: a SEN2 code, its words, or both. */
export function listSetting(text: string): SenSetting | null {
	return codeOf(settings, text);
}

function codeOf<Code>(codes: ReadonlyMap<string, Code>, text: string): Code | null {
	const whole = codes.get(bareWords(text));
	if (whole !== undefined) return whole;
	const both = /^([A-Za-z]+)\s*[-–:(]\s*(.+?)\)?$/.exec(text.trim()) ?? /^(.+?)\s*\(([A-Za-z]+)\)$/.exec(text.trim());
	const [code, words] = [codes.get(bareWords(both?.[1] ?? '')), codes.get(bareWords(both?.[2] ?? ''))];
	return code !== undefined && code === words ? code : null;
}

/** Gives whether a plan is new or was amended, as people write it. */
export function listKind(text: string): PlanKind | null {
	switch (bareWords(text)) {
		case 'new':
		case 'first':
		case 'initial':
		case 'newplan':
			return 'new';
		case 'amended':
		case 'amend':
		case 'amendedplan':
		case 'a':
			return 'amended';
		default:
			return null;
	}
}

/** Gives a national curriculum year, nursery to Year 20: "4", "Year 4", "Y4", "R", "Reception", "N2", "Nursery". */
export function listYearGroup(text: string): YearGroup | null {
	const words = bareWords(text);
	if (/^(?:r|rec|reception|yearr|yr)$/.test(words)) return 0;
	if (/^(?:n|n1|n2|nursery|nursery[12]|preschool)$/.test(words)) return -1;
	const year = /^(?:year|yr|y|nc|ncyear)?(\d{1,2})$/.exec(words);
	const group = year ? Number(year[1]) : null;
	return group !== null && group <= 20 && !text.includes('-') ? group : null;
}

/** Characters of a number of the area's own. */
export const OWN_NUMBER_LENGTH = 60;

/**
 * Gives what the match key of an area's own number is made of: in capitals, and marked so that it is never a UPN or ULN. Null for
 * none, and for one that is longer than a number can be.
 */
export function ownNumberIn(text: string): string | null {
	const own = text.trim().toUpperCase();
	return own !== '' && own.length <= OWN_NUMBER_LENGTH ? `own:${own}` : null;
}
