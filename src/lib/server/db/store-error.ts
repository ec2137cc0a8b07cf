/** Thrown where the store itself is not fit to be used: it cannot be opened, or does not keep what it is told to keep. */
export class StoreError extends Error {
	constructor(line: string, options?: ErrorOptions) {
		super(line, options);
		this.name = 'StoreError';
	}
}

/** Result code of SQLite and SQLSTATE of PostgreSQL where the disk, or the room that the store may take of it, is full. */
const FULL: ReadonlySet<unknown> = new Set(['SQLITE_FULL', '53100']);

/** Whether something was thrown because there is no room left. Nothing of its transaction was kept. */
export function isFull(thrown: unknown): boolean {
	return thrown instanceof Error && 'code' in thrown && FULL.has(thrown.code);
}
