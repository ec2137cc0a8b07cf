/** The page's side of the worker that reads files. */
import type { FileKind } from '#lib/domain/register-files.ts';
import type { ListOptions } from '#lib/domain/register-list-reading.ts';
import type { ListMatching } from '#lib/domain/register-list-matching.ts';
import type { RegisterReading } from '#lib/domain/register-reading.ts';
import type { Progress } from '#lib/files/import-files.ts';
import workerAddress from './import.worker.ts?worker&url';

interface Key {
	readonly keyId: string;
	readonly signingKey: CryptoKey;
}

export interface WhatToRead {
	readonly files: readonly File[];
	readonly laCode: string;
	readonly namedUrns: readonly string[];
	readonly key: Key | null;
}

/** A plain list with the columns that were matched. */
export interface ListToRead extends Omit<ListOptions, 'key'> {
	readonly file: File;
	readonly matching: ListMatching;
	readonly key: Key | null;
}

/** The headings of a list, or why there are none. */
export type Headings = { readonly header: readonly string[] } | { readonly trouble: string };

export type ToWorker =
	| { readonly ask: 'recognise' | 'headings'; readonly number: number; readonly file: File }
	| { readonly ask: 'read'; readonly number: number; readonly what: WhatToRead }
	| { readonly ask: 'list'; readonly number: number; readonly what: ListToRead };

export type FromWorker =
	| {
			readonly tell: 'recognised';
			readonly number: number;
			readonly kind: FileKind | null;
			readonly trouble: string | null;
	  }
	| { readonly tell: 'headings'; readonly number: number; readonly headings: Headings }
	| { readonly tell: 'progress'; readonly number: number; readonly progress: Progress }
	| { readonly tell: 'read'; readonly number: number; readonly reading: RegisterReading }
	| { readonly tell: 'failed'; readonly number: number };

/** Thrown where the worker stopped: cancelled, out of memory, or not allowed to start. */
export class ReadingStopped extends Error {}

interface TrustedTypes {
	createPolicy(
		name: string,
		rules: { createScriptURL: (url: string) => string }
	): { createScriptURL(url: string): unknown };
}

/** Made once a document: a policy's name can be taken only once. */
let trusted: string | null = null;

/** Under trusted types only this one address can become a worker here. */
function trustedAddress(): string {
	if (trusted !== null) return trusted;
	const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
	const policy = types?.createPolicy('golden-thread-import', {
		createScriptURL(url) {
			if (url !== workerAddress) throw new TypeError('not our worker');
			return url;
		}
	});
	trusted = policy ? (policy.createScriptURL(workerAddress) as string) : workerAddress;
	return trusted;
}

interface Waiting {
	readonly done: (message: FromWorker) => void;
	readonly stopped: (reason: ReadingStopped) => void;
	readonly onProgress: (progress: Progress) => void;
}

export interface Reader {
	/** Gives what a file is, from its first bytes, and what is wrong with it as a file. */
	recognise(file: File): Promise<{ kind: FileKind | null; trouble: string | null }>;
	/** Reads the files. Rejects with ReadingStopped where it is cancelled or the worker gives up. */
	read(what: WhatToRead, onProgress: (progress: Progress) => void): Promise<RegisterReading>;
	/** Gives the headings of a plain list. */
	headings(file: File): Promise<Headings>;
	/** Reads a plain list. Rejects as `read` does. */
	readList(what: ListToRead, onProgress: (progress: Progress) => void): Promise<RegisterReading>;
	/** Stops whatever is being read; the next call begins afresh. */
	stop(): void;
}

/** Gives a reader; its worker starts with the first call. */
export function openReader(): Reader {
	let worker: Worker | null = null;
	let numbers = 0;
	const waiting = new Map<number, Waiting>();

	function stop(): void {
		worker?.terminate();
		worker = null;
		for (const { stopped } of waiting.values()) stopped(new ReadingStopped());
		waiting.clear();
	}

	function start(): Worker {
		const started = new Worker(trustedAddress(), { type: 'module' });
		started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
			const asker = waiting.get(data.number);
			if (!asker) return;
			if (data.tell === 'progress') {
				asker.onProgress(data.progress);
				return;
			}
			waiting.delete(data.number);
			if (data.tell === 'failed') asker.stopped(new ReadingStopped());
			else asker.done(data);
		});
		started.addEventListener('error', stop);
		started.addEventListener('messageerror', stop);
		return started;
	}

	function ask(
		message: (number: number) => ToWorker,
		onProgress: (progress: Progress) => void = () => undefined
	): Promise<FromWorker> {
		worker ??= start();
		numbers += 1;
		const number = numbers;
		const running = worker;
		return new Promise((done, stopped) => {
			waiting.set(number, { done, stopped, onProgress });
			running.postMessage(message(number));
		});
	}

	return {
		stop,
		async recognise(file) {
			const answer = await ask((number) => ({ ask: 'recognise', number, file }));
			if (answer.tell !== 'recognised') throw new ReadingStopped();
			return { kind: answer.kind, trouble: answer.trouble };
		},
		async read(what, onProgress) {
			const answer = await ask((number) => ({ ask: 'read', number, what }), onProgress);
			if (answer.tell !== 'read') throw new ReadingStopped();
			return answer.reading;
		},
		async headings(file) {
			const answer = await ask((number) => ({ ask: 'headings', number, file }));
			if (answer.tell !== 'headings') throw new ReadingStopped();
			return answer.headings;
		},
		async readList(what, onProgress) {
			const answer = await ask((number) => ({ ask: 'list', number, what }), onProgress);
			if (answer.tell !== 'read') throw new ReadingStopped();
			return answer.reading;
		}
	};
}
