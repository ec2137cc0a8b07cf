import { expect, test } from 'vitest';
import { readRecoveryFile, recoveryFile } from '#lib/domain/recovery-file.ts';

const key = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43), d: 'C'.repeat(43) } as const;

test('the file of a recovery key reads as it was written, and names the key', () => {
	const { name, text } = recoveryFile('0123456789abcdef', key);
	expect(name).toBe('golden-thread-recovery-key-0123456789abcdef.json');
	expect(readRecoveryFile(text)).toEqual({ kind: 'golden-thread-recovery-key', keyId: '0123456789abcdef', key });
});

test.each([
	['nothing', ''],
	['no JSON', 'key'],
	['null', 'null'],
	['another file of ours', '{"kind":"golden-thread-outbox"}'],
	['a public half alone', JSON.stringify({ kind: 'golden-thread-recovery-key', keyId: 'a', key: { kty: 'EC' } })]
])('%s is none', (_what, text) => {
	expect(readRecoveryFile(text)).toBeNull();
});
