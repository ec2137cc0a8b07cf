/** Reads a set of files chosen together: recognises each, joins what belongs together, and gives one import and every problem. */
import { peopleOf, type PeopleRead } from './people-file.ts';
import { schoolsOf, type SchoolsRead } from './gias.ts';
import type { PlainDate } from './plain-date.ts';
import { sen2Date } from './register-cell.ts';
import { checkCells } from './register-column.ts';
import { fileKindLabels, fileKindOf, sen2Modules, type FileKind, type Sen2Module } from './register-files.ts';
import { plansOf, type ReturnPlan } from './register-plan.ts';
import { blocks, problemList, type FileProblem, type Place, type Problems } from './register-problem.ts';
import { joinReturn, type JoinedReturn, type Sen2Tables } from './register-sen2.ts';
import type { CsvTable } from './register-table.ts';
import { PEOPLE_LIMIT, PLANS_LIMIT, SCHOOLS_LIMIT, type ImportProblem, type RegisterImport } from './register.ts';

export interface ReadingOptions {
	/** DfE's three-digit code of the partnership's authority. */
	readonly laCode: string;
	/** The day that the return is for, where its own file does not say. */
	readonly referenceDate?: PlainDate | undefined;
	/** URNs that the register already names, by its schools, plans and people: these are kept wherever they are, and when closed. */
	readonly namedUrns?: Iterable<string> | undefined;
	/** The key behind the match keys: its name, and HMAC-SHA-256 under it of a UPN or ULN. Null: no plans can be read. */
	readonly key: { readonly keyId: string; readonly matchKeyOf: (number: string) => Promise<string> } | null;
}

export interface RecognisedFile {
	readonly name: string;
	/** Null: none of the files that we know. */
	readonly kind: FileKind | null;
	readonly rows: number;
}

export interface RegisterReading {
	readonly files: readonly RecognisedFile[];
	/** What can be sent; null while an error blocks it. */
	readonly import: RegisterImport | null;
	readonly problems: readonly FileProblem[];
	/** Where each plan, school and person stands in its file, in the order of `import`: what the server finds is told there. */
	readonly places: Readonly<Record<ImportProblem['part'], readonly Place[]>>;
}

/**
 * Reads the files. The nine modules of a return come together or not at all; schools and people each stand alone too. Nothing that
 * names a child is in what comes out. `files` may be given with columns left out that no reader wants.
 */
export async function readRegister(files: readonly CsvTable[], options: ReadingOptions): Promise<RegisterReading> {
	const found = problemList();
	const known = files.map((table) => ({ table, kind: fileKindOf(table.name, table.header) }));
	const before = files.flatMap(({ problems }) => problems ?? []);
	const recognised: RecognisedFile[] = known.map(({ table, kind }) => ({
		name: table.name,
		kind,
		rows: table.rows.filter((row) => row.some((text) => text.trim() !== '')).length
	}));
	const byKind = oneOfEach(known, found);

	const read = readReturn(byKind, options, found);
	const people = isReadable(byKind.people) ? peopleOf(byKind.people, found) : null;
	const wanted = wantedOf(read?.plans ?? [], people, options);
	const schools = isReadable(byKind.gias) ? schoolsOf(byKind.gias, wanted, found) : null;
	checkSizes(byKind, read?.plans ?? [], schools, people, found);
	const plans = (read?.plans ?? []).map((plan) => withUrn(plan, schools?.urnByUkprn));
	if (read && byKind.person) checkNumbers(plans, byKind.person.name, found);

	const problems = [...before, ...found.list()];
	const places = {
		return: plans.map(({ file, row }) => ({ file, row })),
		schools: (schools?.rows ?? []).map((row) => ({ file: byKind.gias?.name ?? '', row })),
		people: (people?.rows ?? []).map((row) => ({ file: byKind.people?.name ?? '', row }))
	};
	if (blocks(problems)) return { files: recognised, import: null, problems, places };
	return {
		files: recognised,
		import: {
			return:
				read && options.key
					? {
							laCode: options.laCode,
							referenceDate: read.referenceDate,
							keyId: options.key.keyId,
							plans: await withMatchKeys(plans, options.key.matchKeyOf)
						}
					: null,
			schools: schools?.schools ?? null,
			people: people?.people ?? null
		},
		problems,
		places
	};
}

