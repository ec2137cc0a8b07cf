/**
 * A store whose disk is full, and has room again. SQLite: no page more than it has, which its own code answers as it answers a full disk
 * and which anybody can set; and where we may mount one, a file system that is really full. PostgreSQL raises what it raises on a full disk.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inject } from 'vitest';
import type { Database } from '#lib/server/db/connection.ts';
import { newId } from '#lib/server/ids.ts';
import { refuseWrites, type FailingQueries } from './failing-queries.ts';
import { runOn, TEMPLATE, urlOf } from './postgres-setup.ts';

export const disks = ['pages of SQLite', 'a full file system', 'PostgreSQL'] as const;
export type DiskKind = (typeof disks)[number];

export interface Disk {
	/** Where the store lies, as settings of a server. */
	readonly settings: Readonly<Record<string, string>>;
	fill(db: Database): Promise<void>;
	makeRoom(db: Database): Promise<void>;
	/** Takes it away, with what is on it. */
	remove(): Promise<void>;
}

/** Kilobytes of the file system. */
const SIZE = 8_000;

/** Gives a disk, or null where this machine does not let us make one. */
export async function openDisk(kind: DiskKind): Promise<Disk | null> {
	const folder = mkdtempSync(join(tmpdir(), 'golden-thread-disk-'));
	const remove = async () => rmSync(folder, { recursive: true, force: true });
	const settings = { DATA_DIR: folder };
	switch (kind) {
		case 'pages of SQLite':
			return {
				settings,
				async fill(db) {
					const { rows } = await sql<{ pageCount: number }>`pragma page_count`.execute(db);
					await sql`pragma max_page_count = ${sql.lit(rows[0]?.pageCount ?? 1)}`.execute(db);
				},
				makeRoom: async (db) => void (await sql`pragma max_page_count = 1000000`.execute(db)),
				remove
			};
		case 'a full file system': {
			if (!mounted(folder)) {
				await remove();
				return null;
			}
			const ballast = join(folder, 'ballast');
			return {
				settings,
				async fill(db) {
					// The log that is written first keeps the room it once had: without it every write needs new room.
					await sql`pragma wal_checkpoint(truncate)`.execute(db);
					writeUntilFull(ballast);
				},
				makeRoom: async () => rmSync(ballast),
				async remove() {
					execFileSync('umount', [folder]);
					await remove();
				}
			};
		}
		case 'PostgreSQL': {
			const server = inject('databaseUrl');
			const name = `disk_${newId().replaceAll('-', '')}`;
			await runOn(server, `create database ${name} template ${TEMPLATE}`);
			let failing: FailingQueries | null = null;
			return {
				settings: { ...settings, DATABASE_URL: urlOf(server, name) },
				async fill() {
					failing = refuseWrites('postgres');
				},
				async makeRoom() {
					failing?.stop();
				},
				async remove() {
					await runOn(server, `drop database ${name} with (force)`);
					await remove();
				}
			};
		}
	}
}

function mounted(folder: string): boolean {
	if (process.getuid?.() !== 0) return false;
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}k`, 'tmpfs', folder], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

function writeUntilFull(path: string): void {
	const file = openSync(path, 'w');
	try {
		for (;;) writeSync(file, Buffer.alloc(4096));
	} catch (thrown) {
		if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
	} finally {
		closeSync(file);
	}
}
