/**
 * From a passphrase to the key that wraps a vault's data key. Argon2id with 19 MiB and 2 passes (OWASP's password storage advice);
 * PBKDF2-SHA-256 with 600,000 rounds only where WebAssembly is impossible, as in an iPad's lockdown mode.
 */
import { spokenForm, type Kdf, type PassphraseWrap } from '#lib/domain/vault.ts';
import { bytesOf, fromBase64Url, randomBytes, toBase64Url, type Bytes } from './bytes.ts';
import { keyOf, NotOpened, openWith, rawKey, sealWith } from './records.ts';

export const ARGON2ID: Kdf = { kdf: 'argon2id', memoryKib: 19 * 1024, passes: 2, parallelism: 1 };
export const PBKDF2: Kdf = { kdf: 'pbkdf2', rounds: 600_000 };

const SALT = 16;

/** Thrown where a wrap needs Argon2id and this browser cannot run it. The passphrase may be right. */
export class NoWebAssembly extends Error {
	constructor() {
		super('this browser does not run WebAssembly');
		this.name = 'NoWebAssembly';
	}
}

/** The smallest module there is: whether it compiles says whether WebAssembly may be used here. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Gives whether this browser runs WebAssembly, under this page's policy too. */
export async function runsWebAssembly(): Promise<boolean> {
	try {
		await WebAssembly.compile(EMPTY_MODULE);
		return true;
	} catch {
		return false;
	}
}

function placeOf(vaultId: string): string {
	return `vault|${vaultId}|passphrase`;
}

async function wrappingKey(passphrase: string, salt: Bytes, kdf: Kdf): Promise<CryptoKey> {
	const said = bytesOf(spokenForm(passphrase));
	if (kdf.kdf === 'pbkdf2') {
		const material = await crypto.subtle.importKey('raw', said, 'PBKDF2', false, ['deriveBits']);
		const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: kdf.rounds };
		return keyOf(new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256)), false);
	}
	if (!(await runsWebAssembly())) throw new NoWebAssembly();
	const { argon2id } = await import('hash-wasm');
	const hash = await argon2id({
		password: said,
		salt,
		iterations: kdf.passes,
		parallelism: kdf.parallelism,
		memorySize: kdf.memoryKib,
		hashLength: 32,
		outputType: 'binary'
	});
	return keyOf(new Uint8Array(hash), false);
}

/** The least that Argon2id takes: with it a browser compiles its code and keeps it. */
const LEAST = { salt: new Uint8Array(8), iterations: 1, parallelism: 1, memorySize: 8, hashLength: 4 };

/** Makes Argon2id ready while somebody is still typing, so that their try does not wait for its code. Rejects where it cannot run. */
export async function makeReady(): Promise<void> {
	const { argon2id } = await import('hash-wasm');
	await argon2id({ password: 'none', ...LEAST });
}

/** Wraps a vault's data key with a passphrase. All parameters stay with the wrap, so that later ones can be stronger. */
export async function wrapWithPassphrase(
	vaultId: string,
	dataKey: CryptoKey,
	passphrase: string,
	kdf?: Kdf
): Promise<PassphraseWrap> {
	const way = kdf ?? ((await runsWebAssembly()) ? ARGON2ID : PBKDF2);
	const salt = randomBytes(SALT);
	const key = await wrappingKey(passphrase, salt, way);
	const { n, c } = await sealWith(key, placeOf(vaultId), await rawKey(dataKey));
	return { kind: 'passphrase', ...way, salt: toBase64Url(salt), n: toBase64Url(n), c: toBase64Url(c) };
}

/** Gives the data key, or null where the passphrase is another. Rejects with NoWebAssembly where this browser cannot try. */
export async function openPassphraseWrap(
	vaultId: string,
	wrap: PassphraseWrap,
	passphrase: string
): Promise<CryptoKey | null> {
	const key = await wrappingKey(passphrase, fromBase64Url(wrap.salt), wrap);
	try {
		const sealed = { n: fromBase64Url(wrap.n), c: fromBase64Url(wrap.c) };
		return await keyOf(await openWith(key, placeOf(vaultId), sealed));
	} catch (error) {
		if (error instanceof NotOpened) return null;
		throw error;
	}
}