type ByKind = Partial<Record<FileKind, CsvTable>>;

/** A file whose text could not be read has said so, and gives no header. */
function isReadable(table: CsvTable | undefined): table is CsvTable {
	return table !== undefined && table.header.length > 0;
}

function oneOfEach(known: readonly { table: CsvTable; kind: FileKind | null }[], found: Problems): ByKind {
	const byKind: ByKind = {};
	if (known.length === 0) found.error('files.none', { file: '' }, 'Choose the files to import.');
	for (const { table, kind } of known) {
		if (kind === null) {
			// One that could not be read has said so; one of which no column is ours has kept none.
			if (table.header.length === 0 && (table.problems ?? []).length > 0) continue;
			found.error(
				'file.unknown',
				{ file: table.name },
				'We do not recognise this file: neither its name nor its columns are those of an SEN2 export, of GIAS or of a people file. Take it off the list, or export it again.'
			);
			continue;
		}
		const other = byKind[kind];
		if (other) {
			found.error(
				'file.twice',
				{ file: table.name },
				`"${other.name}" is also a file of this kind (${fileKindLabels[kind]}). Keep the one that you mean.`
			);
		} else byKind[kind] = table;
	}
	return byKind;
}

function readReturn(
	byKind: ByKind,
	options: ReadingOptions,
	found: Problems
): { referenceDate: PlainDate; plans: ReturnPlan[] } | null {
	const missing = sen2Modules.filter((module) => !byKind[module]);
	if (missing.length === sen2Modules.length) return null;
	if (missing.length > 0) {
		for (const module of missing) {
			found.error(
				'file.missing',
				{ file: `…_${module}.csv` },
				`The return is not complete without its file "${module}" (${fileKindLabels[module]}). Choose it too.`
			);
		}
		return null;
	}
	if (!sen2Modules.every((module) => isReadable(byKind[module]))) return null;
	if (options.key === null) {
		found.error('key.missing', { file: '' }, 'Plans can only be imported with the key file. Make or load it first.');
	}
	const joined = joinReturn(byKind as Record<Sen2Module, CsvTable> satisfies Sen2Tables, found);
	const { person } = joined;
	if (!person.sheet.has('upn') && !person.sheet.has('uniquelearnernumber')) {
		found.error(
			'column.missing',
			{ file: person.sheet.file, row: 1, column: 'upn' },
			'Neither the column upn nor the column uniquelearnernumber is there, so no plan could be found again next year. Export the file again with both.'
		);
	}
	const referenceDate = referenceDateOf(joined, options, found);
	checkCells(joined, found);
	const plans = plansOf(joined, referenceDate ?? '2100-12-31', found);
	if (plans.length === 0) {
		found.error(
			'plans.none',
			{ file: joined.activeplans.sheet.file },
			'There is no plan in this return. Are these the files of one and the same export?'
		);
	}
	return { referenceDate: referenceDate ?? '2100-12-31', plans };
}

/** Checks the return's own row: the authority is ours, and the day it is for is known. */
function referenceDateOf({ sen2 }: JoinedReturn, options: ReadingOptions, found: Problems): PlainDate | null {
	const { sheet } = sen2;
	if (sheet.filled.length === 0) {
		found.error('return.empty', { file: sheet.file }, 'This file has no row, so we cannot tell whose return it is.');
		return null;
	}
	for (const index of sheet.has('lea') ? sheet.filled : []) {
		if (Number(sheet.cell(index, 'lea')) === Number(options.laCode) && sheet.cell(index, 'lea') !== '') continue;
		found.error(
			'authority.other',
			sheet.at(index, 'lea'),
			`This return is of another authority: ours has the code ${options.laCode}. Choose our own return.`
		);
	}
	const texts = new Set(sheet.filled.map((index) => sheet.cell(index, 'referencedate')));
	const dates = [...texts].map((text) => (text === '' ? (options.referenceDate ?? null) : sen2Date(text)));
	const at = sheet.at(sheet.filled[0] ?? 0, 'referencedate');
	if (dates.length > 1) {
		found.error('return.several', at, 'These are several returns in one file. Export one of them.');
	} else if (!dates[0]) {
		found.error('date.unreadable', at, 'We need the day that the return is for, like 2027-Jan-21 00:00:00.');
	}
	return dates[0] ?? null;
}

