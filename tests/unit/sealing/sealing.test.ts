import { describe, expect, test } from 'vitest';
import { v7 } from 'uuid';
import { PublicKey, SealedText, SealedTo } from '#lib/domain/sealed.ts';
import { PasskeyWrap, PassphraseWrap } from '#lib/domain/vault.ts';
import { bytesOf, fromBase64Url, joined, randomBytes, textOf, toBase64Url } from '#lib/sealing/bytes.ts';
import { escrowTo, handOver, receive } from '#lib/sealing/escrow.ts';
import { openPasskeyWrap, wrapWithPasskey } from '#lib/sealing/passkey.ts';
import { ARGON2ID, openPassphraseWrap, PBKDF2, wrapWithPassphrase } from '#lib/sealing/passphrase.ts';
import {
	asBytes,
	asText,
	keyOf,
	newKey,
	NotOpened,
	openJson,
	openWith,
	rawKey,
	sealJson,
	sealWith
} from '#lib/sealing/records.ts';
import { keyIdOf, keyPairOf, newKeyPair, openSealed, privateKeyOf, publicHalf, sealTo } from '#lib/sealing/to-key.ts';
import { newWords } from '#lib/sealing/words.ts';

const flipped = (bytes: Uint8Array, at: number) =>
	Uint8Array.from(bytes, (byte, nth) => (nth === at ? byte ^ 1 : byte));
const flippedText = (text: string, at: number) => toBase64Url(flipped(fromBase64Url(text), at));

describe('bytes as text', () => {
	test.each([0, 1, 2, 3, 31, 32, 8191, 8192, 8193, 100_000])('%d bytes come back', (length) => {
		const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) % 256);
		const text = toBase64Url(bytes);
		expect(text).toBe(Buffer.from(bytes).toString('base64url'));
		expect(Buffer.from(fromBase64Url(text)).equals(Buffer.from(bytes))).toBe(true);
	});

	test('texts come back, and what is no UTF-8 is refused', () => {
		expect(textOf(joined(bytesOf('Ärger '), bytesOf('😀')))).toBe('Ärger 😀');
		expect(() => textOf(Uint8Array.of(0xff, 0xfe))).toThrow(TypeError);
		expect(() => fromBase64Url('no text*')).toThrow();
	});
});

describe('sealing with a key', () => {
	const place = 'v|drafts|1|1';

	test('what was sealed opens in its own place, and twice the same is never the same', async () => {
		const key = await newKey();
		const [one, two] = [await sealJson(key, place, { note: 'Größe' }), await sealJson(key, place, { note: 'Größe' })];
		expect(await openJson(key, place, one)).toEqual({ note: 'Größe' });
		expect(one.n).not.toEqual(two.n);
		expect(one.c).not.toEqual(two.c);
		expect(await openJson(key, place, asBytes(SealedText.parse(asText(one))))).toEqual({ note: 'Größe' });
	});

	test('another key, another place and every changed byte are refused alike', async () => {
		const key = await newKey();
		const sealed = await sealWith(key, place, bytesOf('words'));
		await expect(openWith(await newKey(), place, sealed)).rejects.toThrow(NotOpened);
		await expect(openWith(key, 'v|drafts|2|1', sealed)).rejects.toThrow(NotOpened);
		for (let at = 0; at < sealed.c.length; at += 1)
			await expect(openWith(key, place, { ...sealed, c: flipped(sealed.c, at) })).rejects.toThrow(NotOpened);
		for (let at = 0; at < sealed.n.length; at += 1)
			await expect(openWith(key, place, { ...sealed, n: flipped(sealed.n, at) })).rejects.toThrow(NotOpened);
		await expect(openWith(key, place, { ...sealed, c: sealed.c.slice(1) })).rejects.toThrow(NotOpened);
	});

	test('a key goes through its 32 bytes', async () => {
		const key = await newKey();
		const again = await keyOf(await rawKey(key));
		expect(await openJson(again, place, await sealJson(key, place, 1))).toBe(1);
		expect(() => keyOf(randomBytes(16))).toThrow('32 bytes');
	});
});

