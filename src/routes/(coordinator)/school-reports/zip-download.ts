/** Fetches a ZIP file while it is made, and tells how far it is. */
import { Unzip } from 'fflate';

/** Thrown where no file came: not signed in any more, nothing published, or the connection broke. */
export class NoZip extends Error {}

/** Gives the whole file; `arrived` hears how many of its files have begun to come. Throws `NoZip`, or the signal's AbortError once it is stopped. */
export async function fetchZip(
	address: string,
	{ signal, arrived }: { signal: AbortSignal; arrived: (files: number) => void }
): Promise<Blob> {
	const response = await fetch(address, { signal });
	if (!response.ok || !response.body || response.headers.get('content-type') !== 'application/zip') throw new NoZip();
	let files = 0;
	const counter = new Unzip(() => arrived((files += 1)));
	const parts: Uint8Array<ArrayBuffer>[] = [];
	const reader = response.body.getReader();
	for (;;) {
		const { value, done } = await reader.read();
		if (done) break;
		parts.push(value);
		// The counter keeps what it is given.
		counter.push(value.slice());
	}
	return new Blob(parts, { type: 'application/zip' });
}
