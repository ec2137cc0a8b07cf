/**
 * Reads a plain list of plans by the columns that were matched: one row a plan, and what comes out is what a SEN2 return gives, so
 * that preview, import and undo are the same for both. Of the birth date only the cohort is kept, of a number only its match key.
 */
import { Urn } from './ids.ts';
import type { PlainDate } from './plain-date.ts';
import { flag, ulnIn, upnIn } from './register-cell.ts';
import {
	bareWords,
	listDate,
	listKind,
	listNeed,
	listSetting,
	listYearGroup,
	OWN_NUMBER_LENGTH,
	ownNumberIn
} from './register-list-cell.ts';
import { matchingFaults, type ListMatching } from './register-list-matching.ts';
import { listThings, numberFields, type ListField } from './register-list.ts';
import { FIRST_COHORT, known, LAST_COHORT, transferOf } from './register-plan.ts';
import { blocks, problemList, type Place, type Problems } from './register-problem.ts';
import { withMatchKeys, type ReadingOptions, type RegisterReading } from './register-reading.ts';
import type { CsvTable } from './register-table.ts';
import { PLANS_LIMIT, type RegisterPlan } from './register.ts';
import { academicYearOf, cohortOf } from './year-group.ts';

export interface ListOptions extends Pick<ReadingOptions, 'laCode' | 'key'> {
	/** The day that the list is right for: a plan that it does not hold ended by then. */
	readonly referenceDate: PlainDate;
	/** The settings of the register, for lists that name them instead of giving a URN. */
	readonly schools: readonly { readonly urn: string; readonly name: string }[];
}

/** Years that a date of a plan can lie in: systems write 1900 or 9999 for "not known". */
const EARLIEST = '1990-01-01';
const LATEST = '2100-12-31';

const GOES_ON = 'The import can go on as if nothing stood here.';

/** One row, and what is told of it. */
interface Row {
	/** Gives the cell that holds a thing, without space around it; '' where no column was matched. */
	cell(field: ListField): string;
	/** Gives where that cell stands, by the list's own heading. */
	at(field: ListField): Place;
	readonly found: Problems;
	readonly options: ListOptions;
	readonly schools: ReadonlyMap<string, readonly string[]>;
}

interface ListPlan {
	readonly facts: Omit<RegisterPlan, 'matchKey'>;
	readonly number: string | null;
	readonly row: number;
}

/**
 * Gives what a list says, and every problem by row and column. `table` has its columns named as `listHeader` names them; it may lack
 * those that were not matched. A matching that is not enough is an error.
 */
export async function readRegisterList(
	table: CsvTable,
	matching: ListMatching,
	options: ListOptions
): Promise<RegisterReading> {
	const found = problemList();
	const file = table.name;
	for (const { code, message } of matchingFaults(matching)) found.error(code, { file, row: 1 }, `${message}.`);
	if (options.key === null)
		found.error('key.missing', { file: '' }, 'Plans can only be imported with the key file. Make or load it first.');
	const plans = table.header.length > 0 && !blocks(found.list()) ? plansIn(table, matching, options, found) : [];
	if (table.header.length > 0 && plans.length === 0 && !blocks(found.list()))
		found.error('plans.none', { file }, 'There is no plan in this list: no row beneath the headings holds anything.');
	if (plans.length > PLANS_LIMIT)
		found.error(
			'file.too_long',
			{ file },
			`This would be ${plans.length.toLocaleString('en-GB')} plans. We can take ${PLANS_LIMIT.toLocaleString('en-GB')} at once. Is this the right file?`
		);
	checkNumbers(plans, matching, file, found);
	const problems = [...(table.problems ?? []), ...found.list()];
	const files = [{ name: file, kind: null, rows: plans.length }];
	const places = { return: plans.map(({ row }) => ({ file, row })), schools: [], people: [] };
	if (blocks(problems) || options.key === null) return { files, import: null, problems, places };
	return {
		files,
		import: {
			return: {
				laCode: options.laCode,
				referenceDate: options.referenceDate,
				keyId: options.key.keyId,
				plans: await withMatchKeys(plans, options.key.matchKeyOf)
			},
			schools: null,
			people: null
		},
		problems,
		places
	};
}

