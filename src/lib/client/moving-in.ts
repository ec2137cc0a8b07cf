/**
 * Records that a release before there were vaults kept unsealed move into the vault: copied, compared, switched, and only then deleted.
 * Wherever it stops, the next unlocking carries on, and one whole set of records is there at every moment.
 */
import { canonicalJson } from '#lib/domain/canonical-json.ts';
import { bytesOf, sha256Hex } from '#lib/sealing/bytes.ts';
import {
	deleteDb,
	OLD_TABLES,
	oldDbName,
	openOldDb,
	type Bodies,
	type DeviceDb,
	type Engine,
	type OldDb,
	type PersonDb
} from './db.ts';
import { put, read, write } from './records.ts';
import * as vaults from './vaults.ts';

/** Thrown where the copy is not what was copied. The old records stay, and count. */
export class CopyDiffers extends Error {
	constructor(table: string) {
		super(`a copy in ${table} is not what was copied`);
		this.name = 'CopyDiffers';
	}
}

/**
 * Moves what an older release kept of a person into their open vault; does nothing where that is done. Resolves with the vault as it is
 * kept from then on; rejects where something could not be read or written, and nothing is lost then.
 */
export async function moveIn(
	device: DeviceDb,
	personId: string,
	db: PersonDb,
	engine?: Engine
): Promise<vaults.KeptVault> {
	let kept = await vaults.find(device, personId);
	if (!kept) throw new RangeError('no vault of this person on this tablet');
	if (kept.old === 'copying') {
		const old = await openOldDb(personId, engine);
		if (old) {
			try {
				await copy(old, db);
				await compare(old, db);
			} finally {
				old.close();
			}
		}
		kept = await vaults.change(device, personId, () => ({ old: 'deleting' }));
	}
	if (kept.old === 'deleting') {
		await deleteDb(oldDbName(personId), engine);
		kept = await vaults.change(device, personId, () => ({ old: 'gone' }));
	}
	return kept;
}

async function copy(old: OldDb, db: PersonDb): Promise<void> {
	for (const table of OLD_TABLES) {
		const rows = await old.table(table).toArray();
		await write(
			db,
			rows.map(({ id, body }) => put(table, id, body as Bodies[typeof table]))
		);
	}
}

/** Every record is read back from the disk and opened; its hash must be that of what was copied. */
async function compare(old: OldDb, db: PersonDb): Promise<void> {
	for (const table of OLD_TABLES) {
		for (const { id, body } of await old.table(table).toArray()) {
			const [before, after] = await Promise.all([hashOf(body), hashOf(await read(db, table, id as string))]);
			if (before !== after) throw new CopyDiffers(table);
		}
	}
}

function hashOf(body: unknown): Promise<string> {
	return sha256Hex(bytesOf(canonicalJson(body)));
}
