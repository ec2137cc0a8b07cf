/** The partnerships (local areas) that this server works for. The only storage functions that are given the whole database. */
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Database } from './db/connection.ts';
import { newId } from './ids.ts';

export interface Partnership {
	readonly partnershipId: string;
	/** Three capital letters that begin every planRef. */
	readonly code: string;
	readonly name: string;
	/** The DfE's three-digit local authority code, for example 209. */
	readonly laCode: string;
	readonly createdAt: Instant;
}

/** Makes a partnership and gives it. Two cannot share a code. */
export async function create(
	db: Database,
	{ code, name, laCode }: Pick<Partnership, 'code' | 'name' | 'laCode'>,
	now: Instant
): Promise<Partnership> {
	const partnership = { partnershipId: newId(), code, name, laCode, createdAt: now };
	await db.insertInto('partnership').values(partnership).execute();
	return partnership;
}

/** Gives every partnership, the oldest first. */
export async function list(db: Database): Promise<Partnership[]> {
	return db.selectFrom('partnership').selectAll().orderBy('createdAt').orderBy('partnershipId').execute();
}
