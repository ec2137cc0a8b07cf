/**
 * Reads the chosen files beside the page, so that it stays alive meanwhile. Names, numbers, birth dates and addresses of children
 * end here: only what `RegisterReading` holds is handed back.
 */
import { config } from 'zod';
import { fileKindOf } from '#lib/domain/register-files.ts';
import { readCsv } from '#lib/files/csv.ts';
import { readImportFiles } from '#lib/files/import-files.ts';
import { readListFile, readListHeader } from '#lib/files/list-file.ts';
import { matchKeyMaker } from '#lib/files/match-key.ts';
import type { FromWorker, ToWorker } from './reader.ts';

// The content security policy forbids compiling code, and trying would be reported as a violation.
config({ jitless: true });

const page = globalThis as unknown as {
	postMessage(message: FromWorker): void;
	addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};

/** Enough of a file to hold its header: GIAS' has some 4,000 characters. */
const FIRST_BYTES = 64 * 1024;

type Asked<What extends ToWorker['ask']> = Extract<ToWorker, { ask: What }>;

async function recognise(asked: Asked<'recognise' | 'headings'>): Promise<void> {
	const bytes = new Uint8Array(await asked.file.slice(0, FIRST_BYTES).arrayBuffer());
	const { header, problems = [] } = readCsv(asked.file.name, bytes, { headerOnly: true });
	page.postMessage({
		tell: 'recognised',
		number: asked.number,
		kind: fileKindOf(asked.file.name, header),
		trouble: problems[0]?.message ?? null
	});
}

async function read(asked: Asked<'read'>): Promise<void> {
	const { files, key, ...options } = asked.what;
	const reading = await readImportFiles(
		files,
		{ ...options, key: key && { keyId: key.keyId, matchKeyOf: matchKeyMaker(key.signingKey) } },
		(progress) => page.postMessage({ tell: 'progress', number: asked.number, progress })
	);
	page.postMessage({ tell: 'read', number: asked.number, reading });
}

async function headings({ number, file }: Asked<'recognise' | 'headings'>): Promise<void> {
	page.postMessage({ tell: 'headings', number, headings: await readListHeader(file) });
}

async function readList({ number, what: { file, matching, key, ...options } }: Asked<'list'>): Promise<void> {
	const reading = await readListFile(
		file,
		matching,
		{ ...options, key: key && { keyId: key.keyId, matchKeyOf: matchKeyMaker(key.signingKey) } },
		(progress) => page.postMessage({ tell: 'progress', number, progress })
	);
	page.postMessage({ tell: 'read', number, reading });
}

function answer(asked: ToWorker): Promise<void> {
	switch (asked.ask) {
		case 'recognise':
			return recognise(asked);
		case 'headings':
			return headings(asked);
		case 'read':
			return read(asked);
		case 'list':
			return readList(asked);
	}
}

page.addEventListener('message', ({ data }) => {
	// What went wrong may quote a cell, so no word of it leaves the worker.
	answer(data).catch(() => page.postMessage({ tell: 'failed', number: data.number }));
});
