/** Gives the auditor a file to keep. */
export function download({ name, text }: { name: string; text: string }): void {
	const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
	// The browser has begun to read it by the next task.
	setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
