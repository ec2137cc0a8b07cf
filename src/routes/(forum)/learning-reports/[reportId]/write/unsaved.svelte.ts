/** Which pieces have words that are not saved: leaving the page with any asks first. */
import { beforeNavigate } from '$app/navigation';
import { getContext, setContext } from 'svelte';

type Check = () => boolean;
const KEY = Symbol('unsaved');

/** Asks before the page is left while a piece is not saved. Called once, by the page. */
export function askBeforeLeaving(): void {
	const checks: Check[] = [];
	setContext(KEY, checks);
	beforeNavigate(({ cancel, type }) => {
		if (!checks.some((check) => check())) return;
		// Where the page itself goes away the browser asks in its own words.
		if (type === 'leave' || !confirm('Some of your words are not saved. Leave this page without them?')) cancel();
	});
}

/** Adds a piece to those that are asked about. Called while its component is made. */
export function watchUnsaved(check: Check): void {
	const checks = getContext<Check[]>(KEY);
	$effect(() => {
		checks.push(check);
		return () => checks.splice(checks.indexOf(check), 1);
	});
}
