/** The door of one person's vault on this tablet: set up, unlocked, locked. What stands behind it is `opened` to the page, and `shut`. */
import type { Instant } from '#lib/domain/plain-date.ts';
import {
	leaseLeft,
	usualLocks,
	type LockSettings,
	type Moment,
	type PassphraseWrap,
	type VaultRecord
} from '#lib/domain/vault.ts';
import type { Clock } from './autosave.ts';
import { isThere, oldDbName, openVaultDb, type DeviceDb, type Engine, type PersonDb } from './db.ts';
import { watchIdle, type IdleWatch } from './idle.ts';
import { fits } from './records.ts';
import * as recovery from './recovery.ts';
import { joinTabs, type Tabs, type TabsParts } from './tabs.ts';
import { refusal, tried, type Tried } from './tries.ts';
import * as vaults from './vaults.ts';
import { openVault } from './vault.ts';

export type { Tried };

/** Why a vault is locked. */
export type LockedBecause = 'start' | 'asked' | 'idle' | 'other_tab';

export interface DoorParts {
	readonly device: DeviceDb;
	readonly personId: string;
	readonly now: () => Instant;
	readonly moment: () => Moment;
	readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
	readonly locks: Pick<LockManager, 'request'>;
	/** The other tabs, for one vault. */
	readonly channel: (vaultId: string) => TabsParts['channel'];
	readonly engine?: Engine;
	/** The vault is open. */
	readonly opened: (db: PersonDb) => void;
	/** The vault is about to be locked: nothing of it may stay on the screen. Resolves when everything open is saved. */
	readonly shut: (because: LockedBecause) => Promise<void>;
}

export interface Door {
	/** The vault as it is kept; null before it is set up. */
	readonly kept: vaults.KeptVault | null;
	readonly isOpen: boolean;
	/** Milliseconds until the lock falls, while that is being said. */
	readonly warning: number | null;
	/** Gives four words by chance, for a passphrase. Rejects where the list cannot be fetched. */
	newWords(): Promise<string[]>;
	/** Makes a vault with a passphrase, on a tablet that has none of this person, and opens it. */
	setUp(vaultId: string, passphrase: string): Promise<Tried>;
	/** Opens the vault that the person has on another tablet, and keeps it here too. */
	adopt(vaultId: string, wrap: PassphraseWrap, passphrase: string): Promise<Tried>;
	/** Opens the vault with the key that the team handed over, and puts a new passphrase in the place of the forgotten one. */
	recover(vaultId: string, dataKey: CryptoKey, passphrase: string): Promise<Tried>;
	/** Fetches what a try needs, while it is being typed. Where it does not come, the try itself says so. */
	expectTry(): void;
	unlock(passphrase: string): Promise<Tried>;
	unlockWithPasskey(): Promise<Tried>;
	/** Makes a passkey a further way in; false where the tablet cannot or the person would not. */
	addPasskey(): Promise<boolean>;
	forgetPasskeys(): Promise<void>;
	/** The team was heard, and their session is the person's own: tries and lease begin anew. */
	vouched(changed: { serverAt: Instant; locks?: LockSettings | undefined; signedIn: boolean }): Promise<void>;
	lock(because: LockedBecause): Promise<void>;
	/** Somebody touched this page. */
	touched(): void;
	hidden(away: boolean): void;
	stop(): void;
}

/** A touch is told to the other tabs this often at most. */
const TELL = 5000;

