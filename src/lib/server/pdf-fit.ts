/** What drawing says of a document that has a fixed number of pages and more to say: the one fault that its asker can answer. */

/** Gives the words of that fault. */
export function doesNotFit(pages: number): string {
	return `does not fit on ${pages} ${pages === 1 ? 'page' : 'pages'}`;
}
