/** Thrown where the store itself is not fit to be used: it cannot be opened, or does not keep what it is told to keep. */
export class StoreError extends Error {
	constructor(line: string, options?: ErrorOptions) {
		super(line, options);
		this.name = 'StoreError';
	}
}