function wantedOf(plans: readonly ReturnPlan[], people: PeopleRead | null, options: ReadingOptions) {
	const urns = new Set(options.namedUrns ?? []);
	const ukprns = new Set<string>();
	for (const { facts, ukprn } of plans) {
		if (facts.schoolUrn !== null) urns.add(facts.schoolUrn);
		else if (ukprn !== null) ukprns.add(ukprn);
	}
	for (const person of people?.people ?? []) {
		for (const urn of [...person.schoolUrns, ...person.interestUrns]) urns.add(urn);
	}
	return { laCode: options.laCode, urns, ukprns };
}

function checkSizes(
	byKind: ByKind,
	plans: readonly ReturnPlan[],
	schools: SchoolsRead | null,
	people: PeopleRead | null,
	found: Problems
): void {
	const limits: [FileKind, number, number, string][] = [
		['activeplans', plans.length, PLANS_LIMIT, 'plans'],
		['gias', schools?.schools.length ?? 0, SCHOOLS_LIMIT, 'schools'],
		['people', people?.people.length ?? 0, PEOPLE_LIMIT, 'people']
	];
	for (const [kind, count, limit, noun] of limits) {
		if (count <= limit) continue;
		found.error(
			'file.too_long',
			{ file: byKind[kind]?.name ?? '' },
			`This would be ${count.toLocaleString('en-GB')} ${noun}. We can take ${limit.toLocaleString('en-GB')} at once. Is this the right file?`
		);
	}
}

function withUrn(plan: ReturnPlan, urnByUkprn: ReadonlyMap<string, string> | undefined): ReturnPlan {
	const urn = plan.ukprn === null ? undefined : urnByUkprn?.get(plan.ukprn);
	return urn === undefined ? plan : { ...plan, facts: { ...plan.facts, schoolUrn: urn, senSetting: null } };
}

/** Two plans under one number would become one plan. */
function checkNumbers(plans: readonly ReturnPlan[], file: string, found: Problems): void {
	const rowByNumber = new Map<string, number>();
	for (const { number, personRow } of plans) {
		if (number === null) continue;
		const before = rowByNumber.get(number);
		if (before === undefined) rowByNumber.set(number, personRow);
		else {
			found.error(
				'person.twice',
				{ file, row: personRow, column: 'upn' },
				`Row ${before} has the same UPN or ULN, and both have a plan. Is a child there twice, or does a number stand at the wrong child?`
			);
		}
	}
}

/** Plans whose match keys are made at once: enough to keep the machine busy, few enough to keep its memory small. */
const BATCH = 500;

/** Gives plans with their match keys instead of their numbers, in the same order. */
export async function withMatchKeys(
	plans: readonly Pick<ReturnPlan, 'facts' | 'number'>[],
	matchKeyOf: (number: string) => Promise<string>
): Promise<NonNullable<RegisterImport['return']>['plans']> {
	const keyed: NonNullable<RegisterImport['return']>['plans'] = [];
	for (let from = 0; from < plans.length; from += BATCH) {
		keyed.push(
			...(await Promise.all(
				plans.slice(from, from + BATCH).map(async ({ facts, number }) => ({
					...facts,
					matchKey: number === null ? null : await matchKeyOf(number)
				}))
			))
		);
	}
	return keyed;
}
