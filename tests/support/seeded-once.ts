/** Before the browser tests: makes the demonstration once, for each file to begin with a copy of its own (`Served.seed`). */
import { renameSync, rmSync } from 'node:fs';
import { serve } from './served.ts';

/** Leaves the store's folder in SEEDED, and gives what takes it away again. */
export default async function seededOnce(): Promise<() => void> {
	const server = await serve();
	await server.gt('seed');
	const folder = `${server.dataDir}-seeded`;
	renameSync(server.dataDir, folder);
	await server.close();
	process.env.SEEDED = folder;
	return () => rmSync(folder, { recursive: true, force: true });
}
