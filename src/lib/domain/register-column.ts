/**
 * What the columns of an SEN2 return hold. Every cell is checked once, in every row; one that cannot be read is a warning, and the
 * import can go on as if nothing stood there, once the coordinator has seen it.
 */
import { Urn } from './ids.ts';
import type { PlainDate } from './plain-date.ts';
import { SenSetting, SenType } from './plan.ts';
import { flag, sen2Date, wholeNumber } from './register-cell.ts';
import { sen2Modules, type Sen2Module } from './register-files.ts';
import type { Problems } from './register-problem.ts';
import type { JoinedModule, JoinedReturn } from './register-sen2.ts';

/** Years that a date of a plan can lie in: systems write 1900 or 9999 for "not known". */
const EARLIEST = '1990-01-01';
const LATEST = '2100-12-31';

function planDate(text: string): PlainDate | null {
	const date = sen2Date(text);
	return date !== null && date >= EARLIEST && date <= LATEST ? date : null;
}

function urn(text: string): string | null {
	return Urn.safeParse(text.replace(/\.0+$/, '')).data ?? null;
}

function ukprn(text: string): string | null {
	return /^\d{8}(?:\.0+)?$/.test(text) ? text.slice(0, 8) : null;
}

function senType(text: string): SenType | null {
	return SenType.safeParse(text.toUpperCase()).data ?? null;
}

function senSetting(text: string): SenSetting | null {
	return SenSetting.safeParse(text.toUpperCase()).data ?? null;
}

/** SEN2's outcomes of a review: M maintain, A amend, C cease. */
function reviewOutcome(text: string): 'M' | 'A' | 'C' | null {
	const code = text.toUpperCase();
	return code === 'M' || code === 'A' || code === 'C' ? code : null;
}

const GOES_ON = 'The import can go on as if nothing stood here.';

interface Content {
	readonly read: (text: string) => unknown;
	readonly code: string;
	readonly message: string;
}

const contents = {
	date: {
		read: planDate,
		code: 'date.unreadable',
		message: `We cannot read this date: we expect one like 2022-Sep-28 00:00:00. ${GOES_ON}`
	},
	flag: {
		read: flag,
		code: 'flag.unreadable',
		message: `We expect 1 or 0, true or false, yes or no here. ${GOES_ON}`
	},
	rank: { read: wholeNumber, code: 'rank.unreadable', message: `This rank is not a whole number. ${GOES_ON}` },
	urn: { read: urn, code: 'urn.malformed', message: `A URN has six figures. ${GOES_ON}` },
	ukprn: { read: ukprn, code: 'ukprn.malformed', message: `A UKPRN has eight figures. ${GOES_ON}` },
	senType: { read: senType, code: 'code.unknown', message: `We do not know this code for a type of need. ${GOES_ON}` },
	senSetting: { read: senSetting, code: 'code.unknown', message: `We do not know this code for a setting. ${GOES_ON}` },
	reviewOutcome: {
		read: reviewOutcome,
		code: 'code.unknown',
		message: `The outcome of a review is M, A or C. ${GOES_ON}`
	}
} as const satisfies Record<string, Content>;

const settingColumns = {
	urn: 'urn',
	ukprn: 'ukprn',
	sensetting: 'senSetting',
	placementrank: 'rank',
	senunitindicator: 'flag',
	resourcedprovisionindicator: 'flag'
} as const;

const columns: Readonly<Record<Sen2Module, Readonly<Record<string, keyof typeof contents>>>> = {
	sen2: {},
	person: {},
	requests: { receiveddate: 'date' },
	assessment: { week20: 'flag' },
	namedplan: { startdate: 'date', ceasedate: 'date' },
	plandetail: settingColumns,
	activeplans: {
		reviewmeeting: 'date',
		reviewoutcome: 'reviewOutcome',
		lastreview: 'date',
		phasetransferduedate: 'date',
		phasetransferfinaldate: 'date'
	},
	placementdetail: { ...settingColumns, entrydate: 'date', leavingdate: 'date' },
	senneed: { sentype: 'senType', sentyperank: 'rank' }
};

/** Notes every cell that holds something which cannot be read, by file, row and column. */
export function checkCells(joined: JoinedReturn, found: Problems): void {
	for (const module of sen2Modules) {
		const { sheet } = joined[module];
		for (const [column, kind] of Object.entries(columns[module])) {
			if (!sheet.has(column)) continue;
			const { read, code, message } = contents[kind];
			for (const index of sheet.filled) {
				const text = sheet.cell(index, column);
				if (text !== '' && read(text) === null) found.warning(code, sheet.at(index, column), message);
			}
		}
	}
}

type Held<Kind extends keyof typeof contents> = ReturnType<(typeof contents)[Kind]['read']>;

/** Gives what a cell holds; null where it is empty, cannot be read, or there is no such row. */
export function contentOf<Kind extends keyof typeof contents>(
	kind: Kind,
	module: JoinedModule,
	index: number | null,
	column: string
): Held<Kind> | null {
	if (index === null) return null;
	const text = module.sheet.cell(index, column);
	return text === '' ? null : (contents[kind].read(text) as Held<Kind> | null);
}
