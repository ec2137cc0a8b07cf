/** All schools' summaries of a year as one ZIP file, drawn one after the other while it is sent: nothing waits whole, and stopping stops. */
import { strToU8, Zip, ZipPassThrough } from 'fflate';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { SchoolReport } from '#lib/domain/school-report.ts';

/** A summary with when it was published, which becomes the file's own time. */
export interface Packed {
	readonly model: SchoolReport;
	readonly publishedAt: Instant;
}

/** The name of the file that says which summaries could not be drawn. */
export const MISSING = '0 Read me first - summaries that are missing.txt';

/** Gives a file name that every system takes: the school's name without what files may not have, and its URN, which keeps it single. */
export function pdfName({ schoolName, urn }: Pick<SchoolReport, 'schoolName' | 'urn'>): string {
	const name = schoolName
		.normalize('NFC')
		.replace(/[^\p{L}\p{N} '’&().,-]+/gu, ' ')
		.replace(/\s+/g, ' ')
		.replace(/^[ .]+|[ .]+$/g, '')
		.slice(0, 80)
		.trim();
	return `${name || 'School'} (${urn}).pdf`;
}

/**
 * Gives the bytes of the ZIP as they come about. `draw` makes one PDF; `failed` hears of one that could not be made: the file then goes
 * on without it and says so in a text of its own. Once nobody reads any more, no further PDF is drawn.
 */
export function zipOf(
	summaries: readonly Packed[],
	draw: (model: SchoolReport) => Promise<Uint8Array>,
	failed: (thrown: unknown) => void = () => {}
): ReadableStream<Uint8Array> {
	const pieces = piecesOf(summaries, draw, failed);
	return new ReadableStream<Uint8Array>({
		async pull(controller) {
			const { value, done } = await pieces.next();
			if (done) controller.close();
			else controller.enqueue(value);
		},
		async cancel() {
			await pieces.return(undefined);
		}
	});
}

async function* piecesOf(
	summaries: readonly Packed[],
	draw: (model: SchoolReport) => Promise<Uint8Array>,
	failed: (thrown: unknown) => void
): AsyncGenerator<Uint8Array, undefined> {
	const ready: Uint8Array[] = [];
	const missing: string[] = [];
	const zip = new Zip((fault, piece) => {
		if (fault) throw fault;
		ready.push(piece);
	});
	const add = (name: string, bytes: Uint8Array, time: Instant) => {
		// PDFs are packed already.
		const file = new ZipPassThrough(name);
		file.mtime = new Date(time);
		zip.add(file);
		file.push(bytes, true);
	};
	for (const { model, publishedAt } of summaries) {
		try {
			add(pdfName(model), await draw(model), publishedAt);
		} catch (thrown) {
			failed(thrown);
			missing.push(`${model.schoolName} (${model.urn})`);
		}
		yield* ready.splice(0);
	}
	const [first] = summaries;
	if (first && missing.length > 0) {
		const told = `These summaries could not be drawn. Try again, or open each on its own page:\r\n${missing.join('\r\n')}\r\n`;
		add(MISSING, strToU8(told), first.publishedAt);
	}
	zip.end();
	yield* ready.splice(0);
	return undefined;
}