function plansIn(table: CsvTable, matching: ListMatching, options: ListOptions, found: Problems): ListPlan[] {
	const schools = Map.groupBy(options.schools, ({ name }) => bareWords(name));
	const urns = new Map([...schools].map(([name, all]) => [name, all.map(({ urn }) => urn)]));
	const placeOf = new Map(table.header.map((column, place) => [column, place]));
	const placeFor = (field: ListField) => placeOf.get(matching[field] ?? '') ?? -1;
	return table.rows.flatMap((cells, index) => {
		if (cells.every((text) => text.trim() === '')) return [];
		const row = index + 2;
		const at = (field: ListField) => ({ file: table.name, row, column: matching[field] ?? null });
		const cell = (field: ListField) => (cells[placeFor(field)] ?? '').trim();
		return [planIn({ cell, at, found, options, schools: urns }, row)];
	});
}

function planIn(row: Row, at: number): ListPlan {
	const cohort = cohortIn(row);
	const startedOn = date(row, 'started_on');
	const transferDue = date(row, 'transfer_due');
	return {
		facts: {
			cohort,
			primaryNeed: read(row, 'primary_need', listNeed, 'code.unknown', 'We do not know this need.'),
			...settingIn(row),
			senUnit: yesNo(row, 'sen_unit') ?? false,
			resourcedProvision: yesNo(row, 'resourced_provision') ?? false,
			planKind:
				read(row, 'plan_kind', listKind, 'code.unknown', 'We expect “new” or “amended” here.', 'It counts as new.') ??
				'new',
			startedOn,
			ceasedOn: date(row, 'ceased_on'),
			dates: known({
				requestReceivedDate: date(row, 'request_received'),
				finalPlanDate: startedOn,
				exceptionReason: yesNo(row, 'exception') ? ('recorded' as const) : null,
				planFirstMadeDate: startedOn,
				reviewMeetingDate: date(row, 'review_meeting'),
				reviewDecisionDate: date(row, 'review_decision'),
				...(transferDue === null ? {} : transferOf(transferDue, cohort)),
				phaseTransferFinalDate: date(row, 'transfer_final')
			})
		},
		number: numberIn(row),
		row: at
	};
}

/** Gives what a cell holds; null where it is empty or, with a warning, cannot be read. */
function read<Value>(
	{ cell, at, found }: Row,
	field: ListField,
	reader: (text: string) => Value | null,
	code: string,
	words: string,
	goesOn = GOES_ON
): Value | null {
	const text = cell(field);
	if (text === '') return null;
	const value = reader(text);
	if (value === null) found.warning(code, at(field), `${words} ${goesOn}`.trim());
	return value;
}

function date(row: Row, field: ListField): PlainDate | null {
	const reader = (text: string) => {
		const day = listDate(text);
		return day !== null && day >= EARLIEST && day <= LATEST ? day : null;
	};
	return read(
		row,
		field,
		reader,
		'date.unreadable',
		'We cannot read this date: we expect one like 03/02/2027, day first.'
	);
}

function yesNo(row: Row, field: ListField): boolean | null {
	return read(row, field, flag, 'flag.unreadable', 'We expect yes or no, 1 or 0, true or false here.');
}

