/** The demonstration's recovery key: made when it is loaded, its private half in a file beside the store. Real ones are made in a browser. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#lib/domain/plain-date.ts';
import { recoveryFile, recoveryFileName } from '#lib/domain/recovery-file.ts';
import { keyIdOf, newKeyPair, privateKeyOf } from '#lib/sealing/to-key.ts';
import type { Database } from '#lib/server/db/connection.ts';
import { openStore } from '#lib/server/db/store.ts';
import * as recoveries from '#lib/server/recoveries.ts';

/** Makes the key where the demonstration has none. Gives the file's path, or null where the key is there and its file is not. */
export async function demoRecoveryKey(
	db: Database,
	{ partnershipId, dataDir, now }: { partnershipId: string; dataDir: string; now: Instant }
): Promise<string | null> {
	const store = openStore(db, partnershipId);
	const present = await recoveries.key(store);
	if (present) {
		const path = join(dataDir, recoveryFileName(present.keyId));
		return existsSync(path) ? path : null;
	}
	const pair = await newKeyPair(true);
	const keyId = await keyIdOf(pair.publicKey);
	const { name, text } = recoveryFile(keyId, await privateKeyOf(pair));
	const path = join(dataDir, name);
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	// The file first: a key without its file would be one that opens nothing.
	writeFileSync(path, text, { flag: 'wx', mode: 0o600, flush: true });
	await recoveries.setKey(store, { keyId, publicKey: pair.publicKey }, { actorId: null, now });
	return path;
}
