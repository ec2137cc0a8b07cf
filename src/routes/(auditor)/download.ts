interface Text {
	readonly name: string;
	readonly text: string;
}

/**
 * Gives the auditor files to keep. In an app on an iPad's home screen they are handed on by its own sheet: there a download takes the place
 * of the page, with no way back to what may be on it alone.
 */
export async function download(...files: Text[]): Promise<void> {
	const type = 'application/json';
	const shared = { files: files.map(({ name, text }) => new File([text], name, { type })) };
	if ('standalone' in navigator && navigator.standalone && navigator.canShare?.(shared)) {
		const why = await navigator.share(shared).catch((error: unknown) => error);
		// Nobody is asked twice; where the sheet itself failed, the other way is better than none.
		if (!why || (why instanceof Error && why.name === 'AbortError')) return;
	}
	for (const file of shared.files) {
		const address = URL.createObjectURL(file);
		const link = document.createElement('a');
		link.href = address;
		link.download = file.name;
		link.click();
		// Safari reads it some time after the click.
		setTimeout(() => URL.revokeObjectURL(address), 10_000);
	}
}
