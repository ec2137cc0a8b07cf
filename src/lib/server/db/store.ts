/**
 * The handle that storage functions are given: one partnership's rows and nothing else. Which partnership is not an argument that
 * a query could forget: `partnership-guard.ts` puts it into every statement, and the column is not even there to be named.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Kysely } from 'kysely';
import { engineOf, type Database } from './connection.ts';
import { partnershipGuard } from './partnership-guard.ts';
import type { OwnedTables, PartnershipTable } from './tables.ts';

/** The owned tables as a store sees them. */
export type StoreTables = { [Name in keyof OwnedTables]: Omit<OwnedTables[Name], 'partnershipId'> };
export type TableName = keyof StoreTables;

/**
 * One partnership's rows. The four verbs are Kysely's; joins and subqueries are kept to the partnership as well.
 * CTEs, right and full joins, INSERT ... SELECT and ON CONFLICT without columns are refused.
 */
export type Store = Pick<Kysely<StoreTables>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom'> & {
	readonly partnershipId: string;
};

interface Behind {
	/** The database, also where the store is inside a transaction. */
	readonly db: Database;
	/** What statements run on: the database, or one transaction of it. */
	readonly handle: Database;
}

/** What lies behind a store; nothing outside this file can reach it. */
const behind = new WeakMap<Store, Behind>();

/** The transaction that the code running now is in. */
const current = new AsyncLocalStorage<Behind>();

/** Every owned table by its name in SQL; checked by the type to be all of them. */
const owned: Readonly<Record<TableName, string>> = {
	person: 'person',
	personRole: 'person_role',
	personSchool: 'person_school',
	invitation: 'invitation',
	school: 'school',
	plan: 'plan',
	interest: 'interest',
	registerImport: 'register_import',
	rubric: 'rubric',
	term: 'term',
	samplePlan: 'sample_plan',
	assignment: 'assignment',
	entry: 'entry',
	submission: 'submission',
	learningReport: 'learning_report',
	schoolReport: 'school_report',
	activity: 'activity',
	counter: 'counter',
	setting: 'setting',
	tabletReport: 'tablet_report',
	revision: 'revision',
	caseFact: 'case_fact',
	rubricDraft: 'rubric_draft',
	recommendation: 'recommendation',
	personService: 'person_service',
	household: 'household',
	registerBefore: 'register_before',
	tablet: 'tablet',
	intakeKey: 'intake_key',
	vault: 'vault',
	draftBackup: 'draft_backup',
	recovery: 'recovery',
	farewell: 'farewell',
	proposalWish: 'proposal_wish'
};
/** Names of the owned tables. */
export const tableNames = Object.keys(owned) as readonly TableName[];
const ownedNames: ReadonlySet<string> = new Set(Object.values(owned));

/** Gives the store of one partnership. That the partnership is the asker's own is the gate's to know. */
export function openStore(db: Database, partnershipId: string): Store {
	return storeOn({ db, handle: db }, partnershipId);
}

function storeOn(at: Behind, partnershipId: string): Store {
	const scoped = at.handle.withPlugin(partnershipGuard(partnershipId, ownedNames)) as unknown as Kysely<StoreTables>;
	const inPlace = () => {
		refuseOutside(at);
		return scoped;
	};
	const store: Store = Object.freeze({
		partnershipId,
		selectFrom: ((from: never) => inPlace().selectFrom(from)) as Store['selectFrom'],
		insertInto: ((table: never) => inPlace().insertInto(table)) as Store['insertInto'],
		updateTable: ((table: never) => inPlace().updateTable(table)) as Store['updateTable'],
		deleteFrom: ((from: never) => inPlace().deleteFrom(from)) as Store['deleteFrom']
	});
	behind.set(store, at);
	return store;
}

/** A statement on the outer store would leave the transaction, and on SQLite wait for it for ever. */
function refuseOutside(at: Behind) {
	const now = current.getStore();
	if (now && now.db === at.db && now.handle !== at.handle)
		throw new Error('inside a transaction, use the store that the transaction gives');
}

function behindOf(store: Store): Behind {
	const at = behind.get(store);
	if (!at) throw new Error('this store did not come from openStore()');
	refuseOutside(at);
	return at;
}

/** Gives the partnership itself: the one row that belongs to no table of its own. */
export async function partnershipOf(store: Store): Promise<PartnershipTable> {
	return behindOf(store)
		.handle.selectFrom('partnership')
		.selectAll()
		.where('partnershipId', '=', store.partnershipId)
		.executeTakeFirstOrThrow();
}

/**
 * Runs `body` in one transaction: all of it is on disk when this resolves, none of it where `body` throws. Transactions of one
 * partnership run one after the other on both engines, so what `body` read stays true until it is done.
 * Inside another transaction it is part of that one.
 */
export async function inTransaction<Out>(store: Store, body: (tx: Store) => Promise<Out>): Promise<Out> {
	const at = behindOf(store);
	if (at.handle !== at.db) return body(store);
	return transactionOf(at.db, store.partnershipId, body);
}

/**
 * The same for the one act that writes a partnership's rows and an account, which belongs to none: accepting an invitation. `body` is
 * given the transaction's own handle too; nothing but sign-in may ask for it.
 */
export async function transactionOf<Out>(
	db: Database,
	partnershipId: string,
	body: (tx: Store, handle: Database) => Promise<Out>
): Promise<Out> {
	return db.transaction().execute(async (handle) => {
		if (engineOf(db) === 'postgres') {
			await sql`select pg_advisory_xact_lock(hashtextextended(${partnershipId}, 20))`.execute(handle);
		}
		const within = { db, handle };
		return current.run(within, () => body(storeOn(within, partnershipId), handle));
	});
}
