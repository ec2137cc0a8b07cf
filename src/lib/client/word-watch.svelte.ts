/** Follows what is typed and says, after a pause, what in it looks as if it pointed to a person. Called while a component is being made. */
import type { Identifier } from '#lib/domain/identifier-check.ts';
import type { WorkloadItem } from '#lib/domain/sync.ts';
import { check } from './word-check.ts';

/** Long enough that nobody is interrupted within a word, in milliseconds. */
const PAUSE = 800;

export interface WordWatch {
	/** What was found in the text as it was after the last pause. */
	readonly found: readonly Identifier[];
	/** Checks a text at once, before it goes anywhere. */
	now(): Promise<readonly Identifier[]>;
}

export function watchWords(of: () => { text: string; item: Pick<WorkloadItem, 'settingName'> }): WordWatch {
	let found = $state.raw<readonly Identifier[]>([]);
	let first = true;

	async function judge(): Promise<readonly Identifier[]> {
		const { text, item } = of();
		const finds = text === '' ? [] : await check(text, item);
		if (of().text === text) found = finds;
		return finds;
	}

	$effect(() => {
		const { text } = of();
		if (text === '' && found.length === 0) return;
		// What stood there before is checked as soon as the page has nothing better to do.
		const timer = setTimeout(() => void judge().catch(() => undefined), first ? 0 : PAUSE);
		first = false;
		return () => clearTimeout(timer);
	});
	return {
		get found() {
			return found;
		},
		now: judge
	};
}
