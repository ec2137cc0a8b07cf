/** Which files the register is read from, and how each is recognised: by its name, else by its columns, since people rename files. */
import { columnName } from './register-table.ts';

/** The nine modules of the SEN2 person-level return that the "Blade export" writes, parents before children. */
export const sen2Modules = [
	'sen2',
	'person',
	'requests',
	'assessment',
	'namedplan',
	'plandetail',
	'activeplans',
	'placementdetail',
	'senneed'
] as const;
export type Sen2Module = (typeof sen2Modules)[number];

export type FileKind = Sen2Module | 'gias' | 'people';

export const fileKindLabels: Readonly<Record<FileKind, string>> = {
	sen2: 'SEN2 return: the return itself',
	person: 'SEN2 return: children and young people',
	requests: 'SEN2 return: requests for assessment',
	assessment: 'SEN2 return: assessments',
	namedplan: 'SEN2 return: plans named',
	plandetail: 'SEN2 return: settings in plans',
	activeplans: 'SEN2 return: active plans',
	placementdetail: 'SEN2 return: placements',
	senneed: 'SEN2 return: needs',
	gias: 'Schools (Get Information About Schools)',
	people: 'People'
};

export interface FileShape {
	/** The parent module, whose id each row carries. */
	readonly parent: Sen2Module | null;
	/** Columns that the reading cannot do without, in lower case. */
	readonly keys: readonly string[];
	readonly optional: readonly string[];
}

function sen2Shape(module: Sen2Module, parent: Sen2Module | null, keys: string[], optional: string[]): FileShape {
	const ids = parent === null ? [idColumn(module)] : [idColumn(module), idColumn(parent)];
	return { parent, keys: [...ids, ...keys], optional };
}

/** Gives the column that holds a module's own ids; the same column in a child's file holds its parent's. */
export function idColumn(module: Sen2Module): string {
	return `${module}tableid`;
}

/** The columns that are read, by file. Every other column is passed over before it is kept. */
export const fileShapes: Readonly<Record<FileKind, FileShape>> = {
	sen2: sen2Shape('sen2', null, ['lea'], ['referencedate', 'year']),
	person: sen2Shape('person', 'sen2', ['personbirthdate'], ['upn', 'uniquelearnernumber']),
	requests: sen2Shape('requests', 'person', ['receiveddate'], []),
	assessment: sen2Shape('assessment', 'requests', [], ['week20']),
	namedplan: sen2Shape('namedplan', 'assessment', ['startdate'], ['ceasedate']),
	plandetail: sen2Shape(
		'plandetail',
		'namedplan',
		[],
		['urn', 'ukprn', 'sensetting', 'placementrank', 'senunitindicator', 'resourcedprovisionindicator']
	),
	activeplans: sen2Shape(
		'activeplans',
		'requests',
		[],
		['reviewmeeting', 'reviewoutcome', 'lastreview', 'phasetransferduedate', 'phasetransferfinaldate']
	),
	placementdetail: sen2Shape(
		'placementdetail',
		'activeplans',
		['urn', 'placementrank'],
		['ukprn', 'sensetting', 'entrydate', 'leavingdate', 'senunitindicator', 'resourcedprovisionindicator']
	),
	senneed: sen2Shape('senneed', 'activeplans', ['sentype', 'sentyperank'], []),
	gias: {
		parent: null,
		keys: [
			'urn',
			'la (code)',
			'establishmentname',
			'typeofestablishment (code)',
			'establishmentstatus (name)',
			'phaseofeducation (code)'
		],
		optional: ['ukprn', 'closedate', 'statutorylowage', 'statutoryhighage']
	},
	people: {
		parent: null,
		keys: ['email', 'name', 'role'],
		optional: ['agency', 'capacity', 'trained_on', 'school_urns', 'interest_urns']
	}
};

const readColumns: ReadonlySet<string> = new Set(
	Object.values(fileShapes).flatMap(({ keys, optional }) => [...keys, ...optional])
);

/** Gives whether any reader wants a column: all others are dropped while a file is parsed, names and addresses among them. */
export function isReadColumn(text: string): boolean {
	return readColumns.has(columnName(text));
}

function kindByName(name: string): FileKind | null {
	const words = name
		.toLowerCase()
		.replace(/\.[a-z]+$/, '')
		.split(/[^a-z0-9]+/);
	const module = words.findLast((word) => (sen2Modules as readonly string[]).includes(word));
	if (module) return module as Sen2Module;
	if (words.some((word) => word.startsWith('edubase') || word === 'gias')) return 'gias';
	return words.includes('people') ? 'people' : null;
}

/**
 * Gives what a file is, null where it is none of ours. A name that its columns bear out wins; then columns that fit one kind;
 * then the name alone, so that a missing column is told as such; then the own id of a module without its parent's.
 */
export function fileKindOf(name: string, header: readonly string[]): FileKind | null {
	const columns = new Set(header.map(columnName));
	const fits = (kind: FileKind) => fileShapes[kind].keys.every((key) => columns.has(key));
	const named = kindByName(name);
	if (named && fits(named)) return named;
	const fitting = (Object.keys(fileShapes) as FileKind[]).filter(fits);
	if (fitting.length === 1) return fitting[0] ?? null;
	if (named) return named;
	const ids = sen2Modules.filter((module) => columns.has(idColumn(module)));
	return (
		ids.findLast((module) => !ids.some((child) => fileShapes[child].parent === module)) ??
		(columns.has('urn') && columns.has('establishmentname') ? 'gias' : null)
	);
}
