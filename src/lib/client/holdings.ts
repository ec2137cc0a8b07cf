/** What this tablet holds, counted, for its person to see. Nothing is read but how much there is. */
import { readIds } from './records.ts';
import type { TableName } from './db.ts';
import type { Tablet } from './tablet.ts';

export type HeldTable = Exclude<TableName, 'contact' | 'practice'>;

export interface TabletHoldings {
	readonly counts: Readonly<Record<HeldTable, number>>;
	/** Databases of other people who signed in on this tablet: theirs, and not opened here. Null where the browser cannot tell. */
	readonly others: number | null;
}

const tables = [
	'workload',
	'drafts',
	'outbox',
	'submissions',
	'aside',
	'rubrics',
	'guide',
	'openings'
] as const satisfies HeldTable[];

/** Names of databases that belong to no person: the tablet's own, and the coordinator's keys (another part of the app). */
const NOBODYS = new Set(['golden-thread-device', 'golden-thread-keys']);

/** Gives the counts. `databases` is the browser's own list, where it has one. */
export async function of(
	{ db }: Pick<Tablet, 'db'>,
	databases: (() => Promise<{ name?: string | undefined }[]>) | undefined
): Promise<TabletHoldings> {
	const counts = Object.fromEntries(
		await Promise.all(tables.map(async (table) => [table, (await readIds(db, table)).length] as const))
	) as Record<HeldTable, number>;
	const names = databases && (await databases().catch(() => null));
	const others = names
		? names.filter(({ name }) => name?.startsWith('golden-thread-') && !NOBODYS.has(name) && name !== db.name).length
		: null;
	return { counts, others };
}
