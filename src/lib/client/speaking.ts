/** What an exchange of this page is, by how its tablet stands, and what follows from how it ended. Loaded with the first one. */
import { openLockedDb } from './db.ts';
import { register } from './credential.ts';
import { noteFirstLook } from './first-look.ts';
import { openWork } from './open-work.svelte.ts';
import { know, leave, now, recovering, running, sending } from './running.ts';
import type { ExchangeOutcome } from './sync.ts';
import type { Sender, Tablet } from './tablet.ts';
import { state } from './this-tablet.svelte.ts';

/** An open tablet exchanges, a locked one sends what is sealed already, and one without a vault says that it is there. */
export async function speak(from: Sender, personId: string): Promise<ExchangeOutcome> {
	if (state.standing.state === 'ready') return (await sending()).exchange(state.standing.tablet);
	const { deviceDb, door } = running;
	// Another tab may have asked meanwhile, or be done with it.
	const { find, asSent } = await recovering();
	state.helpWanted = deviceDb && (await find(deviceDb, personId));
	const help = state.helpWanted ? asSent(state.helpWanted) : undefined;
	if (!door?.kept) return (await sending()).knock(from, personId, help);
	const db = await openLockedDb(door.kept.record.vaultId);
	try {
		return await (await import('./locked.ts')).sendWhileLocked(from, db, personId, help);
	} finally {
		db.close();
	}
}

/** Takes in how an exchange ended. */
export async function hear(from: Sender, personId: string, ended: ExchangeOutcome): Promise<void> {
	state.outcome = ended;
	// An iPad that slept when the network came back never says that it did.
	state.online = navigator.onLine;
	if (ended.state === 'done') {
		const { deviceDb, door } = running;
		state.elsewhere = ended.heard.vault ?? null;
		await door?.vouched(ended.heard);
		if (state.standing.state === 'ready') await know(state.standing.tablet);
		state.contactAt = ended.at;
		if (ended.heard.signedIn && !ended.heard.signed && deviceDb) await register(deviceDb, personId, from);
	}
	if (ended.state === 'revoked') await sayFarewell(from, personId);
	if (ended.state === 'other_person') {
		// Nothing of the first person's may stay on the screen, and nothing of it may be lost.
		await openWork.leave();
		leave();
		state.standing = { state: 'other_person', personId: ended.personId };
	}
	noteFirstLook(localStorage, running.door?.kept ?? null, now());
}

/** A revoked tablet sends what it still has, and empties itself once that has arrived. */
async function sayFarewell(from: Sender, personId: string): Promise<void> {
	const vaultId = running.door?.kept?.record.vaultId;
	// Fetched before anything goes, the app's own files with it.
	const { wipe } = await import('./wipe.ts');
	await openWork.flush().catch(() => undefined);
	if (state.standing.state === 'ready') await makeReady(state.standing.tablet);
	leave();
	state.standing = { state: 'revoked', emptied: false };
	const device = running.deviceDb;
	if (!device) return;
	if (vaultId) {
		const db = await openLockedDb(vaultId);
		const arrived = await import('./locked.ts')
			.then(({ sayFarewell: say }) => say(from, db, vaultId))
			.catch(() => false);
		db.close();
		if (!arrived) return;
	}
	await wipe({ device, notes: localStorage, caches, workers: navigator.serviceWorker }, personId).catch(
		() => undefined
	);
	state.standing = { state: 'revoked', emptied: true };
}

/**
 * Seals what waits, so that all of it can go while the vault is locked; and what was refused, so that it is in the last post should the tablet
 * be taken off meanwhile.
 */
export async function makeReady(tablet: Tablet): Promise<void> {
	const [{ sealRefused, sealWaiting }, backups] = await Promise.all([import('./letters.ts'), import('./backups.ts')]);
	await sealWaiting(tablet);
	await sealRefused(tablet);
	await backups.make(tablet);
}