describe('sealing to a public key', () => {
	test('only the private half opens it, for the same purpose', async () => {
		const [ours, theirs] = [await newKeyPair(true), await newKeyPair(false)];
		const sealed = SealedTo.parse(await sealTo(ours.publicKey, 'entry|1', bytesOf('words')));
		expect(sealed.keyId).toBe(await keyIdOf(ours.publicKey));
		expect(textOf(await openSealed(ours, 'entry|1', sealed))).toBe('words');
		await expect(openSealed(theirs, 'entry|1', sealed)).rejects.toThrow(NotOpened);
		await expect(openSealed(ours, 'entry|2', sealed)).rejects.toThrow(NotOpened);
		for (const at of [0, 4, 20])
			await expect(openSealed(ours, 'entry|1', { ...sealed, c: flippedText(sealed.c, at) })).rejects.toThrow(NotOpened);
		// A point that is not on the curve.
		const off = { ...sealed, epk: { ...sealed.epk, x: flippedText(sealed.epk.x, 5) } };
		await expect(openSealed(ours, 'entry|1', off)).rejects.toThrow(NotOpened);
	});

	test('the same twice gives nothing in common', async () => {
		const { publicKey } = await newKeyPair(false);
		const [one, two] = [await sealTo(publicKey, 'p', bytesOf('words')), await sealTo(publicKey, 'p', bytesOf('words'))];
		expect(one.epk.x).not.toBe(two.epk.x);
		expect(one.c).not.toBe(two.c);
	});

	test('a pair is kept as a file and read again; a tablet’s own private half never leaves', async () => {
		const pair = await newKeyPair(true);
		const kept = await privateKeyOf(pair);
		const again = await keyPairOf(kept);
		expect(PublicKey.parse(again.publicKey)).toEqual(pair.publicKey);
		expect(textOf(await openSealed(again, 'p', await sealTo(pair.publicKey, 'p', bytesOf('words'))))).toBe('words');
		await expect(privateKeyOf(await newKeyPair(false))).rejects.toThrow();
		await expect(privateKeyOf(again)).rejects.toThrow();
		await expect(keyPairOf({ ...kept, d: 'x' })).rejects.toThrow();
		expect(() => publicHalf({ kty: 'RSA' })).toThrow('not a P-256 key');
	});

	test('a key’s name depends on the key alone, not on how it was written', async () => {
		const { publicKey } = await newKeyPair(false);
		const { y, x, crv, kty } = publicKey;
		expect(await keyIdOf({ y, x, crv, kty })).toBe(await keyIdOf(publicKey));
		expect(await keyIdOf((await newKeyPair(false)).publicKey)).not.toBe(await keyIdOf(publicKey));
	});
});

describe('ways into a vault', () => {
	const vaultId = v7();

	test.each([
		['Argon2id', ARGON2ID],
		['PBKDF2', PBKDF2]
	])('%s: the passphrase as it is spoken opens it, another does not', async (_name, kdf) => {
		const key = await newKey();
		const wrap = PassphraseWrap.parse(await wrapWithPassphrase(vaultId, key, 'tiger lamp river soup', kdf));
		expect(wrap).toMatchObject(kdf);
		const opened = await openPassphraseWrap(vaultId, wrap, ' Tiger-Lamp River  soup');
		expect(opened && (await rawKey(opened))).toEqual(await rawKey(key));
		expect(await openPassphraseWrap(vaultId, wrap, 'tiger lamp river soap')).toBeNull();
		expect(await openPassphraseWrap(v7(), wrap, 'tiger lamp river soup')).toBeNull();
	});

	test('Argon2id is what is used where WebAssembly runs, with a salt of its own each time', async () => {
		const key = await newKey();
		const [one, two] = [await wrapWithPassphrase(vaultId, key, 'a b'), await wrapWithPassphrase(vaultId, key, 'a b')];
		expect(one).toMatchObject({ kdf: 'argon2id', memoryKib: 19_456, passes: 2, parallelism: 1 });
		expect(one.salt).not.toBe(two.salt);
	});

	test('Argon2id gives what the reference implementation gives', async () => {
		// printf 'golden thread words' | argon2 saltsaltsaltsalt -id -t 2 -k 19456 -p 1 -l 32 -r
		const { argon2id } = await import('hash-wasm');
		const hash = await argon2id({
			password: 'golden thread words',
			salt: 'saltsaltsaltsalt',
			iterations: 2,
			parallelism: 1,
			memorySize: 19_456,
			hashLength: 32
		});
		expect(hash).toBe('c79c4ff1ff1a3d6b36202b82075dbc554307b9dd9c1e1ec2630dc0c02448cc90');
	});

	test('a passkey’s secret opens it, another does not', async () => {
		const key = await newKey();
		const gave = { credentialId: randomBytes(16), prfSalt: randomBytes(32), secret: randomBytes(32) };
		const wrap = PasskeyWrap.parse(await wrapWithPasskey(vaultId, key, gave));
		const opened = await openPasskeyWrap(vaultId, wrap, gave.secret);
		expect(opened && (await rawKey(opened))).toEqual(await rawKey(key));
		expect(await openPasskeyWrap(vaultId, wrap, randomBytes(32))).toBeNull();
		expect(await openPasskeyWrap(v7(), wrap, gave.secret)).toBeNull();
	});

	test('the recovery key hands it over to one tablet, and nobody between can read it', async () => {
		const [recovery, tablet, other] = [await newKeyPair(true), await newKeyPair(false), await newKeyPair(false)];
		const key = await newKey();
		const escrow = await escrowTo(recovery.publicKey, vaultId, key);
		const handed = await handOver(recovery, vaultId, escrow, tablet.publicKey);
		expect(await rawKey(await receive(tablet, vaultId, handed))).toEqual(await rawKey(key));
		await expect(receive(other, vaultId, handed)).rejects.toThrow(NotOpened);
		await expect(receive(tablet, v7(), handed)).rejects.toThrow(NotOpened);
		await expect(handOver(other, vaultId, escrow, tablet.publicKey)).rejects.toThrow(NotOpened);
		await expect(receive(recovery, vaultId, escrow)).rejects.toThrow(NotOpened);
	});

	test('four words of the list, by chance', async () => {
		const made = await Promise.all(Array.from({ length: 50 }, newWords));
		for (const words of made) expect(words.join(' ')).toMatch(/^[a-z]{3,8}( [a-z]{3,8}){3}$/);
		expect(new Set(made.flat()).size).toBeGreaterThan(150);
	});
});