function cohortIn({ cell, at, found, options }: Row): number {
	const { referenceDate } = options;
	const born = cell('birth_date');
	if (born !== '') {
		const day = listDate(born);
		const tell = (code: string, words: string) => found.error(code, at('birth_date'), words);
		if (day === null)
			tell(
				'birth_date.unreadable',
				'We cannot read this date of birth: we expect one like 09/03/2015, with all of the year.'
			);
		else if (day > referenceDate)
			tell('birth_date.impossible', 'This date of birth lies after the day that the list is for.');
		else if (cohortOf(day) < FIRST_COHORT)
			tell('birth_date.impossible', 'This date of birth is too long ago for somebody with a plan.');
		else return Math.min(cohortOf(day), LAST_COHORT);
		// After an error nothing is sent: the value only keeps the shape.
		return FIRST_COHORT;
	}
	const text = cell('year_group');
	const year = text === '' ? null : listYearGroup(text);
	if (text !== '' && year === null)
		found.error(
			'year_group.unreadable',
			at('year_group'),
			'We cannot read this year group: we expect one like Year 4, R or Nursery.'
		);
	else if (year === null)
		found.error(
			'birth_date.missing',
			at(at('birth_date').column === null ? 'year_group' : 'birth_date'),
			'This plan has neither a date of birth nor a year group, so we cannot tell its stage.'
		);
	return year === null ? FIRST_COHORT : academicYearOf(referenceDate) - year;
}

/** Gives the setting: its URN, else the one register's setting of that name, else where somebody is without one. */
function settingIn(row: Row): Pick<RegisterPlan, 'schoolUrn' | 'senSetting'> {
	const urn = read(
		row,
		'urn',
		(text) => Urn.safeParse(text.replace(/\.0+$/, '')).data ?? null,
		'urn.malformed',
		'A URN has six figures.'
	);
	const schoolUrn = urn ?? (row.cell('urn') === '' ? namedIn(row) : null);
	const senSetting = read(row, 'sen_setting', listSetting, 'code.unknown', 'We do not know this kind of setting.');
	return { schoolUrn, senSetting: schoolUrn === null ? senSetting : null };
}

function namedIn({ cell, at, found, schools }: Row): string | null {
	const name = cell('school_name');
	if (name === '') return null;
	const urns = schools.get(bareWords(name)) ?? [];
	if (urns.length === 1) return urns[0] ?? null;
	found.warning(
		urns.length === 0 ? 'school.unknown' : 'school.several',
		at('school_name'),
		urns.length === 0
			? `The register has no setting of this name. Write it as GIAS does, or add the column of its URN. ${GOES_ON}`
			: `The register has several settings of this name, so we need the URN. ${GOES_ON}`
	);
	return null;
}

/** Gives what the match key is made of: UPN, else ULN, else the area's own number, which is marked so that it is never one of the others. */
function numberIn(row: Row): string | null {
	const { at, found } = row;
	const upn = read(row, 'upn', upnIn, 'upn.malformed', 'This does not have the form of a UPN, so we pass it over.', '');
	if (upn !== null) return upn;
	const uln = read(row, 'uln', ulnIn, 'uln.malformed', 'This does not have the form of a ULN, so we pass it over.', '');
	if (uln !== null) return uln;
	const own = read(
		row,
		'own_number',
		ownNumberIn,
		'own_number.malformed',
		`A number has at most ${OWN_NUMBER_LENGTH} characters, so we pass this over.`,
		''
	);
	if (own !== null) return own;
	const field = numberFields.find((one) => at(one).column !== null) ?? 'upn';
	found.warning(
		'number.missing',
		at(field),
		'This plan has no number that we can use, so it gets a new reference with every import.'
	);
	return null;
}

/** Two rows under one number would become one plan. */
function checkNumbers(plans: readonly ListPlan[], matching: ListMatching, file: string, found: Problems): void {
	const rowByNumber = new Map<string, number>();
	for (const { number, row } of plans) {
		if (number === null) continue;
		const before = rowByNumber.get(number);
		if (before === undefined) rowByNumber.set(number, row);
		else {
			const field = number.startsWith('own:') ? 'own_number' : upnIn(number) === null ? 'uln' : 'upn';
			found.error(
				'person.twice',
				{ file, row, column: matching[field] ?? null },
				`Row ${before} has the same number (${listThings[field].label}). Keep one row a child or young person: the plan that is in force.`
			);
		}
	}
}
