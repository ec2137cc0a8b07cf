/** PostgreSQL behind Kysely: connections that wait for the disk, numbers that are numbers. */
import { PostgresDialect, type Dialect } from 'kysely';
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
	return new PostgresDialect({ pool });
}
