/** Apart from the other tests of sealing, because Argon2id's code is compiled once for all that runs together. */
import { expect, test, vi } from 'vitest';
import { makeReady, wrapWithPassphrase } from '#lib/sealing/passphrase.ts';
import { newKey } from '#lib/sealing/records.ts';

test('made ready, Argon2id has nothing left to compile at the first try', async () => {
	const compile = vi.spyOn(WebAssembly, 'compile');
	// A module of eight bytes, the smallest there is, only asks whether WebAssembly may be used.
	const compiled = () => compile.mock.calls.filter(([bytes]) => bytes.byteLength > 8).length;
	await makeReady();
	const before = compiled();
	expect(before).toBeGreaterThan(0);
	await wrapWithPassphrase('a vault', await newKey(), 'four words of hers');
	expect(compiled()).toBe(before);
});
