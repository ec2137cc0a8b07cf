/**
 * better-auth's way into our own tables, on either engine. Times are ISO text and flags 0/1, as everywhere; and the token of a session
 * is hashed on its way in, which better-auth offers no option for, so that a stolen copy of the store opens no session.
 */
import { createHash } from 'node:crypto';
import { createAdapterFactory, type CleanedWhere, type CustomAdapter } from 'better-auth/adapters';
import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Tables } from './db/tables.ts';

type Model = 'user' | 'account' | 'session' | 'verification';
type Row = Record<string, unknown>;
/** The four tables seen alike: better-auth names model and field at run time. */
type AnyTables = Record<Model, Row>;

/** Gives the form in which a random secret rests: SHA-256 in hexadecimal. Enough for 256 random bits, which nobody guesses. */
export function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

const OPERATORS = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=', in: 'in', not_in: 'not in' } as const;

function modelOf(name: string): Model {
	if (name === 'user' || name === 'account' || name === 'session' || name === 'verification') return name;
	throw new Error('better-auth asked for a table that there is not');
}

function isToken(model: Model, field: string): boolean {
	return model === 'session' && field === 'token';
}

/** Hashes the token of a session among values on their way in. */
function sealed<Values extends Row>(model: Model, values: Values): Values {
	if (model !== 'session' || typeof values.token !== 'string') return values;
	return { ...values, token: hashOf(values.token) };
}

function matches(model: Model, where: readonly CleanedWhere[]) {
	return (eb: ExpressionBuilder<AnyTables, Model>) => {
		const terms = where.map((term) => {
			if (!Object.hasOwn(OPERATORS, term.operator) || term.mode === 'insensitive' || term.connector === 'OR') {
				throw new Error(`better-auth asked for a comparison that there is not: ${term.operator}`);
			}
			const operator = OPERATORS[term.operator as keyof typeof OPERATORS];
			if (term.value === null) return eb(term.field, operator === '!=' ? 'is not' : 'is', null);
			const value = isToken(model, term.field)
				? Array.isArray(term.value)
					? term.value.map((one) => hashOf(String(one)))
					: hashOf(String(term.value))
				: term.value;
			return eb(term.field, operator, value);
		});
		return eb.and(terms);
	};
}

/** Gives better-auth's adapter over a handle: the database, or a transaction of it. */
export function signInAdapter(handle: Kysely<Tables>) {
	const db = handle as unknown as Kysely<AnyTables>;
	const adapter: CustomAdapter = {
		async create({ model: name, data }) {
			const model = modelOf(name);
			await db.insertInto(model).values(sealed(model, data)).execute();
			// The token goes back as it was made: the cookie is written from this answer, and nothing else ever sees it.
			return data;
		},
		async update<T>({ model: name, where, update }: { model: string; where: CleanedWhere[]; update: T }) {
			const model = modelOf(name);
			const rows = await db
				.updateTable(model)
				.set(sealed(model, update as Row))
				.where(matches(model, where))
				.returningAll()
				.execute();
			return (rows[0] as T | undefined) ?? null;
		},
		async updateMany({ model: name, where, update }) {
			const model = modelOf(name);
			const done = await db
				.updateTable(model)
				.set(sealed(model, update))
				.where(matches(model, where))
				.executeTakeFirst();
			return Number(done.numUpdatedRows);
		},
		async findOne<T>({ model: name, where }: { model: string; where: CleanedWhere[] }) {
			const model = modelOf(name);
			const row = await db.selectFrom(model).selectAll().where(matches(model, where)).limit(1).executeTakeFirst();
			return (row as T | undefined) ?? null;
		},
		async findMany<T>(ask: Parameters<CustomAdapter['findMany']>[0]) {
			const model = modelOf(ask.model);
			let query = db
				.selectFrom(model)
				.selectAll()
				.limit(ask.limit)
				.where(matches(model, ask.where ?? []));
			if (ask.sortBy) query = query.orderBy(ask.sortBy.field, ask.sortBy.direction);
			if (ask.offset) query = query.offset(ask.offset);
			return (await query.execute()) as T[];
		},
		async delete({ model: name, where }) {
			const model = modelOf(name);
			await db.deleteFrom(model).where(matches(model, where)).execute();
		},
		async deleteMany({ model: name, where }) {
			const model = modelOf(name);
			const done = await db.deleteFrom(model).where(matches(model, where)).executeTakeFirst();
			return Number(done.numDeletedRows);
		},
		async count({ model: name, where }) {
			const model = modelOf(name);
			const counted = await db
				.selectFrom(model)
				.select((eb) => eb.fn.countAll().as('rows'))
				.where(matches(model, where ?? []))
				.executeTakeFirstOrThrow();
			return Number(counted.rows);
		}
	};
	return createAdapterFactory({
		config: {
			adapterId: 'golden-thread',
			supportsDates: false,
			supportsBooleans: false,
			supportsJSON: false,
			supportsArrays: false,
			transaction: false
		},
		adapter: () => adapter
	});
}
