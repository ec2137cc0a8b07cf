/**
 * Takes away what a tablet holds of a person: first the wraps, without which nothing opens any more, then the records; with the last
 * person also the app itself. Each step is tried even where one before it failed.
 */
import { deleteDb, oldDbName, VAULT_PREFIX, type DeviceDb, type Engine } from './db.ts';
import { forget, type Notes } from './marker.ts';
import * as vaults from './vaults.ts';

export interface WipeParts {
	readonly device: DeviceDb;
	readonly notes: Notes;
	readonly caches: Pick<CacheStorage, 'keys' | 'delete'> | undefined;
	readonly workers: Pick<ServiceWorkerContainer, 'getRegistrations'> | undefined;
	readonly engine?: Engine;
}

/** Wipes a person's share of this tablet. Resolves when every step was tried; rejects with the first that failed. */
export async function wipe({ device, notes, caches, workers, engine }: WipeParts, personId: string): Promise<void> {
	const failures: unknown[] = [];
	const attempt = async (act: () => Promise<unknown>) => {
		try {
			await act();
		} catch (error) {
			failures.push(error);
		}
	};
	const kept = await vaults.find(device, personId);
	await attempt(() => vaults.remove(device, personId));
	if (kept) await attempt(() => deleteDb(VAULT_PREFIX + kept.record.vaultId, engine));
	await attempt(() => deleteDb(oldDbName(personId), engine));
	forget(notes, personId);
	// Others who work on this tablet keep what is theirs, and the app that opens it.
	if ((await vaults.all(device)).length === 0) {
		await attempt(async () => {
			device.close();
			await deleteDb(device.name, engine);
		});
		if (caches) await attempt(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
		if (workers)
			await attempt(async () =>
				Promise.all((await workers.getRegistrations()).map((registration) => registration.unregister()))
			);
	}
	if (failures.length > 0) throw failures[0];
}
