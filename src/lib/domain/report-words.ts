/** Small turns of phrase that every report is written with. */

/** Gives a text with a capital letter first. */
export function sentence(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Gives "1 plan", "2 plans". */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** Gives items as a person would say them: "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
	if (items.length <= 1) return items[0] ?? '';
	return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
