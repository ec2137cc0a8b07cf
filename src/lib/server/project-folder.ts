/** Where the product lies: worker threads and templates are run from their source, beside the built server too. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Gives the project's folder, found upwards from here: this file is run from its source and from the built server. */
export function projectFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	for (;;) {
		const manifest = join(folder, 'package.json');
		if (existsSync(manifest) && /"name":\s*"golden-thread"/.test(readFileSync(manifest, 'utf8'))) return folder;
		const above = dirname(folder);
		if (above === folder)
			throw new Error('the templates and workers are not beside the server: no golden-thread folder above it');
		folder = above;
	}
}
