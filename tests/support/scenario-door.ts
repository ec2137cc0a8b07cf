/** The product's own door before a tablet of a scenario, and the keychain of the platform that its passkeys lie in. */
import * as backups from '#lib/client/backups.ts';
import type { DeviceDb, Engine, PersonDb } from '#lib/client/db.ts';
import { createDoor, type Door } from '#lib/client/door.svelte.ts';
import { sealWaiting } from '#lib/client/letters.ts';
import { openWork } from '#lib/client/open-work.svelte.ts';
import * as vaults from '#lib/client/vaults.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { fromBase64Url, randomBytes, toBase64Url, type Bytes } from '#lib/sealing/bytes.ts';
import { wrapWithPassphrase } from '#lib/sealing/passphrase.ts';
import type { ScenarioTablet } from './scenario-tablet.ts';
import type { TestVault } from './vault.ts';

export interface ScenarioDoor {
	readonly door: Door;
	/** The tablet behind it; throws while it is locked. */
	readonly tablet: ScenarioTablet;
	/** Lets this much time go by on both of the tablet's clocks; the watch that locks by itself looks as it ends. */
	passes(ms: number): Promise<void>;
}

/** Puts a tablet's vault behind a passphrase, locked as after a start. `open` gives the tablet over the database that the door opened. */
export async function lockBehind(
	passphrase: string,
	parts: {
		readonly device: DeviceDb;
		readonly engine: Engine;
		readonly personId: string;
		readonly vault: TestVault;
		readonly now: () => Instant;
		readonly locks: Pick<LockManager, 'request'>;
		readonly open: (db: PersonDb) => ScenarioTablet;
	}
): Promise<ScenarioDoor> {
	const { device, personId, vault } = parts;
	const { vaultId } = vault;
	const wrap = await wrapWithPassphrase(vaultId, vault.dataKey, passphrase);
	const kept = vaults.newKeptVault({ vaultId, passphrase: wrap, passkeys: [] }, 'gone', parts.now(), parts.now());
	await vaults.add(device, personId, kept);
	let inside: ScenarioTablet | null = null;
	let steady = 0;
	let due: (() => void) | null = null;
	let shutting: Promise<void> = Promise.resolve();
	const door = await createDoor({
		device,
		personId,
		now: parts.now,
		moment: () => ({ wall: Date.parse(parts.now()), steady }),
		clock: {
			setTimeout: (act) => (due = act),
			clearTimeout: () => (due = null)
		},
		locks: parts.locks,
		channel: () => ({ postMessage: () => undefined, close: () => undefined, onmessage: null }),
		engine: parts.engine,
		opened: (db) => (inside = parts.open(db)),
		// As the page does it: what is open is saved, and what waits is sealed so that it can go while all is locked.
		shut: () => {
			const closing = inside;
			inside = null;
			const saves = openWork.leave();
			shutting = (async () => {
				await saves;
				if (!closing) return;
				await sealWaiting(closing.real);
				await backups.make(closing.real);
			})();
			return shutting;
		}
	});
	return {
		door,
		get tablet() {
			if (!inside) throw new Error('the tablet is locked');
			return inside;
		},
		async passes(ms) {
			steady += ms;
			due?.();
			await shutting;
		}
	};
}

/** The passkeys that a platform holds. A test deletes one, or has it give another secret. */
export interface Keychain {
	/** How often it was asked, and how often it had nothing to give. */
	readonly asked: number;
	readonly refused: number;
	/** Deletes all that it holds. */
	deleteAll(): void;
	/** Whoever is asked for answers from now on with another secret: its passkey was made anew under its name. */
	changeSecrets(): void;
	/** A passkey of another vault answers, whichever is asked for. */
	answerAsAnother(): void;
}

/** Puts a keychain before `navigator.credentials`, as WebAuthn's PRF extension answers: a secret by passkey and salt. */
export function installKeychain(): Keychain {
	const held = new Map<string, Bytes>();
	let [asked, refused, another] = [0, 0, false];
	interface Asked {
		readonly publicKey: {
			readonly allowCredentials?: readonly { id: Bytes }[];
			readonly extensions: { prf: { eval?: { first: Bytes }; evalByCredential?: Record<string, { first: Bytes }> } };
		};
	}
	async function given(id: string, salt: Bytes) {
		const secret = held.get(id) as Bytes;
		const joined = new Uint8Array([...secret, ...salt]);
		const first = await crypto.subtle.digest('SHA-256', joined);
		return {
			rawId: fromBase64Url(id).slice().buffer,
			getClientExtensionResults: () => ({ prf: { results: { first } } })
		};
	}
	const credentials = {
		create({ publicKey }: Asked) {
			const id = toBase64Url(randomBytes(16));
			held.set(id, randomBytes(32));
			return given(id, publicKey.extensions.prf.eval?.first ?? new Uint8Array());
		},
		get({ publicKey }: Asked) {
			asked += 1;
			const wanted = (publicKey.allowCredentials ?? []).map(({ id }) => toBase64Url(id));
			const id = another ? [...held.keys()].at(-1) : wanted.find((one) => held.has(one));
			if (id === undefined) {
				refused += 1;
				return Promise.reject(new DOMException('no such passkey', 'NotAllowedError'));
			}
			const salts = publicKey.extensions.prf.evalByCredential ?? {};
			return given(id, salts[id]?.first ?? Object.values(salts)[0]?.first ?? new Uint8Array());
		}
	};
	Object.defineProperty(navigator, 'credentials', { configurable: true, value: credentials });
	return {
		get asked() {
			return asked;
		},
		get refused() {
			return refused;
		},
		deleteAll: () => held.clear(),
		changeSecrets() {
			for (const id of held.keys()) held.set(id, randomBytes(32));
		},
		answerAsAnother() {
			held.set(toBase64Url(randomBytes(16)), randomBytes(32));
			another = true;
		}
	};
}
