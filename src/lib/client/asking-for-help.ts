/** Help with a forgotten passphrase, as the locked page asks for it and takes it. */
import type { Recovered } from '#lib/domain/draft-backup.ts';
import type { Tried } from './door.svelte.ts';
import { recovering, running } from './running.ts';
import { state } from './this-tablet.svelte.ts';
import { sendNow } from './working.ts';

/** Asks the team for help with a forgotten passphrase, and once more where they were asked before. */
export async function askForHelp(vaultId: string): Promise<void> {
	const personId = state.facts?.personId;
	const { deviceDb } = running;
	if (!deviceDb || !personId) return;
	state.helpWanted = await (await recovering()).begin(deviceDb, personId, vaultId);
	await sendNow();
}

/** Opens the vault with the key that the team handed over; from then on the new passphrase opens it. */
export async function openWithHelp({ vaultId, sealed }: Recovered, passphrase: string): Promise<Tried> {
	const { door } = running;
	if (!door || !state.helpWanted) return { state: 'other_key' };
	const { receive } = await import('#lib/sealing/escrow.ts');
	const dataKey = await receive(state.helpWanted.pair, vaultId, sealed).catch(() => null);
	return dataKey ? door.recover(vaultId, dataKey, passphrase) : { state: 'other_key' };
}
