/**
 * A power cut made from a record: `strace` notes every write and every flush that a browser makes below a folder, and from that the
 * folder is worked out as it would lie on the disk at any moment if the system had forgotten what was not flushed. Names are kept as
 * they were at that moment (a journal of the file system holds them); the bytes of a file are those of its last flush.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The calls that `strace` must note, and how: paths beside descriptors, all bytes, and the time of each call's beginning and end. */
export const STRACE = [
	'-f',
	'-ttt',
	'-y',
	'-xx',
	'-s',
	'16777216',
	'--seccomp-bpf',
	'-e',
	'trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink'
] as const;

/** One call that changed the folder, at the moment from which its effect is sure, in milliseconds since 1970. */
export type DiskEvent = { readonly at: number; readonly path: string } & (
	| { readonly kind: 'make' }
	| { readonly kind: 'write'; readonly bytes: Buffer; readonly offset: number | null }
	| { readonly kind: 'cut'; readonly length: number }
	| { readonly kind: 'flush' }
	| { readonly kind: 'rename'; readonly to: string }
	| { readonly kind: 'unlink' }
);

function text(hex: string): string {
	return bytes(hex).toString('utf8');
}

function bytes(hex: string): Buffer {
	return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

/** Short process numbers are padded, so there may be several spaces behind one. */
const CALL = /^(\d+) +([\d.]+) (\w+)\((.*)$/;
const RESUMED = /^(\d+) +([\d.]+) <\.\.\. (\w+) resumed>(.*)$/;
/** A failed call changes nothing. */
const FAILED = /\) = -1 /;

/** Reads a trace. Gives what happened below `folder`, in order, each path relative to it. */
export function readTrace(trace: string, folder: string): DiskEvent[] {
	const events: DiskEvent[] = [];
	const waiting = new Map<string, string>();
	for (const line of trace.split('\n')) {
		const resumed = RESUMED.exec(line);
		const call = resumed ? null : CALL.exec(line);
		const [, thread, seconds, name, rest] = resumed ?? call ?? [];
		if (thread === undefined || seconds === undefined || name === undefined || rest === undefined) continue;
		if (call && rest.endsWith('<unfinished ...>')) {
			waiting.set(`${thread} ${name}`, rest.slice(0, -'<unfinished ...>'.length).trimEnd());
			continue;
		}
		const begun = resumed ? (waiting.get(`${thread} ${name}`) ?? '') : '';
		waiting.delete(`${thread} ${name}`);
		const whole = begun + rest;
		// Where a call was interrupted by another thread's, what counts is when it came back: a write may be on its way until then.
		const event = FAILED.test(whole) ? null : eventOf(name, whole, Number(seconds) * 1000);
		const inside = event && relative(folder, event.path);
		if (!event || !inside || inside.startsWith('..')) continue;
		events.push(
			event.kind === 'rename' ? { ...event, path: inside, to: relative(folder, event.to) } : { ...event, path: inside }
		);
	}
	return events;
}

function eventOf(name: string, args: string, at: number): DiskEvent | null {
	const descriptor = /^\d+<((?:\\x[0-9a-f]{2})+)>(.*)$/s.exec(args);
	const path = descriptor?.[1] === undefined ? '' : text(descriptor[1]);
	const after = descriptor?.[2] ?? '';
	switch (name) {
		case 'openat': {
			const opened = /, "((?:\\x[0-9a-f]{2})+)", (\S+)/.exec(args);
			if (!opened?.[1] || !opened[2]?.includes('O_TRUNC')) return null;
			return { kind: 'make', path: text(opened[1]), at };
		}
		case 'write':
		case 'pwrite64': {
			const written = /^, "((?:\\x[0-9a-f]{2})*)", (\d+)(?:, (\d+))?\)/.exec(after);
			if (!path || written?.[1] === undefined) return null;
			return {
				kind: 'write',
				path,
				bytes: bytes(written[1]),
				offset: written[3] === undefined ? null : Number(written[3]),
				at
			};
		}
		case 'ftruncate': {
			const length = /^, (\d+)\)/.exec(after)?.[1];
			return path && length !== undefined ? { kind: 'cut', path, length: Number(length), at } : null;
		}
		case 'fsync':
		case 'fdatasync':
			return path ? { kind: 'flush', path, at } : null;
		case 'rename': {
			const [, from, to] = /^"((?:\\x[0-9a-f]{2})+)", "((?:\\x[0-9a-f]{2})+)"/.exec(args) ?? [];
			return from && to ? { kind: 'rename', path: text(from), to: text(to), at } : null;
		}
		case 'unlink': {
			const gone = /^"((?:\\x[0-9a-f]{2})+)"/.exec(args)?.[1];
			return gone ? { kind: 'unlink', path: text(gone), at } : null;
		}
		default:
			return null;
	}
}

/** Gives the files below a folder by their path in it. */
export function readFolder(folder: string): Map<string, Buffer> {
	const files = new Map<string, Buffer>();
	for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		files.set(relative(folder, path), readFileSync(path));
	}
	return files;
}

export function writeFolder(folder: string, files: ReadonlyMap<string, Buffer>): void {
	for (const [path, content] of files) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), content);
	}
}

/**
 * Gives the files as they lie on the disk after a power cut at a moment: `before` was all on the disk, then came the events.
 * `forgotten` counts the bytes that had been written and not flushed by then.
 */
export function diskAt(
	before: ReadonlyMap<string, Buffer>,
	events: readonly DiskEvent[],
	at: number
): { readonly files: Map<string, Buffer>; readonly forgotten: number } {
	const files = new Map(
		[...before].map(([path, content]) => [path, { flushed: content, written: content, waiting: 0 }])
	);
	const fileAt = (path: string) => {
		const file = files.get(path) ?? { flushed: Buffer.alloc(0), written: Buffer.alloc(0), waiting: 0 };
		files.set(path, file);
		return file;
	};
	for (const event of events) {
		if (event.at > at) continue;
		switch (event.kind) {
			case 'make':
				fileAt(event.path).written = Buffer.alloc(0);
				break;
			case 'write': {
				const file = fileAt(event.path);
				const offset = event.offset ?? file.written.length;
				const length = Math.max(file.written.length, offset + event.bytes.length);
				const grown = Buffer.alloc(length);
				file.written.copy(grown);
				event.bytes.copy(grown, offset);
				file.written = grown;
				file.waiting += event.bytes.length;
				break;
			}
			case 'cut':
				fileAt(event.path).written = fileAt(event.path).written.subarray(0, event.length);
				break;
			case 'flush':
				if (files.has(event.path))
					Object.assign(fileAt(event.path), { flushed: fileAt(event.path).written, waiting: 0 });
				break;
			case 'rename': {
				const moved = files.get(event.path);
				files.delete(event.path);
				if (moved) files.set(event.to, moved);
				break;
			}
			case 'unlink':
				files.delete(event.path);
				break;
		}
	}
	return {
		files: new Map([...files].map(([path, { flushed }]) => [path, flushed])),
		forgotten: [...files.values()].reduce((sum, { waiting }) => sum + waiting, 0)
	};
}
