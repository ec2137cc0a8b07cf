/** Where somebody was on a page, so that unlocking leads back to it: the field and the caret. Kept with the tab; no text is in it. */

interface Place {
	readonly path: string;
	readonly field: string | null;
	readonly caret: readonly [number, number] | null;
	readonly scrolled: number;
}

const KEY = 'golden-thread-place';
/** How long the field may take to come back, in milliseconds. */
const PATIENCE = 5000;

const pathNow = () => location.pathname + location.search;

function isText(element: Element | null): element is HTMLTextAreaElement | HTMLInputElement {
	return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text');
}

/** Notes where the person is. */
export function remember(): void {
	const active = document.activeElement;
	const place: Place = {
		path: pathNow(),
		field: active?.id ? active.id : null,
		caret: isText(active) ? [active.selectionStart ?? 0, active.selectionEnd ?? 0] : null,
		scrolled: scrollY
	};
	sessionStorage.setItem(KEY, JSON.stringify(place));
}

/** Leads back to where the person was, once the field is on the page again; on another page it does nothing. */
export function returnToPlace(): void {
	const kept = sessionStorage.getItem(KEY);
	sessionStorage.removeItem(KEY);
	if (!kept) return;
	const { path, field, caret, scrolled } = JSON.parse(kept) as Place;
	if (path !== pathNow()) return;
	const go = () => {
		const found = field === null ? null : document.getElementById(field);
		if (!found) return false;
		found.focus({ preventScroll: true });
		if (caret && isText(found)) found.setSelectionRange(...caret);
		scrollTo({ top: scrolled });
		return true;
	};
	if (field === null || go()) return;
	const watcher = new MutationObserver(() => {
		if (go()) watcher.disconnect();
	});
	watcher.observe(document.body, { childList: true, subtree: true });
	setTimeout(() => watcher.disconnect(), PATIENCE);
}
