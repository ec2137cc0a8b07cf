/** One import as it goes from the key to what was done: what its two pages, for the return's files and for a plain list, have in common. */
import { invalidateAll } from '$app/navigation';
import { onDestroy, onMount, tick } from 'svelte';
import type { RegisterReading } from '#lib/domain/register-reading.ts';
import type { ImportDone, RegisterPreview } from '#lib/domain/register.ts';
import type { Progress } from '#lib/files/import-files.ts';
import { signingKeyOf, type KeyFile } from '#lib/files/match-key.ts';
import { keptKey } from './key-store.ts';
import { openReader } from './reader.ts';
import { sendConfirm, sendPreview } from './send.ts';

/** A key as the reader takes it. */
export type ReadingKey = { readonly keyId: string; readonly signingKey: CryptoKey } | null;

/**
 * Gives an import that begins at its key; `code` is the partnership's, `between` how many steps lie between key and preview. Made while
 * its page is made: it finds the key that this browser keeps, and stops reading when the page goes.
 */
export function createImportRun(code: string, between: number) {
	const reader = openReader();
	const previewStep = between + 1;

	let step = $state(0);
	let keyFile = $state.raw<KeyFile | null>(null);
	let progress = $state.raw<Progress | null>(null);
	let trouble = $state('');
	let reading = $state.raw<RegisterReading | null>(null);
	let preview = $state.raw<RegisterPreview | null>(null);
	let busy = $state(false);
	let refusal = $state('');
	let stale = $state(false);
	let done = $state.raw<ImportDone | null>(null);
	let heading = $state.raw<HTMLElement>();

	onMount(async () => {
		keyFile = await keptKey(code);
	});
	onDestroy(() => reader.stop());

	/** Goes to a step; its heading takes the focus. */
	async function go(to: number) {
		step = to;
		trouble = '';
		refusal = '';
		stale = false;
		await tick();
		heading?.focus();
	}

	/** Reads with `work` and goes to the preview. `again`: what to do where it stopped by itself. */
	async function read(
		work: (key: ReadingKey, onProgress: (now: Progress) => void) => Promise<RegisterReading>,
		again: string
	) {
		trouble = '';
		preview = null;
		progress = { file: null, done: 0, of: 1 };
		try {
			const key = keyFile && { keyId: keyFile.keyId, signingKey: await signingKeyOf(keyFile) };
			reading = await work(key, (now) => (progress = now));
		} catch {
			// Cancelled by the person, who knows; anything else stopped by itself.
			if (progress !== null) trouble = `Reading stopped before the end. Nothing was sent. ${again}`;
			progress = null;
			return;
		}
		progress = null;
		if (!reading.import || (await look())) await go(previewStep);
	}

	/** Asks the server what the import would change, and gives whether it said so. */
	async function look(): Promise<boolean> {
		if (!reading?.import) return false;
		busy = true;
		const answer = await sendPreview(reading.import);
		busy = false;
		if ('refusal' in answer) {
			trouble = answer.refusal.message;
			refusal = answer.refusal.message;
			return false;
		}
		preview = answer.value;
		refusal = '';
		stale = false;
		return true;
	}

	async function confirm(keepByHand: boolean) {
		if (!reading?.import || !preview || busy) return;
		busy = true;
		refusal = '';
		const answer = await sendConfirm(preview.basis, reading.import, keepByHand);
		busy = false;
		if ('refusal' in answer) {
			refusal = answer.refusal.message;
			stale = answer.refusal.code === 'import.stale';
			return;
		}
		done = answer.value;
		await go(previewStep + 1);
		await invalidateAll();
	}

	return {
		reader,
		previewStep,
		get step() {
			return step;
		},
		get keyFile() {
			return keyFile;
		},
		set keyFile(key) {
			keyFile = key;
		},
		get progress() {
			return progress;
		},
		get trouble() {
			return trouble;
		},
		set trouble(words) {
			trouble = words;
		},
		get reading() {
			return reading;
		},
		get preview() {
			return preview;
		},
		get busy() {
			return busy;
		},
		get refusal() {
			return refusal;
		},
		get stale() {
			return stale;
		},
		get done() {
			return done;
		},
		get heading() {
			return heading;
		},
		set heading(element) {
			heading = element;
		},
		go,
		read,
		look,
		confirm,
		cancel() {
			progress = null;
			reader.stop();
		},
		/** Begins anew, with the same key. */
		async again() {
			reading = null;
			preview = null;
			done = null;
			await go(1);
		}
	};
}

export type ImportRun = ReturnType<typeof createImportRun>;
