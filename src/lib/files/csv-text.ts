/** Tables to CSV text that a spreadsheet opens without running anything. */

/** Characters that make a spreadsheet take a cell for a formula or a command. */
const COMMANDS = new Set(['=', '+', '-', '@', '\t', '\r', '\u0000']);

/** Gives one cell: a text that a spreadsheet would run gets an apostrophe before it; quotes where RFC 4180 asks for them. */
function cell(value: string | number | null): string {
	if (typeof value === 'number') return String(value);
	const text = value ?? '';
	const safe = COMMANDS.has(text.charAt(0)) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gives a CSV text (RFC 4180: commas, CRLF). Cells that begin with = + - @ tab, CR or NUL are escaped. */
export function csvText(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
	return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
