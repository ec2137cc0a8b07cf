import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Hash } from '#lib/domain/ids.ts';
import {
	keyFileName,
	keyFileText,
	matchKeyMaker,
	newKeyFile,
	readKeyFile,
	signingKeyOf
} from '#lib/files/match-key.ts';

const at = '2026-11-23T10:00:00.000Z';
const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

test('a match key is HMAC-SHA-256 of the number under the key', async () => {
	const keyFile = await newKeyFile('LEW', at, bytes);
	const matchKeyOf = matchKeyMaker(await signingKeyOf(keyFile));
	expect(await matchKeyOf('A123456789012')).toBe(createHmac('sha256', bytes).update('A123456789012').digest('hex'));
	expect(Hash.safeParse(await matchKeyOf('1234567890')).success).toBe(true);
});

test('the name of a key is a hash of it, and no match key', async () => {
	const keyFile = await newKeyFile('LEW', at, bytes);
	expect(keyFile.keyId).toBe(
		createHash('sha256').update('golden-thread register key id\n').update(bytes).digest('hex')
	);
	expect(keyFile.key).toBe(Buffer.from(bytes).toString('base64url'));
});

test('each new key is another one', async () => {
	const [a, b] = await Promise.all([newKeyFile('LEW', at), newKeyFile('LEW', at)]);
	expect(a.key).not.toBe(b.key);
	expect(a.keyId).not.toBe(b.keyId);
});

test('the signing key cannot be taken out again', async () => {
	const key = await signingKeyOf(await newKeyFile('LEW', at, bytes));
	expect(key.extractable).toBe(false);
	await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

describe('a key file', () => {
	test('is read as it was saved', async () => {
		const keyFile = await newKeyFile('LEW', at, bytes);
		expect(await readKeyFile(keyFileText(keyFile), 'LEW')).toEqual({ keyFile });
		expect(keyFileName(keyFile)).toBe('golden-thread-key-LEW-2026-11-23.json');
	});

	test.each([
		['no JSON', () => 'email,name\n', 'not_a_key_file'],
		['other JSON', () => '{"kind":"golden-thread-audit"}', 'not_a_key_file'],
		['a field too many', (text: string) => text.replace('{', '{"extra":1,'), 'not_a_key_file'],
		['a key that was changed', (text: string) => text.replace('"AAcO', '"AAcP'), 'broken'],
		['a key that was cut', (text: string) => text.replace('"AAcO', '"'), 'not_a_key_file'],
		['another partnership', (text: string) => text.replace('"LEW"', '"KEN"'), 'other_partnership']
	])('%s', async (_, change, refusal) => {
		const text = keyFileText(await newKeyFile('LEW', at, bytes));
		expect(change(text)).not.toBe(text);
		expect(await readKeyFile(change(text), 'LEW')).toEqual({ refusal });
	});
});
