/** The nine modules of a SEN2 "Blade export": columns in the order of the export, dates and flags as the file spells them. */
import type { PlainDate } from '#lib/domain/plain-date.ts';

export const modules = {
	sen2: [
		...['collection', 'year', 'referencedate', 'sourcelevel', 'softwarecode', 'release', 'serialno', 'datetime', 'lea'],
		...['dmo', 'dco']
	],
	person: [
		...['sen2tableid', 'surname', 'forename', 'personbirthdate', 'sex', 'ethnicity', 'postcode', 'upn'],
		...['uniquelearnernumber', 'upnunknown']
	],
	requests: [
		...['persontableid', 'receiveddate', 'requestsource', 'rya', 'requestoutcomedate', 'requestoutcome'],
		...['requestmediation', 'requesttribunal', 'exported']
	],
	assessment: [
		...['requeststableid', 'assessmentoutcome', 'assessmentoutcomedate', 'assessmentmediation', 'assessmenttribunal'],
		...['othermediation', 'othertribunal', 'week20']
	],
	namedplan: ['assessmenttableid', 'startdate', 'planres', 'planwbp', 'pb', 'oa', 'dp', 'ceasedate', 'ceasereason'],
	plandetail: [
		...['namedplantableid', 'urn', 'ukprn', 'sensetting', 'sensettingother', 'placementrank', 'senunitindicator'],
		...['resourcedprovisionindicator']
	],
	activeplans: [
		...['requeststableid', 'transferla', 'reviewmeeting', 'reviewoutcome', 'reviewdraft', 'phasetransferduedate'],
		...['phasetransferfinaldate', 'lastreview']
	],
	placementdetail: [
		...['activeplanstableid', 'urn', 'ukprn', 'sensetting', 'sensettingother', 'placementrank', 'entrydate'],
		...['leavingdate', 'attendancepattern', 'senunitindicator', 'resourcedprovisionindicator', 'res', 'wbp']
	],
	senneed: ['activeplanstableid', 'sentyperank', 'sentype']
} as const satisfies Record<string, readonly string[]>;

export type ModuleName = keyof typeof modules;
export const moduleNames = Object.keys(modules) as ModuleName[];

export type Row = Readonly<Record<string, string>>;
export type Sen2Rows = Readonly<Record<ModuleName, readonly Row[]>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Gives a date as the export writes it, for example `2022-Sep-28 00:00:00`; empty for none. */
export function sen2Date(date: PlainDate | null): string {
	if (date === null) return '';
	return `${date.slice(0, 4)}-${MONTHS[Number(date.slice(5, 7)) - 1]}-${date.slice(8)} 00:00:00`;
}

/** Gives a flag as the export writes it. */
export const flag = (on: boolean) => (on ? '1' : '0');

/** Gives what gathers rows, giving each its table id, native id and order, which are new in every export. */
export function gatherer() {
	const rows = Object.fromEntries(moduleNames.map((name) => [name, [] as Row[]])) as Record<ModuleName, Row[]>;
	const add = (module: ModuleName, values: Row): string => {
		const number = rows[module].length + 1;
		const id = String((moduleNames.indexOf(module) + 1) * 1_000_000 + number);
		rows[module].push({
			[`${module}tableid`]: id,
			NativeId: `DEMO-${module.toUpperCase()}-${number}`,
			[`${module}orderseqcolumn`]: String(number),
			sourceid: '1',
			...values
		});
		return id;
	};
	return { rows, add };
}
