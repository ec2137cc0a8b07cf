/** PostgreSQL behind Kysely: connections that wait for the disk, numbers that are numbers. */
import { PostgresDialect, type Dialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { StoreError } from './store-error.ts';

/** pg's number for bigint, which is what count() gives; it comes as text unless told otherwise. Ours stay far below 2^53. */
const INT8 = 20;

const CONNECTIONS = 10;

/** What must read back, so that a commit is on disk before it is acknowledged. remote_apply also waits for a standby. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
	synchronous_commit: ['on', 'remote_apply'],
	fsync: ['on'],
	full_page_writes: ['on'],
	server_encoding: ['UTF8']
};

/** Gives Kysely's dialect over a pool of connections to `databaseUrl`, checked once. Throws StoreError, never with the address in it. */
export async function postgresDialect(databaseUrl: string): Promise<Dialect> {
	const pool = new pg.Pool({
		connectionString: databaseUrl,
		max: CONNECTIONS,
		connectionTimeoutMillis: 10_000,
		application_name: 'golden-thread',
		types: {
			getTypeParser: (oid: number, format?: 'text' | 'binary') =>
				oid === INT8 ? Number : (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown)
		},
		// Each connection says for itself that its commits wait for the disk, whatever the server's own setting is.
		onConnect: (client: pg.ClientBase) => client.query('set synchronous_commit = on').then(() => undefined)
	});
	// An idle connection that breaks is replaced at its next use; without a listener it would end the process.
	pool.on('error', () => {});
	try {
		const client = await pool.connect();
		try {
			for (const [name, allowed] of Object.entries(REQUIRED)) {
				const { rows } = await client.query<Record<string, string>>(`show ${name}`);
				const found = rows[0]?.[name] ?? '';
				if (!allowed.includes(found)) throw new StoreError(`PostgreSQL: ${name} is ${found}, not ${allowed[0]}`);
			}
		} finally {
			client.release();
		}
	} catch (thrown) {
		await pool.end();
		if (thrown instanceof StoreError) throw thrown;
		throw new StoreError('PostgreSQL: the store at DATABASE_URL cannot be reached', { cause: thrown });
	}
	return new PostgresDialect({
		pool: {
			options: pool.options,
			connect: async () => preparing(await pool.connect()),
			end: () => pool.end()
		}
	});
}

/** Statements kept prepared on a connection, by their text. Each costs the server some memory, so only short ones that come again are. */
const names = new Map<string, string>();
const PREPARED = 200;
const PREPARED_LENGTH = 2_500;
const PREPARED_VALUES = 60;

function nameOf(text: string, values: readonly unknown[]): string | undefined {
	const name = names.get(text);
	if (name !== undefined) return name;
	if (names.size >= PREPARED || text.length > PREPARED_LENGTH || values.length > PREPARED_VALUES) return undefined;
	const next = `s${names.size}`;
	names.set(text, next);
	return next;
}

const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();

/**
 * Gives the connection with its statements prepared: the server reads and plans each once, which doubles the intake of audits. The
 * same wrapping for the same connection, since Kysely knows a connection by it.
 */
function preparing(client: pg.PoolClient): PostgresPoolClient {
	const known = wrapped.get(client);
	if (known) return known;
	// The pool listens while a connection rests. One that breaks in somebody's hands fails their statement, and is not used again;
	// without a listener it would end the process besides.
	client.on('error', () => {});
	const query = (statement: unknown, values: unknown[] = []) => {
		if (typeof statement !== 'string' || values.length === 0) return client.query(statement as string, values);
		const name = nameOf(statement, values);
		return client.query({ text: statement, values, ...(name !== undefined && { name }) });
	};
	const made: PostgresPoolClient = {
		query: query as unknown as PostgresPoolClient['query'],
		release: (destroy) => client.release(destroy)
	};
	wrapped.set(client, made);
	return made;
}