/** Gives the door of a person's vault; asks the other tabs for its key at once. */
export async function createDoor(parts: DoorParts): Promise<Door> {
	const { device, personId, now, moment } = parts;
	const found = await vaults.find(device, personId);
	let kept = $state.raw(found);
	let key = $state.raw<CryptoKey | null>(null);
	let warning = $state.raw<number | null>(null);
	let db: PersonDb | null = null;
	let watch: IdleWatch | null = null;
	let tabs: Tabs | null = null;
	let toldAt = -TELL;
	let seenAt = moment();

	if (found) join(found.record);

	function join({ vaultId }: VaultRecord) {
		tabs = joinTabs({
			channel: parts.channel(vaultId),
			key: () => key,
			given: (theirs) => void enter(theirs).catch(() => undefined),
			locked: () => void lock('other_tab', false),
			touched: () => watch?.touched()
		});
		tabs.ask();
	}

	/** Notes how late it is, so that a clock turned back later does not make the lease longer. */
	async function noteTime(): Promise<void> {
		const at = moment();
		const ran = at.steady - seenAt.steady;
		seenAt = at;
		kept = await vaults.seen(device, personId, now(), ran);
	}

	/** Moves the records of an older release in; one tab at a time. */
	async function movedIn(opening: PersonDb): Promise<vaults.KeptVault> {
		const { moveIn } = await import('./moving-in.ts');
		const act = () => moveIn(device, personId, opening, parts.engine);
		return (await parts.locks.request(`moving ${personId}`, act)) as vaults.KeptVault;
	}

	/** Opens what the key opens. */
	async function enter(dataKey: CryptoKey): Promise<void> {
		if (!kept || key) return;
		const opening = await openVaultDb(openVault(kept.record, dataKey), parts.engine);
		try {
			if (kept.old !== 'gone') kept = await movedIn(opening);
		} catch (error) {
			opening.close();
			throw error;
		}
		key = dataKey;
		db = opening;
		watch = watchIdle({
			moment,
			clock: parts.clock,
			locks: () => kept?.locks ?? usualLocks,
			warn: (left) => (warning = left),
			lock: () => void lock('idle', true)
		});
		parts.opened(opening);
	}

	async function lock(because: LockedBecause, tell: boolean): Promise<void> {
		if (!key) return;
		const closing = db;
		key = null;
		db = null;
		warning = null;
		watch?.stop();
		watch = null;
		if (tell) tabs?.lock();
		await parts.shut(because);
		closing?.close();
		await noteTime().catch(() => undefined);
	}

	async function open(dataKey: CryptoKey): Promise<Tried> {
		kept = await vaults.opened(device, personId);
		await enter(dataKey);
		return { state: 'open' };
	}

	/** Whether a key is that of the vault's records: a wrong one must not take the place of a passphrase that may yet be found. */
	async function isKeyOf(record: VaultRecord, dataKey: CryptoKey): Promise<boolean> {
		const opening = await openVaultDb(openVault(record, dataKey), parts.engine);
		try {
			return await fits(opening);
		} finally {
			opening.close();
		}
	}

	/** Keeps a vault that is new here; records of an older release wait to be moved in. */
	async function begin(record: VaultRecord, dataKey: CryptoKey): Promise<Tried> {
		const old = (await isThere(oldDbName(personId), parts.engine)) ? 'copying' : 'gone';
		const made = vaults.newKeptVault(record, old, now(), now());
		await vaults.add(device, personId, made);
		kept = made;
		join(record);
		await enter(dataKey);
		return { state: 'open' };
	}

	return {
		get kept() {
			return kept;
		},
		get isOpen() {
			return key !== null;
		},
		get warning() {
			return warning;
		},
		newWords: async () => (await import('#lib/sealing/words.ts')).newWords(),
		setUp: (vaultId, passphrase) =>
			tried(async () => {
				const [{ newKey }, { wrapWithPassphrase }] = await Promise.all([
					import('#lib/sealing/records.ts'),
					import('#lib/sealing/passphrase.ts')
				]);
				const dataKey = await newKey();
				const wrap = await wrapWithPassphrase(vaultId, dataKey, passphrase);
				return begin({ vaultId, passphrase: wrap, passkeys: [] }, dataKey);
			}),
		adopt: (vaultId, wrap, passphrase) =>
			tried(async () => {
				const { openPassphraseWrap } = await import('#lib/sealing/passphrase.ts');
				const dataKey = await openPassphraseWrap(vaultId, wrap, passphrase);
				return dataKey ? begin({ vaultId, passphrase: wrap, passkeys: [] }, dataKey) : { state: 'wrong' };
			}),
		recover: (vaultId, dataKey, passphrase) =>
			tried(async () => {
				if (kept && kept.record.vaultId !== vaultId) return { state: 'other_key' };
				if (kept && !(await isKeyOf(kept.record, dataKey))) return { state: 'other_key' };
				const { wrapWithPassphrase } = await import('#lib/sealing/passphrase.ts');
				const wrap = await wrapWithPassphrase(vaultId, dataKey, passphrase);
				if (!kept) {
					const begun = await begin({ vaultId, passphrase: wrap, passkeys: [] }, dataKey);
					await recovery.forget(device, personId);
					return begun;
				}
				kept = await vaults.rewrap(device, personId, wrap);
				await enter(dataKey);
				return { state: 'open' };
			}),
		expectTry: () =>
			void import('#lib/sealing/passphrase.ts').then(({ makeReady }) => makeReady()).catch(() => undefined),
		unlock: (passphrase) =>
			tried(async () => {
				if (!kept) throw new RangeError('no vault to unlock');
				await noteTime();
				const refused = refusal(kept, now());
				if (refused) return refused;
				// Noted before it is made: closing the app does not take a try back.
				kept = await vaults.noteTry(device, personId, now());
				const { openPassphraseWrap } = await import('#lib/sealing/passphrase.ts');
				const { vaultId, passphrase: wrap } = kept.record;
				const dataKey = await openPassphraseWrap(vaultId, wrap, passphrase);
				return dataKey ? open(dataKey) : (refusal(kept, now()) ?? { state: 'wrong' });
			}),
		unlockWithPasskey: () =>
			tried(async () => {
				if (!kept) throw new RangeError('no vault to unlock');
				await noteTime();
				if (leaseLeft(kept.locks, kept.lease, now()) === 0) return { state: 'sign_in', because: 'lease' };
				const [{ askPasskey }, { openPasskeyWrap }] = await Promise.all([
					import('./passkey.ts'),
					import('#lib/sealing/passkey.ts')
				]);
				const { vaultId, passkeys } = kept.record;
				const gave = await askPasskey(passkeys);
				const dataKey = gave && (await openPasskeyWrap(vaultId, gave.wrap, gave.secret));
				return dataKey ? open(dataKey) : { state: 'no_passkey' };
			}),
		async addPasskey() {
			if (!kept || !key) throw new RangeError('no open vault');
			const [{ makePasskey }, { wrapWithPasskey }] = await Promise.all([
				import('./passkey.ts'),
				import('#lib/sealing/passkey.ts')
			]);
			const { vaultId } = kept.record;
			const made = await makePasskey(vaultId);
			if (!made) return false;
			kept = await vaults.addPasskey(device, personId, await wrapWithPasskey(vaultId, key, made));
			return true;
		},
		async forgetPasskeys() {
			kept = await vaults.forgetPasskeys(device, personId);
		},
		async vouched({ serverAt, locks, signedIn }) {
			if (!kept) return;
			// A lease that ran out is begun anew by the person, not by the tablet.
			if (!signedIn && leaseLeft(kept.locks, kept.lease, now()) === 0) return;
			kept = await vaults.renew(device, personId, now(), serverAt, locks);
			if (signedIn) kept = await vaults.forgetTries(device, personId);
			// Other times may have come: what was waited for by the old ones comes sooner or later now.
			if (locks) watch?.look();
		},
		lock: (because) => lock(because, true),
		touched() {
			if (!watch) return;
			watch.touched();
			const at = moment().steady;
			if (at - toldAt < TELL) return;
			toldAt = at;
			tabs?.touched();
		},
		hidden(away) {
			watch?.hidden(away);
			if (away && kept) void noteTime().catch(() => undefined);
		},
		stop() {
			watch?.stop();
			tabs?.stop();
			db?.close();
			key = null;
			db = null;
		}
	};
}
