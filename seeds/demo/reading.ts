/** The demonstration's own files, read by the readers of the product: what is loaded is what an import by hand would send. */
import { readImportFiles } from '#lib/files/import-files.ts';
import { matchKeyMaker, newKeyFile, signingKeyOf, type KeyFile } from '#lib/files/match-key.ts';
import type { RegisterReading } from '#lib/domain/register-reading.ts';
import { demoPartnership } from './demonstration.ts';
import type { DemoFile } from './files.ts';

/** The demonstration's key is no secret: it stands here, so that an export of another month finds the same made-up plans. */
const KEY = Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256);

/** Gives the key file of the demonstration. */
export function demoKeyFile(): Promise<KeyFile> {
	return newKeyFile(demoPartnership.code, '2026-09-01T08:00:00.000Z', KEY);
}

/** Gives what the files say, read as the import page reads them. */
export async function readDemo(files: readonly DemoFile[]): Promise<RegisterReading> {
	const keyFile = await demoKeyFile();
	const chosen = files.map(({ name, bytes }) => ({
		name,
		size: bytes.byteLength,
		arrayBuffer: () => Promise.resolve(bytes.buffer)
	}));
	return readImportFiles(chosen, {
		laCode: demoPartnership.laCode,
		key: { keyId: keyFile.keyId, matchKeyOf: matchKeyMaker(await signingKeyOf(keyFile)) }
	});
}
