/**
 * The vaults that a tablet knows, one for each person who works on it: the wraps of the key, wrong tries and the lease. They lie in the
 * device's own database and name nobody; whoever takes them still needs the passphrase.
 */
import type { Instant } from '#lib/domain/plain-date.ts';
import {
	leaseSeen,
	newLease,
	TRIES_IN_ALL,
	usualLocks,
	type Lease,
	type LockSettings,
	type PasskeyWrap,
	type PassphraseWrap,
	type VaultRecord
} from '#lib/domain/vault.ts';
import type { DeviceDb } from './db.ts';
import * as recovery from './recovery.ts';

export interface KeptVault {
	readonly record: VaultRecord;
	/**
	 * What became of records that an older release kept unsealed. `copying`: they count until every one of them is in the vault;
	 * `deleting`: the vault counts, and they still lie there; `gone`.
	 */
	readonly old: 'copying' | 'deleting' | 'gone';
	/** When a passphrase was wrong, since one was right or the person signed in online; oldest first. */
	readonly wrong: readonly Instant[];
	readonly lease: Lease;
	readonly locks: LockSettings;
}

const idOf = (personId: string) => `vault-${personId}`;

/** Gives a new vault's record as it is kept. `serverAt`: what the team's clock said, or the tablet's own where it was set up without. */
export function newKeptVault(record: VaultRecord, old: 'copying' | 'gone', now: Instant, serverAt: Instant): KeptVault {
	return { record, old, wrong: [], lease: newLease(now, serverAt), locks: usualLocks };
}

/** Gives a person's vault on this tablet, or null where none was set up here. */
export async function find(device: DeviceDb, personId: string): Promise<KeptVault | null> {
	const row = await device.facts.get(idOf(personId));
	return row ? (row.body as KeptVault) : null;
}

/** Gives the vaults of everybody who works on this tablet. */
export async function all(device: DeviceDb): Promise<KeptVault[]> {
	const rows = await device.facts.where('id').startsWith('vault-').toArray();
	return rows.map(({ body }) => body as KeptVault);
}

/** Keeps a vault that was just set up; rejects where this person has one here already. Resolves once it is on disk. */
export async function add(device: DeviceDb, personId: string, kept: KeptVault): Promise<void> {
	await device.facts.add({ id: idOf(personId), body: kept });
}

/** Changes what is kept of a vault; gives it as it then is, on disk. Rejects where there is none. */
export function change(
	device: DeviceDb,
	personId: string,
	act: (kept: KeptVault) => Partial<KeptVault>
): Promise<KeptVault> {
	return device.transaction('rw', device.facts, async () => {
		const before = await find(device, personId);
		if (!before) throw new RangeError('no vault of this person on this tablet');
		const after = { ...before, ...act(before) };
		await device.facts.put({ id: idOf(personId), body: after });
		return after;
	});
}

/** Notes a try before it is made, so that closing the app does not take it back. */
export function noteTry(device: DeviceDb, personId: string, now: Instant): Promise<KeptVault> {
	return change(device, personId, ({ wrong }) => ({ wrong: [...wrong, now].slice(-TRIES_IN_ALL) }));
}

/** Forgets wrong tries: one was right, or the person signed in online. */
export function forgetTries(device: DeviceDb, personId: string): Promise<KeptVault> {
	return change(device, personId, () => ({ wrong: [] }));
}

/** The vault was opened: wrong tries and a request for help are forgotten, in one step. */
export function opened(device: DeviceDb, personId: string): Promise<KeptVault> {
	return device.transaction('rw', device.facts, async () => {
		await recovery.forget(device, personId);
		return forgetTries(device, personId);
	});
}

/** The team was heard: the lease begins anew, with the times that the partnership set. */
export function renew(
	device: DeviceDb,
	personId: string,
	now: Instant,
	serverAt: Instant,
	locks?: LockSettings
): Promise<KeptVault> {
	return change(device, personId, () => ({ lease: newLease(now, serverAt), ...(locks && { locks }) }));
}

/** Notes what the clock says, so that turning it back later does not make the lease longer. `ran`: milliseconds since the last time. */
export function seen(device: DeviceDb, personId: string, now: Instant, ran: number): Promise<KeptVault> {
	return change(device, personId, ({ lease }) => ({ lease: leaseSeen(lease, now, ran) }));
}

/**
 * Puts a new passphrase in the place of one that was forgotten, in one step with forgetting the request and the wrong tries. Passkeys go: who
 * still had one would not have asked, so what is left of them is lost or in other hands. Another takes one tap.
 */
export function rewrap(device: DeviceDb, personId: string, passphrase: PassphraseWrap): Promise<KeptVault> {
	return device.transaction('rw', device.facts, async () => {
		await recovery.forget(device, personId);
		return change(device, personId, ({ record }) => ({ record: { ...record, passphrase, passkeys: [] }, wrong: [] }));
	});
}

/** Keeps a passkey as a further way in; five at most, the newest. */
export function addPasskey(device: DeviceDb, personId: string, passkey: PasskeyWrap): Promise<KeptVault> {
	return change(device, personId, ({ record }) => ({
		record: { ...record, passkeys: [...record.passkeys, passkey].slice(-5) }
	}));
}

/** Forgets every passkey; the passphrase stays the way in. */
export function forgetPasskeys(device: DeviceDb, personId: string): Promise<KeptVault> {
	return change(device, personId, ({ record }) => ({ record: { ...record, passkeys: [] } }));
}

/** Forgets a vault, its wraps with it, and whatever else the device keeps under this person's id. */
export async function remove(device: DeviceDb, personId: string): Promise<void> {
	await device.transaction('rw', device.facts, async () => {
		const ids = (await device.facts.toCollection().primaryKeys()).filter((id) => id.endsWith(personId));
		await device.facts.bulkDelete(ids);
	});
}
