/** Hands a text or bytes to the browser as a file to be saved. */
export function saveFile(name: string, type: string, text: BlobPart): void {
	const address = URL.createObjectURL(new Blob([text], { type }));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	document.body.append(link);
	link.click();
	link.remove();
	// The browser reads the address after this turn.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
