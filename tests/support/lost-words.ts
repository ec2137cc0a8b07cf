/** What becomes of a page's words where they take more room than they were drawn with: found in the page itself, and named. */

/**
 * Runs in a browser's page. Lays it out with a style sheet of the reader's, or as it is (null), and gives what is then lost, with the opening
 * of its element: wider than the screen, cut off by its box, out of its button, scrolled sideways where no key reaches it, or lying on other
 * words. The page is left as it was.
 */
export function lostWords(style: string | null): string[] {
	const worn = [...document.adoptedStyleSheets];
	if (style !== null) {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(style);
		document.adoptedStyleSheets = [...worn, sheet];
	}
	interface Edges {
		readonly left: number;
		readonly right: number;
		readonly top: number;
		readonly bottom: number;
	}
	interface Piece {
		readonly box: Edges;
		readonly element: Element;
	}
	const lost = new Set<string>();
	const pieces: Piece[] = [];
	const range = document.createRange();
	const width = document.documentElement.clientWidth;
	const nameOf = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 110);
	const cuts = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
	const within = (box: Edges, around: Edges): Edges => ({
		left: Math.max(box.left, around.left),
		right: Math.min(box.right, around.right),
		top: Math.max(box.top, around.top),
		bottom: Math.min(box.bottom, around.bottom)
	});
	/** By more than the space that letters leave free above and below them. */
	const outOf = (box: Edges, around: Edges) =>
		box.left < around.left - 1 ||
		box.right > around.right + 1 ||
		box.top < around.top - 5 ||
		box.bottom > around.bottom + 5;

	/** Goes through an element and what is in it; `around` is what the boxes about it let be seen. */
	const visit = (element: Element, around: Edges): void => {
		const { display, overflowX, overflowY, position } = getComputedStyle(element);
		// What has no box of its own may hold what has one.
		if (display !== 'contents' && !element.checkVisibility({ visibilityProperty: true })) return;
		// Kept for a screen reader alone: a dot, and clipped.
		if (position === 'absolute' && cuts(overflowX) && element.clientWidth <= 1) return;
		const wide = element.scrollWidth > element.clientWidth + 1;
		const high = element.scrollHeight > element.clientHeight + 1;
		// What is typed into a field moves under its caret; a chart, which has no words of the page's, follows the screen a moment later.
		const worded = !element.matches('input') && element.textContent.trim() !== '';
		if (worded && ((wide && cuts(overflowX)) || (high && cuts(overflowY)))) lost.add(`cut off: ${nameOf(element)}`);
		const scrolls = wide && /^(auto|scroll)$/.test(overflowX);
		if (scrolls && !element.matches('textarea, [tabindex="0"], :has(a[href], button)'))
			lost.add(`scrolls sideways where no key reaches it: ${nameOf(element)}`);
		const inside = overflowX === 'visible' ? around : within(element.getBoundingClientRect(), around);
		for (const child of element.childNodes) {
			if (child instanceof Element) {
				// What stays in sight while the rest moves under it lies on other words by design.
				if (!/^(fixed|sticky)$/.test(getComputedStyle(child).position)) visit(child, inside);
			} else if (child instanceof Text && child.data.trim() !== '') {
				range.selectNodeContents(child);
				for (const drawn of range.getClientRects()) {
					const box = within(drawn, inside);
					if (box.right <= box.left || box.bottom <= box.top) continue;
					pieces.push({ box, element });
					const button = element.closest('button, .govuk-button');
					if (button && outOf(box, button.getBoundingClientRect())) lost.add(`out of its button: ${nameOf(button)}`);
				}
			}
		}
	};
	visit(document.querySelector('dialog[open]') ?? document.body, {
		left: -Infinity,
		right: Infinity,
		top: -Infinity,
		bottom: Infinity
	});

	const over = document.documentElement.scrollWidth - width;
	if (over > 0) {
		const outside = pieces.find(({ box }) => box.right > width + 0.5)?.element;
		lost.add(`${over} px wider than the screen: ${outside ? nameOf(outside) : 'no words, but a box'}`);
	}

	// From top to bottom, so that each piece meets only those that reach down to it. Letters do not fill their line: a sliver is no overlap.
	pieces.sort((a, b) => a.box.top - b.box.top);
	let reaching: Piece[] = [];
	for (const piece of pieces) {
		const { box, element } = piece;
		reaching = reaching.filter((other) => other.box.bottom > box.top);
		for (const other of reaching) {
			const across = Math.min(other.box.right, box.right) - Math.max(other.box.left, box.left);
			const down = Math.min(other.box.bottom, box.bottom) - box.top;
			const lower = Math.min(other.box.bottom - other.box.top, box.bottom - box.top);
			if (other.element !== element && across > 2 && down > 0.3 * lower)
				lost.add(`lies on other words: ${nameOf(element)} on ${nameOf(other.element)}`);
		}
		reaching.push(piece);
	}
	document.adoptedStyleSheets = worn;
	return [...lost];
}
